/** The page of a study: complete, well formed, the same every time, honest about what failed. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { writeReport } from '../../src/report/report.ts';
import { chapterTitles, checkPage } from '../browser/report/page-checks.ts';
import { expectFailure } from '../data/helpers.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { tinyStudyFolder } from './material.ts';

const root = temporaryFolder();
let study: string;
let html: string;

const read = (...path: string[]) => readFileSync(join(...path), 'utf8');

beforeAll(async () => {
  study = await tinyStudyFolder(root);
  expect((await writeReport({ directory: study, output: null })).kind).toBe('study');
  html = read(study, 'report.html');
}, 120_000);

describe('the page', () => {
  test('has every chapter, figure and table', () => {
    const document = checkPage(html);
    expect(chapterTitles(document)).toEqual([
      'Summary',
      'Results on letters',
      'Cost',
      'Failures',
      'Checklist',
      'Methods',
    ]);
    for (const id of [
      'figure-accuracy-letters',
      'figure-differences-letters',
      'figure-plasticity-letters',
      'figure-tradeoff-letters',
      'figure-decision-letters',
      'figure-front-letters',
      'table-front-letters',
      'figure-motifs-letters-hrmas',
      'figure-motifs-letters-hrmas-no-ip',
      'figure-motifs-letters-random-search',
      'table-main-letters',
      'table-comparisons-letters',
      'table-gaps-letters',
      'table-search-letters',
      'figure-landscape-letters',
      'figure-anytime-letters',
      'table-operations-letters',
      'table-connections-letters',
      'table-failures',
      'table-checklist',
    ]) {
      expect(document.querySelector(`[id="${id}"]`) !== null, id).toBe(true);
    }
  });

  test('answers the checklist from what the study knows', () => {
    const csv = read(study, 'tables', 'checklist.csv');
    const row = (start: string) => csv.split('\n').find((line) => line.includes(start))!;
    expect(csv.trim().split('\n')).toHaveLength(17);
    expect(row('same data, split')).toContain(',yes,');
    expect(row('ablations')).toContain(',yes,HRMAS without IP');
    expect(row('random search')).toContain(',yes,');
    expect(row('tuned')).toContain(',yes,24 settings tried; judged on: a fifth of the training');
    expect(row('tabular')).toContain(',no,');
    expect(row('over time')).toContain(',yes,');
    expect(html).toContain('doi:10.3389/fnins.2024.1412559');
    expect(html).toContain('Best practices for scientific research on neural architecture search');
  });

  test('tells what failed as it was told, and leaves it out of the means', () => {
    expect(html).toContain('1 run failed.');
    expect(html).toContain('The loss is NaN&lt;/script>&lt;img src=x onerror=alert(1)>.');
    const [head, ...rows] = read(study, 'tables', 'main.csv').trim().split('\n');
    const n = head!.split(',').indexOf('n');
    expect(rows.map((row) => row.split(',')[n])).toEqual(['2', '2', '2', '1', '2', '2', '2']);
  });

  test('has the figures of results.json with all their digits', () => {
    const { datasets } = JSON.parse(read(study, 'results.json'));
    const rows = read(study, 'tables', 'main.csv').split('\n');
    for (const { label, accuracy } of datasets[0].methods) {
      expect(
        rows.some((row) => row.includes(`,${label},`) && row.includes(`,${accuracy.mean},`)),
      ).toBe(true);
    }
  });

  test('says what each method changes, and the fingerprint of the data', () => {
    const { fingerprint } = JSON.parse(read(study, 'results.json')).datasets[0];
    expect(html).toContain(fingerprint);
    expect(html).toContain('search.plasticity.mode = off');
    expect(html).toContain('search.strategy = random');
  });

  test('is the same, byte for byte', async () => {
    await writeReport({ directory: study, output: null });
    expect(read(study, 'report.html')).toBe(html);
  });

  test('refuses options of runs', async () => {
    await expectFailure(
      () => writeReport({ directory: study, output: null, member: 'seed-1' }),
      'usage',
      /--member/,
      /study/,
    );
  });
});

describe('damage', () => {
  const broken = (name: string, file: string, text: string | null): string => {
    const copy = join(root, name);
    cpSync(study, copy, { recursive: true });
    if (text === null) rmSync(join(copy, file));
    else writeFileSync(join(copy, file), text);
    return copy;
  };

  test.each([
    ['results.json', null, /no results/],
    ['results.json', '{', /not JSON/],
    ['study.json', '{"format":"motifsmith-study"}', /not valid/],
    ['failures.json', '[1]', /not valid/],
  ])('of %s is told by a typed error', async (file, text, message) => {
    const directory = broken(`${file}-${text?.length ?? 'gone'}`, file, text);
    await expectFailure(
      () => writeReport({ directory, output: null }),
      'artifact',
      message,
      new RegExp(file),
    );
  });

  test('in the depth of the results names the field', async () => {
    const results = JSON.parse(read(study, 'results.json'));
    results.datasets[0].methods[1].accuracy.values = 'many';
    const directory = broken('deep', 'results.json', JSON.stringify(results));
    await expectFailure(
      () => writeReport({ directory, output: null }),
      'artifact',
      /a list, found "many"/,
      /results\.json, field datasets\[0\]\.methods\[1\]\.accuracy\.values$/,
    );
  });
});
