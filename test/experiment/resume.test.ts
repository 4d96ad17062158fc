/**
 * The promise of a run directory: however often and wherever a run is stopped, it ends with the same
 * bytes as one that was never disturbed.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import {
  type ExperimentObserver,
  resumeExperiment,
  startExperiment,
} from '../../src/experiment/run-experiment.ts';
import type { Plan, Task } from '../../src/run/schema/plan.ts';
import { expectFailure } from '../data/helpers.ts';
import { fileHash, temporaryFolder, tinyPlan } from './tiny.ts';

const root = temporaryFolder();
const any = { command: 'search', config: null } as const;

/** Starts a run and stops it after so many steps of its job; returns its folder. */
async function stopAfter(plan: Plan, steps: number, folder: string): Promise<void> {
  const stop = new AbortController();
  let step = 0;
  const observer: ExperimentObserver = {
    progress: () => {
      step += 1;
      if (step === steps) stop.abort();
    },
  };
  const options = { signal: stop.signal, observer };
  const run = existsSync(join(folder, 'config.json'))
    ? resumeExperiment(folder, null, { command: plan.task.command, config: null }, options)
    : startExperiment(plan, folder, options);
  await expectFailure(() => run, 'interrupted', /saved/, new RegExp(folder.split('/').at(-1)!));
}

function results(folder: string) {
  return ['weights.safetensors', 'metrics.jsonl', 'architecture.json'].map((name) =>
    fileHash(folder, name),
  );
}

describe.each([
  ['hrmas', [], { command: 'search' }],
  ['random', ['search.strategy=random', 'search.candidates=3'], { command: 'search' }],
  ['dense', ['data.validationFraction=0.3'], { command: 'train', architecture: 'dense' }],
  ['lsm', ['baselines.lsm.shape=[2,2,3]'], { command: 'train', architecture: 'lsm' }],
  [
    'phased-lstm',
    ['baselines.phased-lstm.layers=[3]', 'data.validationFraction=0.3'],
    { command: 'train', architecture: 'phased-lstm' },
  ],
  [
    'hrsnn',
    [
      'baselines.hrsnn.shape=[2,2,3]',
      'baselines.hrsnn.trials=2',
      'baselines.hrsnn.initialTrials=1',
    ],
    { command: 'train', architecture: 'hrsnn' },
  ],
  [
    'elsm',
    [
      'baselines.elsm.neurons=20',
      'baselines.elsm.population=2',
      'baselines.elsm.generations=1',
      'baselines.elsm.children=2',
      'baselines.elsm.share=0.2',
      'baselines.elsm.inputWeight=1',
    ],
    { command: 'train', architecture: 'elsm' },
  ],
  [
    'st-rsbp',
    [
      'baselines.st-rsbp.before=[6]',
      'baselines.st-rsbp.shape=[2,2,2]',
      'baselines.st-rsbp.after=[]',
      'baselines.st-rsbp.firstThreshold=1',
      'data.validationFraction=0.3',
    ],
    { command: 'train', architecture: 'st-rsbp' },
  ],
] as [string, string[], Task][])('%s', (name, sets, task) => {
  let plan: Plan;
  let undisturbed: string;
  let steps = 0;
  const home = join(root, name);

  beforeAll(async () => {
    mkdirSync(home);
    plan = await tinyPlan(home, sets, task);
    undisturbed = join(home, 'undisturbed');
    await startExperiment(plan, undisturbed, { observer: { progress: () => steps++ } });
  });

  test('the same seed gives the same bytes, another one others', async () => {
    const again = join(home, 'again');
    await startExperiment(plan, again);
    expect(results(again)).toEqual(results(undisturbed));
    const other = await tinyPlan(home, [...sets, 'seeds=[2]'], task);
    await startExperiment(other, join(home, 'other'));
    expect(results(join(home, 'other'))[0]).not.toBe(results(undisturbed)[0]);
  });

  test('stopped at any step and resumed: the same bytes', async () => {
    const expected = results(undisturbed);
    // Early, late, and steps that share no factor with the length of an epoch.
    for (const at of new Set([1, 2, 5, 11, Math.floor(steps / 2), steps - 2, steps - 1])) {
      if (at < 1 || at >= steps) continue;
      const folder = join(home, `stopped-${at}`);
      await stopAfter(plan, at, folder);
      expect(readdirSync(folder)).not.toContain('lock');
      await resumeExperiment(folder, null, { command: task.command, config: null });
      expect(results(folder)).toEqual(expected);
    }
  });

  test('stopped after every fifth step, again and again: the same bytes', async () => {
    const folder = join(home, 'often');
    for (let done = 5; done < steps; done += 5) await stopAfter(plan, 5, folder);
    await resumeExperiment(folder, null, { command: task.command, config: null });
    expect(results(folder)).toEqual(results(undisturbed));
  });

  test('a finished run is only reported', async () => {
    const before = readdirSync(undisturbed).map((file) => file);
    const report = await resumeExperiment(undisturbed, null, {
      command: task.command,
      config: null,
    });
    expect(report.members[0]?.weights.sha256).toBe(results(undisturbed)[0]);
    expect(readdirSync(undisturbed)).toEqual(before);
  });

  test('summary lost after the end: written again, the same but for the clock', async () => {
    const path = join(undisturbed, 'summary.json');
    const { timing: _, ...before } = JSON.parse(readFileSync(path, 'utf8'));
    rmSync(path);
    rmSync(join(undisturbed, 'weights.safetensors'));
    await resumeExperiment(undisturbed, null, { command: task.command, config: null });
    const { timing: __, ...after } = JSON.parse(readFileSync(path, 'utf8'));
    expect(after).toEqual(before);
  });
});

