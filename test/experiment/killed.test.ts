/**
 * What a killed process leaves, at moments throughout searches that hand over what they have learned: resumed, it
 * ends with the same bytes.
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resumeExperiment, startExperiment } from '../../src/experiment/run-experiment.ts';
import { fileHash, temporaryFolder, tinyPlan } from './tiny.ts';

const root = temporaryFolder();

const FINALISTS = { count: 3, fromPrior: 1, sharedEpochs: 3, inherit: true };
const KEPT = ['search.keepWeights=true', 'search.keepIntrinsic=true'];
const COMPARED = [`search.finalists=${JSON.stringify(FINALISTS)}`, ...KEPT];
const STOPPING = ['data.validationFraction=0.3', 'training.earlyStopping.patience=1'];
const TWO_LAYERS = [{ kind: 'scml', neurons: 8 }, ...[{ kind: 'scml', neurons: 8 }]];
const SEARCHED = [
  'network.tauCandidates=[0.5,1,2]',
  'network.lateral=false',
  `network.layers=${JSON.stringify(TWO_LAYERS)}`,
  'search.relaxation.temperature=[1,0.05]',
];
const TRIED = ['search.candidates=3', 'search.reduction=2', ...KEPT];

const results = (folder: string) =>
  ['weights.safetensors', 'metrics.jsonl', 'architecture.json'].map((name) =>
    fileHash(folder, name),
  );

test.each<[string, number, string[]]>([
  ['hrmas', 5, [...COMPARED, ...SEARCHED, ...STOPPING]],
  ['hrmas of one finalist', 5, [...KEPT, ...SEARCHED, ...STOPPING]],
  [
    'hrmas of averaged weights',
    9,
    [...COMPARED, 'search.weights.averageWeights=0.9', 'training.averageWeights=0.9', ...STOPPING],
  ],
  ['random', 13, ['search.strategy=random', ...TRIED, ...STOPPING]],
  [
    'evolution',
    21,
    [
      'search.strategy=evolution',
      'search.evolution={population: 2, sample: 2, inherit: true}',
      ...COMPARED,
      ...TRIED,
    ],
  ],
])('%s', { timeout: 60_000 }, async (name, every, sets) => {
  for (const engine of ['wasm', 'reference']) {
    const home = join(root, name.replaceAll(' ', '-'), engine);
    mkdirSync(home, { recursive: true });
    const plan = await tinyPlan(home, [...sets, `engine=${engine}`, 'checkpointEveryEpochs=2']);
    const whole = join(home, 'whole');
    let step = 0;
    const killed: string[] = [];
    const progress = () => {
      step++;
      if (step % every !== 0) return;
      const left = join(home, `killed-${step}`);
      cpSync(whole, left, { recursive: true });
      rmSync(join(left, 'lock'), { recursive: true, force: true });
      killed.push(left);
    };
    await startExperiment(plan, whole, { observer: { progress } });
    const expected = results(whole);
    expect(killed.length).toBeGreaterThan(4);
    for (const left of killed) {
      await resumeExperiment(left, null, { command: 'search', config: null });
      expect(results(left), left).toEqual(expected);
    }
  }
});
