/** Sweeps as a user starts, stops, kills and resumes them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder, tinySpikeSet } from '../../experiment/tiny.ts';
import { outcomeOf } from '../../study/outcome.ts';
import { tinySweep, writeSweep } from '../../sweep/tiny-sweep.ts';
import { begin, motifsmith } from '../cli/command.ts';

const root = temporaryFolder();
const outcome = (folder: string) => outcomeOf(folder, 'sweep.json', 'best.yaml');
const settings = tinySweep().settings as Record<string, object>;
const HALVING = {
  parameters: { 'training.learningRate': { from: 0.001, to: 0.1, scale: 'log' } },
  settings: { ...settings, training: { ...settings.training, epochs: 40 } },
  strategy: { kind: 'random', trials: 4 },
  halving: { settings: ['training.epochs'], factor: 2, rungs: 3 },
};

/** @returns the command of a sweep, up to its options */
function write(name: string, changes: Record<string, unknown>): string[] {
  const { file, data } = writeSweep(root, changes, `${name}.json`);
  return ['sweep', file, '--data', data];
}

/** Does it at once, and in parts by other numbers of jobs: stopped by Ctrl-C, killed, and resumed. */
async function inParts(name: string, changes: Record<string, unknown>) {
  const sweep = write(name, changes);
  const whole = join(root, `${name}-whole`);
  expect(await motifsmith(...sweep, '--output', whole, '--jobs', '3')).toMatchObject({ code: 0 });

  const parts = join(root, `${name}-parts`);
  const given = [...sweep, '--output', parts, '--jobs', '1'];
  const stopped = begin(...given);
  await stopped.shown('validation accuracy');
  stopped.child.kill('SIGINT');
  expect(await stopped.ended).toMatchObject({
    code: 130,
    stderr: expect.stringContaining(`motifsmith sweep --resume ${parts}`),
  });
  const killed = begin('sweep', '--resume', parts, '--jobs', '1');
  await killed.shown('validation accuracy');
  killed.child.kill('SIGKILL');
  await killed.ended;
  const { stdout: standing } = await motifsmith('sweep', 'status', parts, '--json');
  const { trials, plannedRuns } = JSON.parse(standing) as { trials: object[]; plannedRuns: number };
  const { code, stdout } = await motifsmith('sweep', '--resume', parts, '--jobs', '2');
  expect(code).toBe(0);
  expect(outcome(parts)).toEqual(outcome(whole));
  return { sweep, whole, known: trials.length, plannedRuns, stdout };
}

test('the same bytes come of any number of jobs, of Ctrl-C and of a kill', async () => {
  const { sweep, whole, known, plannedRuns, stdout } = await inParts('halving', HALVING);
  expect(known).toBeGreaterThanOrEqual(4);
  expect(plannedRuns).toBe(2 * (4 + 2 + 1));
  expect(stdout).toMatch(
    /Best: {4}trial \d, [\d.]+ ± [\d.]+\s%\n +--set "training.learningRate=0\.\d+"\n/,
  );
  expect(stdout).toContain('14 runs scored on 7 training samples held out');
  const results = JSON.parse(outcome(whole)['results.json']!) as { scoredRuns: number };
  expect(results.scoredRuns).toBe(14);

  // What was found goes on as an ordinary run, with the test samples.
  const best = join(whole, 'best.yaml');
  const run = join(root, 'best');
  const train = ['train', best, '--data', sweep[3]!, '--architecture', 'dense', '--output', run];
  expect(await motifsmith(...train)).toMatchObject({ code: 0 });
  const config = parse(readFileSync(best, 'utf8')) as { training: object };
  expect(config.training).toMatchObject({ epochs: 40, learningRate: expect.any(Number) });
  expect(
    JSON.parse(readFileSync(join(run, readdirSync(run)[0]!, 'config.json'), 'utf8')),
  ).toMatchObject({
    data: { trainSamples: 18, testSamples: 6 },
  });
}, 300_000);

test('so do those of batches that are halved, each of which depends on those before', async () => {
  const { whole, plannedRuns } = await inParts('batches', {
    ...HALVING,
    seeds: [1],
    strategy: { kind: 'bayesian', trials: 6, initial: 4, batch: 2 },
    halving: { settings: ['training.epochs'], factor: 2, rungs: 2 },
  });
  expect(plannedRuns).toBe(6 + 2 + 1);
  const { trials } = JSON.parse(outcome(whole)['results.json']!) as {
    trials: { trial: number; rung: number }[];
  };
  expect(trials.map(({ rung }) => rung)).toEqual([1, 1, 1, 1, 2, 2, 1, 1, 2]);
  expect(trials.slice(6, 8).map(({ trial }) => trial)).toEqual([5, 6]);
}, 300_000);

