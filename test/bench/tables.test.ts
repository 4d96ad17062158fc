import { describe, expect, it } from 'vitest';
import { busyBetween } from '../../bench/idleness.ts';
import { type Recorded, requireIdle } from '../../bench/record.ts';
import { busyText } from '../../bench/report.ts';
import { performanceTable, readmeTable } from '../../bench/tables.ts';

const report = { rssMB: 82, hash: 'a', loss: 0.5 };
const result = (ms: number, toBlock: number, oursToNarrow: number | null) => ({
  ours: { ms, rate: 0.07, ...report },
  oursToNarrow,
  peers: {
    masked: { ms: 1234.5, oursToPeer: toBlock / 2, ...report, rssMB: 500 },
    block: { ms: 80, oursToPeer: toBlock, ...report, rssMB: 474 },
  },
});
const recorded = (narrow: number | null): Recorded => ({
  date: '2026-01-31',
  workers: 2,
  workloads: { W1: result(20, 0.25, narrow) },
  extras: null,
  geometricMeans: { masked: 0.125, block: 0.25, fastest: 0.25 },
  otherWorkers: [
    { workers: 1, workloads: { W1: result(36, 0.2, narrow) }, extras: null, geometricMeans: {} },
  ],
  sameBits: true,
  environment: {
    node: '24.1.0',
    cpu: 'a processor',
    cores: 2,
    bareNodeMB: 45,
    python: { path: 'python', python: '3.11', torch: '2.13', norse: false, card: null, rssMB: 200 },
    busy: [0, 0.01],
  },
});

describe('the tables of the documents', () => {
  it('compare with the fastest formulation of each row', () => {
    expect(
      readmeTable(recorded(0.8)),
    ).toBe(`| workload | Motifsmith | PyTorch, fastest | ratio | peak memory |
| --- | ---: | ---: | ---: | --- |
| 78 inputs, 100 steps, 800 neurons, batch of 50 | 20.0 ms | 80.0 ms | 4.0 | 82 and 474 MB |

Geometric mean of the ratios: 4.0. (2 cores of a processor, otherwise idle; Node 24.1.0, torch 2.13; 2026-01-31)`);
  });

  it('show every formulation, one worker, and what 256 bits gain', () => {
    const text = performanceTable(recorded(0.8));
    expect(text).toContain(
      '| W1: 78 in at 10 %, T 100, N 800, 26 out, batch 50 | **20.0** (82 MB) | – | 1,235 | 80.0 | – | 4.0 | 36.0 | 5.0 | 1.80 | 1.25 |',
    );
    expect(text).toContain(
      'masked dense 8.0, block motifs 4.0, the fastest of each row 4.0; of the gain of 256 bits 1.25.',
    );
    expect(performanceTable(recorded(null))).not.toContain('256 bits');
  });
});

describe('a busy machine', () => {
  it('is noticed by the share of its time that is used', () => {
    expect(busyBetween({ busy: 10, all: 100 }, { busy: 30, all: 200 })).toBe(0.2);
    expect(busyBetween({ busy: 10, all: 100 }, { busy: 10, all: 100 })).toBe(0);
  });

  it('is said, and nothing is recorded on it', () => {
    expect(busyText({ busy: [0, 0.02] })).toBe('');
    expect(busyText({ busy: [0, 0.2] })).toMatch(/up to 20 % of the processors/);
    expect(() => requireIdle([0, 0.02])).not.toThrow();
    expect(() => requireIdle([0, 0.2])).toThrow(/20 % of the processors: nothing is recorded/);
  });
});
