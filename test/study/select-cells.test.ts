/** The cells that one of several machines does. */
import { describe, expect, test } from 'vitest';
import { loadStudy } from '../../src/study/load-study.ts';
import { orderedCells, roughCost } from '../../src/study/order.ts';
import { selectCells } from '../../src/study/select-cells.ts';
import { type Cell, cellId } from '../../src/study/study-record.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { tinyStudy, writeStudy } from './tiny-study.ts';

const letters = (tinyStudy().datasets as Record<string, object>).letters;
const { file } = writeStudy(temporaryFolder(), {
  datasets: { letters, numbers: letters },
  seeds: [1, 2, 3],
  methods: ['feedforward', 'hrmas', 'dense', { name: 'once', base: 'hrmas-large', seeds: [2] }],
});
const dataPaths = new Map(['letters', 'numbers'].map((name) => [name, 'x']));
const study = await loadStudy({ path: file, dataPaths, seeds: null });
const cells = orderedCells(study);
const shard = (number: number, count: number) => selectCells(study, { by: 'shard', number, count });

test('a shard is the same wherever it is asked for', () => {
  expect(shard(2, 3).map(cellId)).toEqual([
    'letters/hrmas/seed-1',
    'numbers/dense/seed-1',
    'numbers/feedforward/seed-1',
    'numbers/hrmas/seed-2',
    'numbers/dense/seed-2',
    'letters/hrmas/seed-3',
    'numbers/dense/seed-3',
    'letters/feedforward/seed-3',
  ]);
});

describe.each([1, 2, 3, 7, 20, 25])('%d shards', (count) => {
  const shards = Array.from({ length: count }, (_, k) => shard(k + 1, count));

  test('hold every cell once, in the order of the study', () => {
    expect(shards.flat().map(cellId).sort()).toEqual(cells.map(cellId).sort());
    const place = new Map(cells.map((cell, k) => [cellId(cell), k]));
    for (const own of shards) {
      const places = own.map((cell) => place.get(cellId(cell))!);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });

  test.each(['letters', 'numbers'])('differ by one cell of %s at most', (name) => {
    const entries = study.entries.filter(({ dataset }) => dataset === name);
    const costs = new Map(entries.map((entry) => [entry.method, roughCost(entry)]));
    const load = (own: readonly Cell[]) =>
      own
        .filter(({ dataset }) => dataset === name)
        .reduce((sum, { method }) => sum + costs.get(method)!, 0);
    const loads = shards.map(load);
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(
      Math.max(...costs.values()),
    );
  });
});

test('cells can be named, in any order, or numbered', () => {
  const ids = ['numbers/once/seed-2', 'letters/dense/seed-1', 'letters/dense/seed-1'];
  expect(selectCells(study, { by: 'ids', ids }).map(cellId)).toEqual([ids[1], ids[0]]);
  const numbered = cells.map((_, index) => selectCells(study, { by: 'index', index }));
  expect(numbered.flat()).toEqual(cells);
});

test.each([
  ['letters/dense/seed-4', /Did you mean letters\/dense\/seed-/],
  ['../dense/seed-1', /--list-cells|Did you mean/],
  ['', /See --list-cells/],
])('a cell that the study does not have is refused: %j', (id, remedy) => {
  expect(() => selectCells(study, { by: 'ids', ids: [id] })).toThrow(
    expect.objectContaining({
      kind: 'usage',
      where: `--cell ${id}`,
      remedy: expect.stringMatching(remedy),
    }),
  );
  expect(() => selectCells(study, { by: 'index', index: cells.length })).toThrow(
    expect.objectContaining({
      kind: 'usage',
      remedy: `Give a number from 0 to ${cells.length - 1}.`,
    }),
  );
});
