/** Every JSON file of a run directory, damaged in every way: one error that names file and field. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readJson } from '../../src/files/read.ts';
import { parseAnalysis, readAnalysis } from '../../src/run/analysis-file.ts';
import { readArchitecture } from '../../src/run/architecture-file.ts';
import { checkpointSteps, readCheckpoint } from '../../src/run/checkpoints.ts';
import { readRunRecord } from '../../src/run/run-record.ts';
import { isRunFile } from '../../src/run/schema/run-file.ts';
import { parseGroupSummary } from '../../src/run/schema/summary.ts';
import { readMemberSummary } from '../../src/run/summary-file.ts';
import { expectFailure } from '../data/helpers.ts';
import { temporaryFolder } from '../experiment/tiny.ts';

const RUNS = join(import.meta.dirname, '../fixtures/runs/v0.1.0');
const folder = join(temporaryFolder(), 'runs');
const group = join(folder, 'group');
const member = join(group, 'seed-2');
const interrupted = join(folder, 'interrupted');

cpSync(RUNS, folder, { recursive: true });

const histogram = { from: 0, to: 1, counts: new Array(20).fill(0), mean: 0.5 };
const ANALYSIS = {
  format: 'motifsmith-analysis',
  formatVersion: 1,
  weightsSha256: '0',
  samples: 3,
  parameters: { trainable: 1, fixed: 1, stored: 2 },
  operations: { layers: [{ name: 'output', inputSpikes: 1, ac: 1, mac: 1 }], ac: 1, mac: 1 },
  spikes: { layers: [1], total: 1 },
  decision: { stepMs: 1, steps: [1, 2], accuracy: [0.5, 1] },
  layers: [
    {
      layer: 0,
      kind: 'dense',
      rates: histogram,
      meanRate: 0.1,
      divergence: 0.2,
      resistance: histogram,
      tau: histogram,
      spectralRadius: null,
    },
  ],
};

const [step] = await checkpointSteps(join(RUNS, 'interrupted', 'checkpoints'));
const stem = String(step).padStart(8, '0');
const checkpoint = `interrupted/checkpoints/${stem}.json`;
const readRecorded = async () => {
  const { identity } = JSON.parse(readFileSync(join(RUNS, checkpoint), 'utf8'));
  return readCheckpoint(join(interrupted, 'checkpoints'), step!, identity);
};
const readGroupSummary = async () => {
  const path = join(group, 'summary.json');
  return parseGroupSummary(await readJson(path, 'summary'), path);
};

type Change = (value: Record<string, unknown>) => unknown;
/** File, how it is read, and changes with the field that they damage. */
const FILES: [string, () => Promise<unknown>, [field: string, change: Change][]][] = [
  [
    'group/config.json',
    () => readRunRecord(group),
    [
      ['kind', (file) => ({ ...file, kind: 'study' })],
      ['formatVersion', (file) => ({ ...file, formatVersion: 2 })],
      ['data.inputs', (file) => ({ ...file, data: { ...Object(file.data), inputs: '9' } })],
      ['task.command', (file) => ({ ...file, task: { command: 'dance' } })],
      ['config', (file) => ({ ...file, config: { ...Object(file.config), engine: 'steam' } })],
      ['config', ({ config: _, ...file }) => file],
    ],
  ],
  [
    'group/seed-2/config.json',
    () => readRunRecord(member),
    [
      ['seed', ({ seed: _, ...file }) => file],
      ['method', (file) => ({ ...file, method: 'guess' })],
      [
        'task.architecture.neuron',
        (file) => ({
          ...file,
          task: { command: 'train', architecture: { inputs: 1, hidden: [], outputs: 1 } },
        }),
      ],
    ],
  ],
  [
    'group/seed-2/summary.json',
    () => readMemberSummary(member),
    [
      ['test.accuracy', (file) => ({ ...file, test: { ...Object(file.test), accuracy: '0.5' } })],
      [
        'test.confusion',
        (file) => ({ ...file, test: { ...Object(file.test), confusion: [[1, 2]] } }),
      ],
      ['census', (file) => ({ ...file, census: null })],
      ['weights.sha256', (file) => ({ ...file, weights: { file: 'weights.safetensors' } })],
    ],
  ],
  [
    'group/summary.json',
    readGroupSummary,
    [
      ['members', (file) => ({ ...file, members: [] })],
      [
        'methods[0].accuracy.mean',
        (file) => ({ ...file, methods: [{ ...Object(file.methods)[0], accuracy: {} }] }),
      ],
    ],
  ],
  [
    'group/seed-2/architecture.json',
    () => readArchitecture(join(member, 'architecture.json')),
    [
      ['hidden[0].kind', (file) => ({ ...file, hidden: [{ kind: 'magic' }] })],
      [
        'neuron.tauSynapse',
        (file) => ({ ...file, neuron: { ...Object(file.neuron), tauSynapse: 0 } }),
      ],
      ['layers', (file) => ({ ...file, layers: 3 })],
      [
        'hidden[0]',
        (file) => ({
          ...file,
          hidden: [{ kind: 'supernet', neurons: 12, sizes: [2], boundary: 'open', lateral: true }],
        }),
      ],
    ],
  ],
  [
    'group/seed-2/analysis.json',
    () => readAnalysis(member),
    [
      ['samples', (file) => ({ ...file, samples: 0 })],
      [
        'decision.accuracy',
        (file) => ({ ...file, decision: { ...ANALYSIS.decision, steps: [1] } }),
      ],
      [
        'layers[0].tau.counts',
        (file) => ({
          ...file,
          layers: [{ ...ANALYSIS.layers[0], tau: { ...histogram, counts: [1] } }],
        }),
      ],
    ],
  ],
  [
    checkpoint,
    readRecorded,
    [
      ['step', ({ step: _, ...file }) => file],
      ['seconds.size', (file) => ({ ...file, seconds: { size: 'long' } })],
    ],
  ],
];

