/** The analysis of a finished run: what it says agrees with the run, and it is made once. */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { type AnalysedMember, analyseMember } from '../../src/experiment/analyse-member.ts';
import { type ExperimentData, openData } from '../../src/experiment/experiment-data.ts';
import { startExperiment } from '../../src/experiment/run-experiment.ts';
import { decodeSafetensors } from '../../src/formats/safetensors.ts';
import { readAnalysis } from '../../src/run/analysis-file.ts';
import type { Plan } from '../../src/run/schema/plan.ts';
import { readMemberSummary } from '../../src/run/summary-file.ts';
import { confusionOf } from '../../src/studio/page/samples/choice.ts';
import { expectFailure } from '../data/helpers.ts';
import { temporaryFolder } from '../experiment/tiny.ts';

const root = temporaryFolder();
const folder = join(root, 'run');
const file = join(folder, 'analysis.json');
let run: AnalysedMember;
let data: ExperimentData;

beforeAll(async () => {
  const sets = [
    'data.trainSamples=60',
    'data.testSamples=20',
    'data.validationFraction=0.25',
    'network.layers=[{kind: scml, neurons: 24}]',
    'network.motifSizes=[2,4]',
    'search.sizeEpochs=1',
    'search.typeEpochs=1',
    'training.epochs=2',
    'seeds=[1]',
    'compare=[]',
  ];
  const loaded = await loadConfig({ source: 'demo', sets, options: [] });
  const plan: Plan = { ...loaded, task: { command: 'search' } };
  await startExperiment(plan, folder, { threads: 1 });
  data = await openData(plan.config.data);
  run = { plan, folder, data };
}, 60_000);

afterAll(() => data.dataset.close());

it('agrees with the run', async () => {
  expect(await readAnalysis(folder)).toBeNull();
  const found = await analyseMember(run);
  const { test, census, weights } = await readMemberSummary(folder);
  expect(found.samples).toBe(20);
  expect(found.weightsSha256).toBe(weights.sha256);
  expect(found.decision!.accuracy.at(-1)).toBe(test.accuracy);
  expect(confusionOf(found.classified!, test.confusion.length)).toEqual(test.confusion);
  expect(found.decision!.stepMs).toBe(data.dataset.stepMs);
  expect(found.parameters.trainable).toBe(census.trainable);
  const stored = decodeSafetensors(readFileSync(join(folder, 'weights.safetensors')), 'weights');
  const numbers = Object.values(stored.tensors).reduce((sum, t) => sum + t.data.length, 0);
  expect(found.parameters.stored).toBe(numbers);
  expect(found.layers[0]!.meanRate).toBeCloseTo(test.firingRates[0]!, 12);
  expect(found.layers[0]!.rates.counts.reduce((sum, n) => sum + n, 0)).toBe(24);
  expect(found.operations.layers[1]!.inputSpikes).toBe(found.spikes.layers[0]);
  expect(found.spikes.total).toBeGreaterThan(0);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(found);
});

it('says how the network does on validation samples', async () => {
  const { validation, operations, layers } = await analyseMember(run);
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n');
  const epochs = lines
    .map((line) => JSON.parse(line))
    .filter(({ event, stage }) => event === 'epoch' && stage === 'retrain');
  expect(validation!.samples).toBe(15);
  expect(validation!.accuracy).toBeCloseTo(epochs.at(-1).validationAccuracy, 6);
  expect(validation!.operations.ac).not.toBe(operations.ac);
  expect(validation!.hiddenAc).toBeGreaterThan(0);
  expect(validation!.hiddenAc).toBeLessThan(validation!.operations.ac);
  expect(layers).toHaveLength(1);
});

it('is made once for the same weights, and gives the same bytes again', async () => {
  await analyseMember(run);
  const bytes = readFileSync(file);
  const { mtimeMs } = statSync(file);
  expect(await analyseMember(run)).toEqual(JSON.parse(bytes.toString()));
  expect(statSync(file).mtimeMs).toBe(mtimeMs);
  rmSync(file);
  await analyseMember(run);
  expect(readFileSync(file)).toEqual(bytes);
  const text = bytes.toString();
  for (const damage of [
    text.slice(0, 300),
    text.replace(/"weightsSha256": "\w+"/, '"weightsSha256": "0"'),
    JSON.stringify({ ...JSON.parse(text), validation: undefined }),
  ]) {
    writeFileSync(file, damage);
    await analyseMember(run);
    expect(readFileSync(file)).toEqual(bytes);
  }
});

it('is refused by name where it is damaged', async () => {
  await analyseMember(run);
  const good = JSON.parse(readFileSync(file, 'utf8'));
  const refused = async (content: string, message: RegExp, where: RegExp) => {
    writeFileSync(file, content);
    await expectFailure(() => readAnalysis(folder), 'artifact', message, where);
  };
  await refused('{"form', /not JSON/, /analysis\.json/);
  await refused('[]', /not valid/, /analysis\.json/);
  await refused(JSON.stringify({ ...good, samples: 'many' }), /not valid/, /field samples/);
  const steps = { ...good.decision, steps: [1] };
  await refused(
    JSON.stringify({ ...good, decision: steps }),
    /one accuracy for each/,
    /field decision.accuracy/,
  );
  const [layer] = good.layers;
  const layers = [{ ...layer, tau: { ...layer.tau, counts: [1, 2] } }];
  await refused(JSON.stringify({ ...good, layers }), /not valid/, /layers\[0\]\.tau\.counts/);
  rmSync(file);
});

it('stops at a signal and leaves nothing half made', async () => {
  const signal = AbortSignal.abort();
  await expectFailure(() => analyseMember({ ...run, signal }), 'interrupted', /Stopped/, /run/);
  expect(await readAnalysis(folder)).toBeNull();
});

it('needs a finished run', async () => {
  const elsewhere = { ...run, folder: root };
  await expectFailure(() => analyseMember(elsewhere), 'artifact', /not finished/, /.*/);
});