test('other test samples change nothing but the fingerprint of the data', async () => {
  const sweep = write('plain', { seeds: [1], parameters: { 'training.epochs': [1, 2] } });
  const [one, other] = [join(root, 'one'), join(root, 'other')];
  expect(await motifsmith(...sweep, '--output', one)).toMatchObject({ code: 0 });
  const change = ({ channel, offsets, utterances }: Record<string, number[]>) => {
    utterances!.forEach((utterance, k) => {
      if (utterance > 6) channel!.fill(0, offsets![k], offsets![k + 1]);
    });
  };
  writeFileSync(sweep[3]!, tinySpikeSet({ change }));
  expect(await motifsmith(...sweep, '--output', other)).toMatchObject({ code: 0 });
  expect(outcome(other)).toEqual(outcome(one));
  const fingerprint = (folder: string) =>
    (
      JSON.parse(readFileSync(join(folder, 'runs/data/trial-0001/seed-1/config.json'), 'utf8')) as {
        data: { fingerprint: string };
      }
    ).data.fingerprint;
  expect(fingerprint(other)).not.toBe(fingerprint(one));
  // Nor can anything that is done with a trial later reach them.
  const tested = await motifsmith('evaluate', join(other, 'runs/data/trial-0001/seed-1'), '--json');
  expect(JSON.parse(tested.stdout)).toMatchObject({ members: [{ samples: 7 }] });
}, 300_000);

test('a changed file, other data and a damaged trial are refused by name; more trials are not', async () => {
  const changes = {
    seeds: [1],
    parameters: { 'training.learningRate': { from: 0.001, to: 0.1, scale: 'log' } },
    strategy: { kind: 'random', trials: 2 },
  };
  const folder = join(root, 'changed');
  const sweep = (more: object) => [
    ...write('changed', { ...changes, ...more }),
    '--output',
    folder,
  ];
  expect(await motifsmith(...sweep({}))).toMatchObject({ code: 0 });
  const before = outcome(folder);
  for (const [more, words] of [
    [{ seeds: [2] }, 'its seeds.0 is 1, and 2 is asked for'],
    [{ tuningFraction: 0.3 }, 'its config.data.tuningFraction is 0.4, and 0.3 is asked for'],
    [{ parameters: { 'training.epochs': { from: 1, to: 9 } } }, 'its parameters.0.path is'],
    [{ strategy: { kind: 'random', trials: 1 } }, 'has 2 trials, and 1 are asked for'],
  ] as const) {
    const { code, stderr } = await motifsmith(...sweep(more));
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(words);
  }
  expect(outcome(folder)).toEqual(before);
  const grown = await motifsmith(...sweep({ strategy: { kind: 'random', trials: 3 } }));
  expect(grown, grown.stderr).toMatchObject({ code: 0 });
  expect(readdirSync(join(folder, 'runs/data'))).toEqual([
    'trial-0001',
    'trial-0002',
    'trial-0003',
  ]);

  writeFileSync(join(folder, 'runs/data/trial-0002/seed-1/summary.json'), '{}');
  const damaged = await motifsmith('sweep', '--resume', folder);
  expect(damaged.code).toBe(4);
  expect(damaged.stderr).toContain(join('trial-0002', 'seed-1', 'summary.json'));
  const { stdout } = await motifsmith('sweep', 'status', folder);
  expect(stdout).toMatch(/2 of 3 runs done; 1 damaged, 2 done[\s\S]*trial 2: .*summary\.json/);
}, 300_000);

test('a trial that diverges is left behind, and said', async () => {
  const sweep = write('diverging', {
    seeds: [1],
    parameters: { 'training.learningRate': [0.001, 1e300] },
  });
  const folder = join(root, 'diverging');
  const { code, stdout, stderr } = await motifsmith(...sweep, '--output', folder);
  expect(code, stderr).toBe(7);
  expect(stdout).toMatch(/Failed, tried twice:\n {2}trial 2, seed 1: /);
  expect(stdout).toContain('Best:    trial 1, ');
}, 300_000);