describe('groups', () => {
  test('seeds and comparisons run one after another and resume as a whole', async () => {
    const home = join(root, 'group');
    mkdirSync(home);
    const sets = ['seeds=[1,2]', 'compare=[random,feedforward]'];
    const plan = await tinyPlan(home, sets);
    const whole = join(home, 'whole');
    let steps = 0;
    const report = await startExperiment(plan, whole, { observer: { progress: () => steps++ } });
    expect(report.members.map(({ folder }) => folder)).toEqual([
      'seed-1',
      'seed-1-random',
      'seed-1-feedforward',
      'seed-2',
      'seed-2-random',
      'seed-2-feedforward',
    ]);
    expect(report.methods.map(({ method, accuracy }) => [method, accuracy.values.length])).toEqual([
      ['search', 2],
      ['random', 2],
      ['feedforward', 2],
    ]);
    const parts = join(home, 'parts');
    for (const fraction of [0.1, 0.3, 0.2]) {
      await stopAfter(plan, Math.floor(steps * fraction), parts);
    }
    const resumed = await resumeExperiment(parts, null, any);
    const figures = ({ timing: _, ...rest }: (typeof report.members)[number]) => rest;
    expect(resumed.members.map(figures)).toEqual(report.members.map(figures));
    for (const { folder } of report.members) {
      expect(results(join(parts, folder))).toEqual(results(join(whole, folder)));
    }
    expect(JSON.parse(readFileSync(join(parts, 'summary.json'), 'utf8')).methods).toEqual(
      report.methods,
    );
  });
});

