/** `front` as a process: searches at several prices, what is on the front, one of it exported. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { StudyResults } from '../../../src/study/results.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { tinyStudy, writeStudy } from '../../study/tiny-study.ts';
import { motifsmith } from './command.ts';

const root = temporaryFolder();
const folder = join(root, 'front');
const config = join(root, 'tiny.json');
const { data } = writeStudy(root);
const run = (...more: string[]) =>
  motifsmith('front', config, '--data', data, '--output', folder, '--quiet', ...more);
const results = (): StudyResults =>
  JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as StudyResults;

beforeAll(async () => {
  const { settings, datasets } = tinyStudy() as {
    settings: object;
    datasets: { letters: { settings: object } };
  };
  const parts = { ...settings, ...datasets.letters.settings, seeds: [1, 2] };
  writeFileSync(config, JSON.stringify(parts));
  const { code, stderr } = await run('--prices', '0,50', '--seeds', '1');
  expect(code, stderr).toBe(0);
}, 300_000);

test('the front is printed, within 80 columns but for the commands that export it', async () => {
  const { code, stdout } = await motifsmith('front', '--resume', folder, '--quiet');
  expect(code).toBe(0);
  const { front } = results().datasets[0]!;
  expect(front).toHaveLength(2);
  const chosen = front!.filter(({ onFront }) => onFront);
  expect(chosen.length).toBeGreaterThan(0);
  for (const { label, seed } of chosen) expect(stdout).toContain(`${label}, seed ${seed}`);
  for (const line of stdout.split('\n')) {
    if (/^ *\d+ {2}SynOps/.test(line)) expect(line.length).toBeLessThanOrEqual(80);
  }
  const command = /motifsmith (export .*)/.exec(stdout)![1]!;
  const exported = await motifsmith(...command.split(' '));
  expect(exported.code, exported.stderr).toBe(0);
  const [file] = exported.stdout.split('\n');
  expect(existsSync(file!)).toBe(true);
});

test('more prices and seeds are added to it', async () => {
  const before = results().datasets[0]!.front!;
  const { code, stdout } = await run('--prices', '0,5,50', '--seeds', '1,2', '--json');
  expect(code).toBe(0);
  const { front } = (JSON.parse(stdout) as StudyResults).datasets[0]!;
  expect(front!.map(({ method, seed }) => `${method}/${seed}`)).toEqual(
    ['synops-0', 'synops-5', 'synops-50'].flatMap((method) => [`${method}/1`, `${method}/2`]),
  );
  for (const { method, seed, accuracy } of before) {
    expect(front).toContainEqual(expect.objectContaining({ method, seed, accuracy }));
  }
});

test('mistakes are told', async () => {
  for (const [prices, said] of [
    ['0,x', 'not a list'],
    ['0,0', 'not a list'],
    ['', 'not a list'],
    ['-1', 'not a list'],
  ] as const) {
    const { code, stderr } = await motifsmith(
      'front',
      config,
      '--data',
      data,
      `--prices=${prices}`,
    );
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  }
  const resumed = await motifsmith('front', config, '--resume', folder);
  expect(resumed.code).toBe(2);
  expect(resumed.stderr).toContain('A resumed front keeps its settings.');
});
