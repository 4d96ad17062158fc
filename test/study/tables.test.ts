/** Tables: what stands in the files, and that no text breaks their form. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MethodResults, StudyResults } from '../../src/study/results.ts';
import { IP_HEAD, ipRows } from '../../src/study/tables/ip-table.ts';
import { studyTables } from '../../src/study/tables/study-tables.ts';
import { csvText } from '../../src/view/csv.ts';
import { tableMarkdown } from '../../src/view/table/markdown.ts';
import {
  cellText,
  cellValue,
  columnId,
  shownTable,
  type Table,
} from '../../src/view/table/table.ts';

const gap = {
  mean: 0.05,
  std: 0.01,
  before: 0.2,
  after: 0.25,
  accuracy: { mean: -0.03, std: 0.02 },
};

function row(changes: Partial<MethodResults>): MethodResults {
  return {
    method: 'hrmas',
    label: 'HRMAS',
    base: 'hrmas',
    searched: true,
    seeds: [1, 2, 3],
    failed: [],
    missing: [],
    accuracy: {
      values: [0.9, 0.92, 0.94],
      mean: 0.92,
      std: 0.02,
      interval: [0.9, 0.94],
      best: 0.94,
    },
    versusReference: null,
    motifSizes: [[2], [16], [2]],
    connections: { exc: 100, inh: 20, none: 30, feedforward: 1000, recurrent: 120 },
    parameters: { trainable: 1234567, fixed: 10, stored: 1234577 },
    operations: { ac: 1000, mac: 100 },
    spikes: 12.4,
    divergence: 0.5,
    decision: { stepMs: 4, steps: [1, 2], accuracy: [0.5, 0.92] },
    gaps: { size: gap, types: gap },
    space: { logits: 98, edges: 60, connections: 80, bytes: 4432 },
    passes: { search: 500, training: 300 },
    gain: 0.021,
    ranking: { motifs: 20, tau: { mean: 0.3, std: 0.1 } },
    similarity: {
      pairs: 3,
      sameSize: 1,
      agreement: 0.625,
      kappa: 0.4375,
      proportions: 0.9,
      degrees: 0.95,
    },
    ...changes,
  };
}

const results: StudyResults = {
  format: 'motifsmith-study-results',
  formatVersion: 1,
  name: 'letters',
  reference: 'hrmas',
  datasets: [
    {
      name: 'ti46',
      fingerprint: 'sha256:0',
      trainSamples: 100,
      testSamples: 50,
      methods: [
        row({}),
        row({
          method: 'dense',
          label: 'A_B & 100 % [x]',
          searched: false,
          seeds: [1, 2],
          failed: [3],
          motifSizes: [[], []],
          gaps: null,
          space: null,
          versusReference: {
            pairs: 2,
            difference: -0.0125,
            interval: [-0.02, 0.005],
            p: 0.0004,
            adjusted: 0.0008,
            permutation: 0.5,
            effectSize: null,
            seedsForOnePoint: 27,
          },
        }),
        row({
          method: 'waiting',
          label: 'waiting',
          seeds: [],
          missing: [1, 2, 3],
          accuracy: null,
          connections: null,
          parameters: null,
          operations: null,
          spikes: null,
          divergence: null,
          decision: null,
          gaps: null,
          passes: null,
          motifSizes: [],
        }),
      ],
      plasticity: null,
      anytime: [],
      landscape: null,
    },
  ],
};
const inFile = ({ columns, rows, fileRows = [] }: Table) => ({
  head: columns.map(columnId),
  rows: [...rows, ...fileRows].map((row) => row.map(cellValue)),
});
const seen = (table: Table) => {
  const { columns, rows } = shownTable(table);
  return {
    head: columns.map(({ head }) => head),
    rows: rows.map((row) => row.map((cell, c) => cellText(cell, columns[c]!))),
  };
};
const tables = Object.fromEntries(studyTables(results).map((table) => [table.name, table]));

test('a method has its mean, deviation, interval, best, and what it cost', () => {
  const [csv, shown] = [inFile(tables.main!), seen(tables.main!)];
  expect(Object.fromEntries(csv.head.map((head, c) => [head, csv.rows[0]![c]]))).toMatchObject({
    dataset: 'ti46',
    method: 'hrmas',
    n: 3,
    accuracy_mean: 0.92,
    accuracy_low: 0.9,
    accuracy_best: 0.94,
    search_passes: 500,
    training_passes: 300,
  });
  expect(shown.rows[0]).toEqual([
    'HRMAS',
    '3',
    '92.00 ± 2.00',
    '[90.00, 94.00]',
    '[81.16, 96.84]',
    '94.00',
    '1,234,567',
    '500',
    '300',
  ]);
  expect(shown.rows[2]).toEqual(['waiting', '0', ...new Array(7).fill('–')]);
});

test('what failed and what is missing stands below the table', () => {
  const text = tableMarkdown(tables.main!);
  expect(text).toContain('Failed, see failures.json: A\\_B & 100 % [x] on ti46 (seeds 3).');
  expect(text).toContain('Not done yet: waiting on ti46 (seeds 1, 2, 3).');
});

test('a small test is warned of, and intervals say how they are made', () => {
  const { notes } = tables.main!;
  expect(notes!.join(' ')).toContain(
    'The test of ti46 is small: with 50 samples, one is 2.00 points',
  );
  expect(notes!.join(' ')).toMatch(/Student’s t over the seeds.*Wilson’s score/s);
  const [first] = results.datasets;
  const large = studyTables({ ...results, datasets: [{ ...first!, testSamples: 200 }] })[0]!;
  expect(large.notes!.join(' ')).not.toContain('is small');
});

test('the reference is not compared with itself', () => {
  const [csv, shown] = [inFile(tables.comparisons!), seen(tables.comparisons!)];
  expect(csv.rows.map(([, method]) => method)).toEqual(['dense', 'waiting']);
  expect(shown.rows[0]).toEqual([
    'A_B & 100 % [x]',
    '2',
    '−1.25',
    '[−2.00, +0.50]',
    '<\u00a00.001',
    '<\u00a00.001',
    '0.500',
    '–',
    '27',
  ]);
});

test('energy follows from the operations at the published costs', () => {
  const csv = inFile(tables.operations!);
  expect(csv.rows[0]![csv.head.indexOf('energy_nanojoules')]).toBeCloseTo(0.9 + 0.46, 12);
});

test('only methods that cut a supernet have gaps', () => {
  expect(inFile(tables.gaps!).rows.map(([, method]) => method)).toEqual(['hrmas']);
});

test('several data sets make a column of their own', () => {
  const [first] = results.datasets;
  const two = { ...results, datasets: [first!, { ...first!, name: 'shd' }] };
  const shown = seen(studyTables(two)[0]!);
  expect(shown.head.slice(0, 2)).toEqual(['data set', 'method']);
  expect(shown.rows.map(([dataset]) => dataset)).toEqual([
    'ti46',
    'ti46',
    'ti46',
    'shd',
    'shd',
    'shd',
  ]);
});

test('the curves of plasticity have a row an epoch and two around a cut', () => {
  const curve = {
    stage: 'size',
    epochs: [1, 2],
    mean: [0.3, 0.2],
    std: [0.1, null],
    accuracy: { mean: [0.5, 0.6], std: [0, null] },
  };
  const curves = {
    method: 'hrmas',
    label: 'HRMAS',
    seeds: [1, 2],
    stages: [curve],
    gaps: { size: gap, types: gap },
  };
  const [first] = results.datasets;
  const plasticity = { on: curves, off: { ...curves, method: 'hrmas-no-ip', gaps: null } };
  const rows = ipRows({ ...results, datasets: [{ ...first!, plasticity }] });
  expect(csvText(IP_HEAD, rows)).toBe(
    `${[
      'dataset,method,ip,stage,epoch,point,n,loss_mean,loss_std,accuracy_mean,accuracy_std',
      'ti46,hrmas,on,size,1,epoch,2,0.3,0.1,0.5,0',
      'ti46,hrmas,on,size,2,epoch,2,0.2,,0.6,',
      'ti46,hrmas,on,size,2,before cut,2,0.2,,,',
      'ti46,hrmas,on,size,2,after cut,2,0.25,,,',
      'ti46,hrmas-no-ip,off,size,1,epoch,2,0.3,0.1,0.5,0',
      'ti46,hrmas-no-ip,off,size,2,epoch,2,0.2,,0.6,',
    ].join('\n')}\n`,
  );
});

describe('forms', () => {
  test('CSV: every text comes back', () => {
    const parse = (text: string): string[][] => {
      const rows: string[][] = [[]];
      for (const [, quoted, plain, end] of text.matchAll(
        /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g,
      )) {
        rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
        if (end === '\n') rows.push([]);
      }
      return rows.slice(0, -1);
    };
    const cells = fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1 });
    fc.assert(
      fc.property(cells, (rows) => {
        expect(parse(csvText(['a', 'b'], rows))).toEqual([['a', 'b'], ...rows]);
      }),
    );
  });
});

test('the landscape has a table where there is one', () => {
  const [first] = results.datasets;
  const landscape = {
    ...{ method: 'even-motif', label: 'x', motifs: 100, mean: 0.9, std: 0.02 },
    quantiles: [0.85, 0.89, 0.9, 0.91, 0.95],
    ...{ noise: 0.012, spread: 0.016, ceiling: 0.94 },
  } as const;
  expect(tables.landscape).toBeUndefined();
  const table = studyTables({
    ...results,
    datasets: [{ ...first!, landscape: { ...landscape } }, first!],
  }).find(({ name }) => name === 'landscape')!;
  expect(inFile(table).rows).toEqual([
    ['ti46', 100, 0.9, 0.02, 0.85, 0.89, 0.9, 0.91, 0.95, 0.012, 0.016, 0.94],
  ]);
  expect(inFile(table).head).toHaveLength(12);
  expect(seen(table).rows[0]!.slice(1)).toEqual([
    ...['100', '90.00', '2.00', '85.00', '89.00', '90.00', '91.00', '95.00'],
    ...['1.20', '1.60', '94.00'],
  ]);
});
