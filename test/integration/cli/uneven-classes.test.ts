/** Uneven classes: what a run and a study say about them, and what `classWeights` does. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StudyResults } from '../../../src/study/results.ts';
import { temporaryFolder, tinyConfig, tinySpikeSet } from '../../experiment/tiny.ts';
import { tinyStudy } from '../../study/tiny-study.ts';
import { motifsmith } from './command.ts';

const root = temporaryFolder();
const data = join(root, 'uneven.npz');
const config = join(root, 'uneven.json');
// Of the third class, one training and one test recording are left: the others become the second.
const keep = new Set([6, 8]);
writeFileSync(
  data,
  tinySpikeSet({
    change: ({ labels, utterances }) => {
      labels!.forEach((label, k) => {
        if (label === 2 && !keep.has(utterances![k]!)) labels![k] = 1;
      });
    },
  }),
);
writeFileSync(config, JSON.stringify(tinyConfig(data, join(root, 'runs'))));

const lossOf = (folder: string): number =>
  JSON.parse(
    readFileSync(join(root, folder, 'metrics.jsonl'), 'utf8')
      .split('\n')
      .find((line) => line.includes('"epoch"'))!,
  ).loss;

test('a run warns of them by name, weighs them on request, and shows the balanced accuracy', async () => {
  const run = (name: string, ...more: string[]) =>
    motifsmith('train', config, '--architecture', 'dense', '--output', join(root, name), ...more);
  const plain = await run('plain', '--json');
  expect(plain.code).toBe(0);
  const uneven =
    /Classes are uneven: "1" has 11 samples, but "2" 1\..*--set training\.classWeights=balanced/;
  expect(plain.stderr).toMatch(uneven);
  const folder = JSON.parse(plain.stdout).directory as string;
  const weighted = await run('weighted', '--set', 'training.classWeights=balanced');
  expect(weighted.code).toBe(0);
  expect(weighted.stderr).not.toMatch(/Classes are uneven/);
  expect(weighted.stdout).toMatch(/test accuracy +balanced +loss/);
  const other = join('weighted', folder.slice(join(root, 'plain').length));
  expect(lossOf(other)).not.toBe(lossOf(folder.slice(root.length)));
  const again = await motifsmith('evaluate', join(root, other));
  expect(again.stdout).toMatch(/accuracy +balanced/);
  const report = await motifsmith('report', join(root, other));
  expect(report.code).toBe(0);
  const html = readFileSync(join(root, other, 'report.html'), 'utf8');
  expect(html).toContain('balanced (%)');
  expect(html).toContain('samples weighted so that every class counts the same');
}, 120_000);

test('a study gives the balanced accuracy of every method', async () => {
  const file = join(root, 'study.json');
  writeFileSync(file, JSON.stringify(tinyStudy({ methods: ['dense'], seeds: [1, 2] })));
  const study = join(root, 'study');
  const args = ['study', file, '--data', `letters=${data}`, '--output', study, '--jobs', '2'];
  const { code, stdout, stderr } = await motifsmith(...args);
  expect(code).toBe(0);
  expect(stdout).toContain('balanced');
  expect(stderr).toMatch(
    /Classes of letters are uneven: "1" has 11 samples, but "2" 1\..*classWeights: balanced/,
  );
  const results = JSON.parse(readFileSync(join(study, 'results.json'), 'utf8')) as StudyResults;
  const recalls = [1, 2].map((seed) => {
    const summary = join(study, 'runs/letters/dense', `seed-${seed}`, 'summary.json');
    const { confusion } = JSON.parse(readFileSync(summary, 'utf8')).test as {
      confusion: number[][];
    };
    const [zero, one, two] = confusion.map(
      (row, k) => row[k]! / row.reduce((sum, n) => sum + n, 0),
    );
    return (zero! + one! + two!) / 3;
  });
  expect(results.datasets[0]!.methods[0]!.balancedAccuracy!.mean).toBeCloseTo(
    (recalls[0]! + recalls[1]!) / 2,
    12,
  );
}, 120_000);
