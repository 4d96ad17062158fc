import { describe, expect, it } from 'vitest';
import type { WorkloadResult } from '../../bench/compare.ts';
import {
  differences,
  type Environment,
  fastestPeer,
  meanRatios,
  type Session,
  sessionsJson,
  sessionText,
} from '../../bench/report.ts';
import { geometricMean, median, quantile } from '../../bench/statistics.ts';

const report = (hash: string) => ({ rssMB: 100, hash, loss: 0.5 });
const result = (hash: string, block: number, masked: number): WorkloadResult => ({
  ours: { ms: 10, rate: 0.07, ...report(hash) },
  oursToNarrow: 0.8,
  peers: {
    masked: { ms: 10 / masked, oursToPeer: masked, ...report('m') },
    block: { ms: 10 / block, oursToPeer: block, ...report('b') },
  },
});
const session = (workers: number, hash: string): Session => ({
  workers,
  workloads: { W1: result(hash, 0.5, 0.1), W2: result('same', 0.125, 0.4) },
  extras: null,
});
const environment: Environment = {
  node: '20',
  cpu: 'one',
  cores: 2,
  bareNodeMB: 45,
  python: null,
  busy: [0, 0.01],
};

describe('statistics', () => {
  it('takes the middle, whatever the order and the parity', () => {
    expect(median([9, 1, 2])).toBe(2);
    expect(median([9, 1, 2, 4])).toBe(3);
  });

  it('takes quantiles by nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, k) => 200 - k);
    expect(quantile(values, 0.99)).toBe(198);
    expect(quantile([5], 0.99)).toBe(5);
  });

  it('averages ratios by their product', () => {
    expect(geometricMean([0.5, 0.125])).toBeCloseTo(0.25, 12);
  });
});

describe('the report', () => {
  it('knows the fastest peer of each row and the mean ratios', () => {
    expect(fastestPeer(result('x', 0.5, 0.1))![0]).toBe('block');
    expect(fastestPeer(result('x', 0.125, 0.4))![0]).toBe('masked');
    const means = meanRatios([result('x', 0.5, 0.1), result('x', 0.125, 0.4)]);
    expect(means.block).toBeCloseTo(0.25, 12);
    expect(means.masked).toBeCloseTo(0.2, 12);
    expect(means.fastest).toBeCloseTo(Math.sqrt(0.2), 12);
  });

  it('notices bits that depend on the number of workers', () => {
    expect(differences([session(1, 'a'), session(2, 'a')])).toEqual([]);
    expect(differences([session(1, 'a'), session(2, 'b')])).toEqual(['W1']);
  });

  it('has the largest number of workers at the top of its JSON', () => {
    const json = JSON.parse(
      JSON.stringify(sessionsJson(environment, [session(1, 'a'), session(2, 'a')])),
    );
    expect(json.workers).toBe(2);
    expect(json.workloads.W1.ours).toEqual({ ms: 10, rate: 0.07, ...report('a') });
    expect(json.workloads.W1.peers.block).toEqual({ ms: 20, oursToPeer: 0.5, ...report('b') });
    expect(json.otherWorkers.map(({ workers }: Session) => workers)).toEqual([1]);
    expect(json.sameBits).toBe(true);
  });

  it('shows ratios, the fastest peer and the means', () => {
    const text = sessionText(session(2, 'a'));
    expect(text).toMatch(/W1 ours +10\.0 +128 bits 1 : 1\.25 +100 +a\n/);
    expect(text).toMatch(/block \(fastest\) +20\.0 +1 : 2\.00 +100 +b\n/);
    expect(text).toMatch(/masked +100\.0 +1 : 10\.00/);
    expect(text).toContain('geometric means: masked 1 : 5.00, block 1 : 4.00, fastest 1 : 2.24');
  });
});
