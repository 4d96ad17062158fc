/** Stored weights give the figures that the run recorded, or are refused by name. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { evaluateRun, type Split } from '../../src/experiment/evaluate.ts';
import { startExperiment } from '../../src/experiment/run-experiment.ts';
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensor,
} from '../../src/formats/safetensors.ts';
import { parseArchitecture } from '../../src/model/parse-architecture.ts';
import { decodeWeights, encodeWeights } from '../../src/run/schema/weights-file.ts';
import { expectFailure } from '../data/helpers.ts';
import { temporaryFolder, tinyPlan } from './tiny.ts';

const root = temporaryFolder();
const directory = join(root, 'run');
const weightsFile = join(directory, 'weights.safetensors');
let intact: Buffer;

beforeAll(async () => {
  await startExperiment(await tinyPlan(root, ['data.validationFraction=0.3']), directory);
  intact = readFileSync(weightsFile);
});

const evaluate = (split: Split = 'test') =>
  evaluateRun({ directory, split, dataPath: null, engine: null });

function withTensors(change: (tensors: Record<string, StoredTensor>) => void): void {
  const { tensors, metadata } = decodeSafetensors(intact, weightsFile);
  const changed = { ...tensors };
  change(changed);
  writeFileSync(weightsFile, encodeSafetensors(changed, metadata));
}

test('the test split gives the recorded accuracy', async () => {
  const { members } = await evaluate();
  const { test: recorded } = JSON.parse(readFileSync(join(directory, 'summary.json'), 'utf8'));
  expect(members[0]).toMatchObject({ ...recorded, recordedTestAccuracy: recorded.accuracy });
});

test('the other splits have their own samples', async () => {
  const counts = await Promise.all(
    (['train', 'validation', 'test'] as const).map(
      async (split) => (await evaluate(split)).members[0]!.samples,
    ),
  );
  expect(counts.reduce((sum, n) => sum + n, 0)).toBe(24);
  expect(new Set(counts).size).toBe(3);
});

test('another engine agrees', async () => {
  const [own, other] = [
    await evaluate(),
    await evaluateRun({ directory, split: 'test', dataPath: null, engine: 'wasm' }),
  ];
  expect(other.members[0]!.loss).toBeCloseTo(own.members[0]!.loss, 4);
});

test('weights survive their file to the bit', () => {
  const architecture = parseArchitecture(
    JSON.parse(readFileSync(join(directory, 'architecture.json'), 'utf8')),
    'architecture.json',
  );
  const model = decodeWeights(intact, architecture, weightsFile);
  expect(Buffer.from(encodeWeights(model))).toEqual(intact);
});

test.each([
  [
    'NaN',
    /Element 3 is NaN/,
    (t: Record<string, StoredTensor>) => (t['output.feedforward']!.data[3] = Number.NaN),
  ],
  [
    'infinity',
    /is Infinity/,
    (t: Record<string, StoredTensor>) => (t['neurons.0.tau']!.data[0] = Infinity),
  ],
  [
    'a time constant of 0',
    /is 0, which is not above 0/,
    (t: Record<string, StoredTensor>) => (t['neurons.0.tau']!.data[0] = 0),
  ],
  ['a missing tensor', /missing/, (t: Record<string, StoredTensor>) => delete t['neurons.1.tau']],
  [
    'a stray tensor',
    /no such tensor/,
    (t: Record<string, StoredTensor>) => (t.more = t['neurons.1.tau']!),
  ],
  [
    'another shape',
    /shape is \[1\], not/,
    (t: Record<string, StoredTensor>) =>
      (t['hidden.0.feedforward'] = { shape: [1], data: Float64Array.of(0) }),
  ],
  [
    'other values',
    /not those that the run ended with/,
    (t: Record<string, StoredTensor>) => (t['output.feedforward']!.data[0] = 0.5),
  ],
])('weights with %s are refused', async (_, message, change) => {
  withTensors(change);
  try {
    await expectFailure(() => evaluate(), 'artifact', message, /weights\.safetensors/);
  } finally {
    writeFileSync(weightsFile, intact);
  }
});

test('an architecture of other data, a damaged one, an unfinished run', async () => {
  const file = join(directory, 'architecture.json');
  const text = readFileSync(file, 'utf8');
  const architecture = JSON.parse(text);
  for (const [changed, message] of [
    [{ ...architecture, outputs: 5 }, /not what the run wrote/],
    [{ ...architecture, neuron: undefined }, /not valid/],
    [{ ...architecture, hidden: [{ kind: 'scml', neurons: 4 }] }, /not valid/],
    [{ ...architecture, neuron: { ...architecture.neuron, tauSynapse: 0 } }, /impossible/],
  ] as const) {
    writeFileSync(file, JSON.stringify(changed));
    await expectFailure(() => evaluate(), 'artifact', message, /architecture\.json/);
  }
  // Runs of version 0.1 have no hash that would have told.
  const summary = join(directory, 'summary.json');
  const kept = readFileSync(summary);
  const { files: _, ...unhashed } = JSON.parse(kept.toString());
  writeFileSync(summary, JSON.stringify(unhashed));
  writeFileSync(file, JSON.stringify({ ...architecture, outputs: 5 }));
  await expectFailure(
    () => evaluate(),
    'artifact',
    /5 outputs; tiny has 9 channels and 3 classes/,
    /architecture\.json/,
  );
  writeFileSync(file, text);
  rmSync(summary);
  await expectFailure(() => evaluate(), 'artifact', /not finished/, /run/);
  writeFileSync(summary, '{}');
  await expectFailure(() => evaluate(), 'artifact', /not valid/, /summary/);
  writeFileSync(summary, kept);
  mkdirSync(join(root, 'empty'));
  await expectFailure(
    () =>
      evaluateRun({ directory: join(root, 'empty'), split: 'test', dataPath: null, engine: null }),
    'artifact',
    /no run/,
    /empty/,
  );
});