describe.each(FILES)('%s', (name, read, changes) => {
  const path = join(folder, name);
  const whole = name.endsWith('analysis.json')
    ? JSON.stringify(ANALYSIS)
    : readFileSync(path, 'utf8');
  beforeEach(() => writeFileSync(path, whole));

  test('is read', async () => {
    await expect(read()).resolves.toBeTruthy();
  });

  test.each([
    ['truncated', (text: string) => text.slice(0, text.length / 2), /not JSON/],
    ['empty', () => '', /not JSON/],
    ['NUL bytes', (text: string) => '\0'.repeat(text.length), /not JSON/],
    ['a list', () => '[]', /expected an object, found a list/],
    ['null', () => 'null', /expected an object, found null/],
    ['an object without anything', () => '{}', /missing/],
  ])('%s', async (_, damage, message) => {
    writeFileSync(path, damage(whole));
    await expectFailure(read, 'artifact', message, new RegExp(`^${path.replaceAll('.', '\\.')}`));
  });

  test.each(changes)('a damaged %s', async (field, change) => {
    writeFileSync(path, JSON.stringify(change(JSON.parse(whole))));
    const where = `${path}, field ${field}`.replaceAll(/[[\].]/g, '\\$&');
    await expectFailure(read, 'artifact', /./, new RegExp(`^${where}$`));
  });

  test('read the same in any order of its keys', async () => {
    const before = await read();
    writeFileSync(path, JSON.stringify(reversed(JSON.parse(whole))));
    expect(await read()).toEqual(before);
  });
});

/** The same value with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, inner]) => [key, reversed(inner)]));
}

test('a folder in the place of a file is called one', async () => {
  mkdirSync(join(folder, 'folder.json'));
  const attempt = readJson(join(folder, 'folder.json'), 'summary of the run');
  await expect(attempt).rejects.toMatchObject({
    message: 'The summary of the run is a folder.',
    remedy: 'Check the path.',
  });
});

test('the config.json of another program is no run', () => {
  expect(isRunFile({ compilerOptions: {} })).toBe(false);
  expect(isRunFile('text')).toBe(false);
  expect(isRunFile({ format: 'motifsmith-run', kind: 'neither' })).toBe(true);
});

test('a member without an analysis has none', async () => {
  expect(await readAnalysis(join(group, 'seed-2-random'))).toBeNull();
  expect(parseAnalysis(ANALYSIS, 'analysis.json')).toEqual(ANALYSIS);
});
