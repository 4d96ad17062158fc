/** `study --slurm --submit` on the real Slurm: stopped, cancelled, refused, and in the end the bytes of a local study. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { outcomeOf } from '../../study/outcome.ts';
import { tinyStudy, writeStudy } from '../../study/tiny-study.ts';
import { motifsmith, motifsmithWith } from '../cli/command.ts';
import { startSlurm } from './slurm.ts';

const found = await startSlurm();

const outcome = (folder: string) => outcomeOf(folder, 'failures.json');

const [slurm, why] = typeof found === 'string' ? [null!, `: ${found}`] : [found, ''];

describe.skipIf(why !== '')(`a study on Slurm${why}`, () => {
  const root = temporaryFolder();
  const settings = tinyStudy().settings as Record<string, object>;
  const slow = { name: 'slow', base: 'dense', settings: { training: { epochs: 200 } } };
  const { file, data } = writeStudy(root, { settings, methods: [slow, 'feedforward'] });
  const SLOW = 'runs/letters/slow/seed-1';
  const here = join(root, 'here');

  const submit = (folder: string, ...more: string[]) =>
    motifsmithWith(
      slurm.variables,
      ...['study', file, '--data', `letters=${data}`, '--output', folder],
      ...['--slurm', '--submit', '--json', ...more],
    );
  /** Number of the array that a submission has made. */
  const arrayOf = (stdout: string) =>
    /runs (\d+)[,;]/.exec(JSON.parse(stdout).submitted as string)![1]!;
  const log = (folder: string, task: string) =>
    readFileSync(join(folder, 'slurm/logs', `${task}.log`), 'utf8');
  const job = (task: string) => slurm.ask('scontrol', 'show', 'job', task);

  async function started(folder: string): Promise<void> {
    while (!existsSync(join(folder, SLOW, 'metrics.jsonl'))) await setTimeout(50);
  }

  beforeAll(async () => {
    const local = await motifsmith('study', file, '--data', `letters=${data}`, '--output', here);
    expect(local.code).toBe(0);
  }, 300_000);

  afterAll(() => slurm.stop());

  test('a run that gets notice of its time limit saves, is queued again and goes on', async () => {
    const folder = join(root, `it's "50%a" $HOME; \`id\``);
    const { code, stdout } = await submit(folder, '--time', '10', '--mem', '500M', '--jobs', '3');
    expect(code).toBe(0);
    const task = `${arrayOf(stdout)}_0`;
    await started(folder);
    slurm.notify(task);
    await slurm.idle();
    expect(log(folder, task)).toMatch(/Stopping after [\s\S]*Stopped; everything so far is saved/);
    expect(job(task)).toMatch(/ Restarts=[1-9]/);
    expect(job(task)).toMatch(/JobState=COMPLETED/);
    expect(outcome(folder)).toEqual(outcome(here));
  }, 300_000);

  test('a run that has to make room for a more urgent job saves and goes on after it', async () => {
    const folder = join(root, 'preempted');
    const task = `${arrayOf((await submit(folder)).stdout)}_0`;
    await started(folder);
    const all = ['--cpus-per-task=4', '--output=/dev/null', '--wrap=sleep 1'];
    slurm.ask('sbatch', '--partition=urgent', ...all);
    await slurm.idle();
    expect(log(folder, task)).toContain('DUE TO PREEMPTION');
    expect(log(folder, task)).toContain('Stopped; everything so far is saved.');
    expect(job(task)).toMatch(/ Restarts=1 /);
    expect(outcome(folder)).toEqual(outcome(here));
  }, 300_000);

  test('a run that is cancelled stays so; the same command does what is left', async () => {
    const folder = join(root, 'cancelled');
    const task = `${arrayOf((await submit(folder)).stdout)}_0`;
    await started(folder);
    slurm.ask('scancel', task);
    await slurm.idle();
    expect(job(task)).toMatch(/JobState=CANCELLED/);
    expect(job(task)).toMatch(/ Restarts=0 /);
    expect(Object.keys(outcome(folder))).toEqual(Object.keys(outcome(here)));
    expect(outcome(folder)).not.toEqual(outcome(here));
    expect(JSON.parse((await submit(folder)).stdout).cells).toEqual(['letters/slow/seed-1']);
    await slurm.idle();
    expect(outcome(folder)).toEqual(outcome(here));
    expect(JSON.parse((await submit(folder)).stdout)).toMatchObject({ cells: [], submitted: null });
  }, 300_000);

  test('what Slurm refuses is said, and nothing stays in the queue', async () => {
    const { code, stderr } = await submit(join(root, 'refused'), '--partition', 'nowhere');
    expect(code).toBe(EXIT_CODES.inputOutput);
    expect(stderr).toContain('invalid partition specified: nowhere');
    expect(slurm.ask('squeue', '--noheader')).toBe('');
  });
});
