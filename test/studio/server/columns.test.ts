/** Figures and settings of all runs, as the list asks for them when somebody has chosen them as columns. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ColumnList, ColumnValues } from '../../../src/studio/api/runs.ts';
import { record, SUMMARY, writeRun } from './files.ts';
import { call, get, opened, refusal } from './studio.ts';

const withSettings = (training: object) =>
  record({ config: { data: { source: 'synthetic', task: 'spike-patterns' }, training } });

describe('columns', async () => {
  const { studio, runs, defects } = await opened();
  writeRun(runs, 'a', { 'config.json': withSettings({ epochs: 3 }), 'summary.json': SUMMARY });
  writeRun(runs, 'b', { 'config.json': withSettings({ epochs: 5 }) });
  writeRun(runs, 'damaged', { 'config.json': withSettings({ epochs: 'many' }) });
  const values = (...columns: string[]) =>
    get<ColumnValues>(
      studio,
      `/api/columns/values?${new URLSearchParams(columns.map((one) => ['column', one]))}`,
    );
  const valuesOf = async (id: string, ...columns: string[]) =>
    new Map((await values(...columns)).runs).get(id);

  test('are the figures that a run has and the settings of all, those that differ marked', async () => {
    const { figures, settings } = await get<ColumnList>(studio, '/api/columns');
    expect(figures).toContain('testLoss');
    expect(figures).not.toContain('ac');
    const differing = settings.filter(({ differs }) => differs).map(({ path }) => path);
    expect(differing).toEqual(['training.epochs']);
    expect(settings.map(({ path }) => path)).toContain('network.layers.0.neurons');
  });

  test('have the values of each run, defaults where an older version wrote none', async () => {
    const asked = ['setting.training.epochs', 'figure.testLoss', 'setting.network.boundary'];
    expect(await valuesOf('a', ...asked)).toEqual([3, SUMMARY.test.loss, 'open']);
    expect(await valuesOf('b', ...asked)).toEqual([5, null, 'open']);
    expect(await valuesOf('b', 'setting.no.such', 'setting.__proto__')).toEqual([null, null]);
  });

  test('name the runs whose settings cannot be read', async () => {
    const found = await values('setting.training.epochs');
    expect(found.unread).toEqual(['damaged']);
    expect(new Map(found.runs).get('damaged')).toEqual([null]);
    expect((await values('figure.testLoss')).unread).toEqual([]);
  });

  test('follow the files', async () => {
    expect(await valuesOf('b', 'figure.testLoss')).toEqual([null]);
    writeRun(runs, 'b', { 'summary.json': { ...SUMMARY, test: { ...SUMMARY.test, loss: 9 } } });
    expect(await valuesOf('b', 'figure.testLoss')).toEqual([9]);
    writeRun(runs, 'b', { 'config.json': withSettings({ epochs: 700 }) });
    expect(await valuesOf('b', 'setting.training.epochs')).toEqual([700]);
  });

  test('of a file that is a link are not followed', async () => {
    const elsewhere = join(runs, '..', 'elsewhere');
    mkdirSync(elsewhere);
    const loss = { ...SUMMARY, test: { ...SUMMARY.test, loss: 99 } };
    writeFileSync(join(elsewhere, 'summary.json'), JSON.stringify(loss));
    writeRun(runs, 'linked', { 'config.json': withSettings({ epochs: 2 }) });
    symlinkSync(join(elsewhere, 'summary.json'), join(runs, 'linked', 'summary.json'));
    expect(await valuesOf('linked', 'figure.testLoss')).toEqual([null]);
  });

  test.each([
    ['no column', ''],
    ['another name', 'column=figure.constructor'],
    ['no kind', 'column=training.epochs'],
    ['too many', Array.from({ length: 25 }, () => 'column=figure.ac').join('&')],
  ])('are refused: %s', async (_, query) => {
    expect(refusal(await call(studio, `/api/columns/values?${query}`))).toBe('400 badRequest');
  });

  test('leave no defect behind', () => {
    expect(defects).toEqual([]);
  });
});