describe('refusals', () => {
  test('nothing is written before all is checked', async () => {
    const home = join(root, 'checked');
    mkdirSync(home);
    for (const [set, kind] of [
      ['search.plasticity.window=500', 'usage'],
      ['data.path=/nowhere/x.npz', 'data'],
      ['data.testUtterances=[99]', 'data'],
    ] as const) {
      const plan = await tinyPlan(home, [set]);
      await expectFailure(() => startExperiment(plan, null), kind, /./, /./);
      expect(existsSync(join(home, 'runs'))).toBe(false);
    }
  });

  test('other settings, other data, another command, no run', async () => {
    const home = join(root, 'other');
    mkdirSync(home);
    const plan = await tinyPlan(home);
    const folder = join(home, 'run');
    await stopAfter(plan, 4, folder);
    const changed = await tinyPlan(home, ['training.epochs=9']);
    await expectFailure(
      () => resumeExperiment(folder, null, { command: 'search', config: changed.config }),
      'artifact',
      /training\.epochs is 4 there and 9 here/,
      /config\.json/,
    );
    const train = { command: 'train', config: null } as const;
    await expectFailure(() => resumeExperiment(folder, null, train), 'artifact', /search/, /run/);
    await expectFailure(() => resumeExperiment(home, null, any), 'artifact', /no run/, /config/);
    const data = join(home, 'tiny.npz');
    const other = join(home, 'other.npz');
    const { tinySpikeSet } = await import('./tiny.ts');
    const change = (columns: Record<string, number[]>) => columns.channel!.fill(0, 0, 3);
    writeFileSync(other, tinySpikeSet({ change }));
    await expectFailure(
      () => resumeExperiment(folder, other, any),
      'artifact',
      /not those that the run was made with/,
      /sha256/,
    );
    // The same data elsewhere are welcome.
    writeFileSync(other, readFileSync(data));
    rmSync(data);
    expect((await resumeExperiment(folder, other, any)).members).toHaveLength(1);
  });

  test('a checkpoint of another network', async () => {
    const home = join(root, 'foreign');
    mkdirSync(home);
    const [ours, theirs] = [join(home, 'ours'), join(home, 'theirs')];
    await stopAfter(await tinyPlan(home), 6, ours);
    await stopAfter(await tinyPlan(home, ['network.layers[0].neurons=16']), 8, theirs);
    for (const name of readdirSync(join(theirs, 'checkpoints'))) {
      writeFileSync(
        join(ours, 'checkpoints', name),
        readFileSync(join(theirs, 'checkpoints', name)),
      );
    }
    await expectFailure(
      () => resumeExperiment(ours, null, any),
      'artifact',
      /another network or configuration/,
      /checkpoints/,
    );
  });

  test('a damaged checkpoint: from the older one, warned, to the same end', async () => {
    const home = join(root, 'damaged');
    mkdirSync(home);
    const plan = await tinyPlan(home);
    const whole = join(home, 'whole');
    await startExperiment(plan, whole);
    const folder = join(home, 'run');
    await stopAfter(plan, 8, folder);
    const checkpoints = join(folder, 'checkpoints');
    const newest = readdirSync(checkpoints)
      .filter((name) => name.endsWith('.safetensors'))
      .sort()
      .at(-1)!;
    writeFileSync(join(checkpoints, newest), 'damage');
    const warnings: MotifsmithError[] = [];
    const observer = { warn: (warning: MotifsmithError) => warnings.push(warning) };
    await resumeExperiment(folder, null, any, { observer });
    expect(warnings.map(({ kind }) => kind)).toEqual(['artifact']);
    expect(results(folder)).toEqual(results(whole));
  });

  test('divergence names the last good checkpoint', async () => {
    const home = join(root, 'diverged');
    mkdirSync(home);
    const plan = await tinyPlan(home, ['training.learningRate=1e308', 'training.epochs=50']);
    const run = startExperiment(plan, join(home, 'run')).catch((error: unknown) => error);
    const error = (await run) as MotifsmithError;
    expect(error).toBeInstanceOf(MotifsmithError);
    expect(error.kind).toBe('numerical');
    expect(error.where).toMatch(/stage retrain.*last good checkpoint: .*\.json/);
    const named = /last good checkpoint: (.*\.json)/.exec(error.where!)![1]!;
    expect(existsSync(named)).toBe(true);
    expect(existsSync(join(home, 'run', 'lock'))).toBe(false);
  });
});
