/** Fronts: the study that a front is, and the table of what is on it. */
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { FRONT_VALIDATION, type FrontRequest, frontStudy } from '../../src/study/front-study.ts';
import type { FrontPoint, StudyResults } from '../../src/study/results.ts';
import { frontTable } from '../../src/study/tables/front-table.ts';
import { cellText, shownTable, tableCsv } from '../../src/view/table/table.ts';

async function front(changes: Partial<FrontRequest> = {}, sets: readonly string[] = []) {
  const loaded = await loadConfig({ source: 'demo', sets, options: [] });
  return frontStudy({ ...loaded, priced: 'synops', prices: [0, 0.5], ...changes });
}

test('a front is a study whose methods differ in their price alone', async () => {
  const study = await front({}, ['seeds=[3,4]', 'search.objective.connections=0.25']);
  expect(study).toMatchObject({ name: 'front-demo', seeds: [3, 4], datasets: ['demo'] });
  expect(study.methods).toEqual([
    { name: 'synops-0', label: 'SynOps at 0', base: 'hrmas' },
    { name: 'synops-0.5', label: 'SynOps at 0.5', base: 'hrmas' },
  ]);
  const [free, priced] = study.entries.map(({ config }) => config);
  expect(free!.search.objective).toEqual({ connections: 0.25, spikes: 0, synops: 0 });
  expect(priced!.search.objective).toEqual({ connections: 0.25, spikes: 0, synops: 0.5 });
  expect({ ...priced!.search, objective: null }).toEqual({ ...free!.search, objective: null });
  expect(priced!.training).toEqual(free!.training);
  expect(study.entries.map(({ seeds }) => seeds)).toEqual([
    [3, 4],
    [3, 4],
  ]);
});

test('it holds validation samples out where the settings do not', async () => {
  const fraction = async (sets: readonly string[]) =>
    (await front({}, sets)).entries[0]!.config.data.validationFraction;
  expect(await fraction([])).toBe(FRONT_VALIDATION);
  expect(await fraction(['data.validationFraction=0.1'])).toBe(0.1);
});

test('it takes the strategy of the settings, and names that fit a folder', async () => {
  const study = await front({ name: 'My Letters (2)', priced: 'connections', prices: [1e-7] }, [
    'search.strategy=evolution',
  ]);
  expect(study.name).toBe('front-my-letters-2-');
  expect(study.methods[0]).toMatchObject({ name: 'connections-1e-7', base: 'evolution' });
});

test('it refuses prices that are not allowed or would change nothing, and too many runs', async () => {
  await expect(front({ priced: 'spikes' })).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('0, as spikes have no gradient'),
    remedy: expect.stringContaining('search.selection.kind=perturbation'),
  });
  const measured = await front({ priced: 'spikes' }, ['search.finalists.count=2']);
  expect(measured.entries[1]!.config.search.objective.spikes).toBe(0.5);
  await expect(front({ prices: [-1] })).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('search.objective.synops is -1'),
    where: expect.stringContaining('--prices -1'),
  });
  await expect(
    front({ prices: Array.from({ length: 10_001 }, (_, k) => k) }),
  ).rejects.toMatchObject({ kind: 'usage', where: '--prices, --seeds' });
});

test('the table numbers what is on the front by its operations, and its file has everything', () => {
  const point = (seed: number, changes: Partial<FrontPoint>): FrontPoint => ({
    method: 'synops-0',
    label: 'SynOps at 0',
    seed,
    accuracy: 0.9,
    synops: 1000,
    hidden: 100,
    connections: 50,
    test: 0.8,
    onFront: true,
    ...changes,
  });
  const results = {
    datasets: [
      {
        name: 'letters',
        front: [
          point(1, {}),
          point(2, { accuracy: 0.85, synops: 2000, onFront: false }),
          point(3, { accuracy: 0.875, synops: 900, hidden: 12345 }),
        ],
      },
      { name: 'never validated' },
    ],
  } as unknown as StudyResults;
  const table = frontTable(results)!;
  const { columns, rows } = shownTable(table);
  expect(rows.map((row) => row.map((cell, c) => cellText(cell, columns[c]!)))).toEqual([
    ['1', 'SynOps at 0, seed 3', '87.50', '900', '12,345', '50', '80.00'],
    ['2', 'SynOps at 0, seed 1', '90.00', '1,000', '100', '50', '80.00'],
  ]);
  const [, ...lines] = tableCsv(table).trim().split('\n');
  expect(lines.map((line) => line.split(',').slice(-9, -5))).toEqual([
    ['synops-0', '3', '1', '0.875'],
    ['synops-0', '1', '1', '0.9'],
    ['synops-0', '2', '0', '0.85'],
  ]);
  expect(frontTable({ ...results, datasets: [results.datasets[1]!] })).toBeNull();
});
