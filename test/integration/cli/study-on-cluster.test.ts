/** `study --slurm` and `--kubernetes` without a cluster: what is refused, and a study of which nothing is left. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { tinyStudy, writeStudy } from '../../study/tiny-study.ts';
import { motifsmith, motifsmithWith } from './command.ts';

const root = temporaryFolder();
const { file, data } = writeStudy(root, { seeds: [1], methods: ['feedforward'] });
const given = (folder: string) => [
  ...['study', file, '--data', `letters=${data}`, '--output', join(root, folder)],
];
const { usage, inputOutput } = EXIT_CODES;
const KUBERNETES = ['--kubernetes', '--image', 'motifsmith', '--claim', 'studies'];

test.concurrent.each<[string[], number, RegExp]>([
  [['--slurm', '--time', '4'], usage, /at least 5 minutes/],
  [['--slurm', '--time', '1h'], usage, /not a time limit/],
  [['--slurm', '--partition', 'a\nb'], usage, /name of a partition[\s\S]*--partition a\\nb/],
  [['--slurm', '--mem', '4GB'], usage, /amount of memory/],
  [['--slurm', '--cpus', '0'], usage, /--cpus/],
  [['--slurm', '--kubernetes'], usage, /on one cluster/],
  [['--slurm', '--cell-index', '0'], usage, /--slurm, --cell-index/],
  [['--slurm', '--queue', 'redis://x'], usage, /--slurm, --queue/],
  [['--slurm', '--forecast', '1'], usage, /--slurm, --forecast/],
  [['--slurm', '--image', 'x'], usage, /needs --kubernetes/],
  [['--submit'], usage, /needs --slurm/],
  [['--mem', '4G'], usage, /needs --slurm or --kubernetes/],
  [['--kubernetes', '--image', 'x'], usage, /--claim/],
  [['--kubernetes', '--image', 'x', '--claim', 'a b'], usage, /--claim a b/],
  [['--slurm', '--output', join(file, 'below')], inputOutput, /a part of the path is a file/],
  [[...KUBERNETES, '--output', '/proc/study'], inputOutput, /Cannot write/],
])('%j', async (options, code, message) => {
  const outcome = await motifsmith(...given('refused'), ...options);
  expect(outcome.stderr).toMatch(message);
  expect(outcome.code).toBe(code);
});

test('without sbatch, --submit says so before it does anything', async () => {
  const outcome = await motifsmithWith({ PATH: root }, ...given('far'), '--slurm', '--submit');
  expect(outcome.stderr).toMatch(/sbatch does not run/);
  expect(outcome.code).toBe(usage);
  expect(existsSync(join(root, 'far'))).toBe(false);
});

test('of a study that is finished, nothing is submitted', async () => {
  expect((await motifsmith(...given('done'))).code).toBe(0);
  const { code, stdout } = await motifsmith(...given('done'), '--slurm');
  expect(code).toBe(0);
  expect(stdout).toMatch(/nothing to submit[\s\S]*motifsmith study collect/);
  expect(existsSync(join(root, 'done/slurm'))).toBe(false);
});

test('data that would have the same name in the volume are refused', async () => {
  const other = join(root, 'other/tiny.npz');
  mkdirSync(join(root, 'other'));
  copyFileSync(data, other);
  const { letters } = tinyStudy().datasets as Record<string, object>;
  const datasets = { letters, more: letters };
  const { file: two } = writeStudy(root, { datasets, methods: ['dense'] }, 'two.json');
  const paths = ['--data', `letters=${data}`, '--data', `more=${other}`];
  const { code, stderr } = await motifsmith('study', two, ...paths, ...KUBERNETES);
  expect([code, stderr]).toEqual([usage, expect.stringContaining(`${data}, ${other}`)]);
});
