/** `study` on data that are divided into folds, as a process. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import type { StudyResults } from '../../../src/study/results.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { writeStudy } from '../../study/tiny-study.ts';
import { begin, motifsmith } from './command.ts';

const root = temporaryFolder();

function study(folds: number, methods: string[], name: string) {
  const split = { by: 'folds', folds };
  const settings = { data: { source: 'recordings', format: 'spike-npz', split, binMs: 1 } };
  const { file, data } = writeStudy(root, { datasets: { letters: { settings } }, methods }, name);
  const args = ['study', file, '--data', `letters=${data}`, '--jobs', '2', '--output'];
  return (folder: string) => [...args, join(root, folder)];
}

const json = (...path: string[]) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

test('every sample is tested once a seed; what was killed ends in the same bytes', async () => {
  const args = study(4, ['dense', 'feedforward'], 'folds.json');
  const { code, stdout } = await motifsmith(...args('whole'));
  expect(code).toBe(0);
  expect(stdout).toContain('fold by fold');
  const results = json('whole', 'results.json') as StudyResults;
  const [letters] = results.datasets;
  expect(letters!.testSamples).toBe(24);
  const [dense, feedforward] = letters!.methods;
  expect(dense!.seeds).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
  expect(dense!.folds).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
  const runs = join('whole', 'runs', 'letters', 'dense');
  const correct = [1, 2, 3, 4].map((fold) => {
    const { test: found } = json(runs, `seed-2-fold-${fold}`, 'summary.json');
    const { confusion } = found as { confusion: number[][] };
    return confusion.reduce((sum, line, k) => sum + line[k]!, 0);
  });
  const total = correct.reduce((sum, one) => sum + one, 0);
  expect(dense!.crossValidation!.pooled!.values[1]).toBe(total / 24);
  const fingerprints = [1, 2, 3, 4].map(
    (fold) => json(runs, `seed-1-fold-${fold}`, 'config.json').data.fingerprint,
  );
  expect(new Set(fingerprints).size).toBe(4);
  // Whether folds are of one set cannot be seen from the samples of a single fold.
  cpSync(join(root, 'whole'), join(root, 'mixed'), { recursive: true });
  const path = join(root, 'mixed/runs/letters/dense/seed-2-fold-3/config.json');
  const config = readFileSync(path, 'utf8');
  const other = config.replace(/"setFingerprint": "sha256:./, '"setFingerprint": "sha256:x');
  expect(other).not.toBe(config);
  writeFileSync(path, other);
  for (const command of [['collect'], ['--resume']]) {
    const { stderr } = await motifsmith('study', ...command, join(root, 'mixed'));
    expect(stderr).toContain('The runs of letters were made with different data.');
    expect(stderr).toContain('seed-2-fold-3');
  }
  expect(feedforward!.versusReference).toMatchObject({ pairs: 8, permutation: null });
  expect(readdirSync(join(root, 'whole', 'tables'))).toContain('folds.csv');

  const killed = begin(...args('killed'));
  while (!existsSync(join(root, 'killed', 'results.json')) && killed.child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  killed.child.kill('SIGKILL');
  await killed.ended;
  expect((await motifsmith(...args('killed'))).code).toBe(0);
  for (const file of ['results.json', 'tables/folds.md', 'tables/comparisons.csv']) {
    expect(readFileSync(join(root, 'killed', file))).toEqual(
      readFileSync(join(root, 'whole', file)),
    );
  }
  const report = await motifsmith('report', join(root, 'whole'));
  expect(report.code).toBe(0);
  expect(readFileSync(join(root, 'whole', 'report.html'), 'utf8')).toContain('Fold by fold');
}, 300_000);

test('more folds than recordings of a class end the study before it starts', async () => {
  const args = study(9, ['dense'], 'many.json');
  const { code, stderr } = await motifsmith(...args('many'));
  expect(code).toBe(EXIT_CODES.data);
  expect(stderr).toMatch(/has 8 recordings, fewer than 9 folds/);
  expect(stderr).toMatch(/at most 8/);
});
