/** Studies in the runs folder: which there are, and where each stands. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureFolder } from '../../../src/files/folders.ts';
import type { StudyList, StudyReport, StudyResultsReply } from '../../../src/studio/api/studies.ts';
import type { SweepReport } from '../../../src/studio/api/sweeps.ts';
import { writeSweepRecord } from '../../../src/sweep/sweep-record.ts';
import { writeHalfStudy } from '../../study/half-study.ts';
import { readTinySweep } from '../../sweep/tiny-sweep.ts';
import { call, get, opened } from './studio.ts';

test('lists them, damaged ones too, and reports each cell by cell', async () => {
  const { studio, runs, defects } = await opened();
  expect(await get(studio, '/api/studies')).toEqual({ studies: [] });
  await writeHalfStudy(join(runs, 'deep/tiny'));
  await writeHalfStudy(join(runs, 'broken'));
  writeFileSync(join(runs, 'broken/study.json'), '{"format":');
  const { studies } = await get<StudyList>(studio, '/api/studies');
  expect(studies).toMatchObject([
    { id: 'broken', name: 'broken', states: [], problem: expect.stringContaining('not JSON') },
    {
      ...{ id: 'deep/tiny', name: 'tiny', secondsLeft: null, problem: null },
      states: ['working', 'failed', 'stopped', 'waiting'],
    },
  ]);
  const { cells, ...summary } = await get<StudyReport>(studio, '/api/study?id=deep%2Ftiny');
  expect(summary).toEqual(studies[1]);
  const [working, failed, stopped, waiting] = cells;
  expect(working).toMatchObject({
    ...{ id: 'letters/hrmas/seed-1', run: 'deep/tiny/runs/letters/hrmas/seed-1', seed: 1 },
    ...{ dataset: 'letters', method: 'HRMAS', fold: null, seconds: null, problem: null },
    worker: '7 on elsewhere',
  });
  expect(failed).toMatchObject({ run: null, worker: null, problem: 'No. (here) Mend it.' });
  expect(stopped).toMatchObject({ state: 'stopped', worker: null });
  expect(waiting).toMatchObject({ state: 'waiting', worker: null });
  expect(await call(studio, '/api/study?id=deep')).toMatchObject({ status: 404 });
  expect(await call(studio, '/api/study?id=broken')).toMatchObject({ status: 422 });
  expect(defects).toEqual([]);
});

test('shows what a study has found, as its tables have it', async () => {
  const { studio, runs } = await opened();
  await writeHalfStudy(join(runs, 'tiny'));
  const results = () => get<StudyResultsReply>(studio, '/api/study/results?id=tiny');
  expect(await results()).toEqual({ figures: [], tables: [] });
  const known = '../../fixtures/runs/v0.1.0/study/results.json';
  copyFileSync(join(import.meta.dirname, known), join(runs, 'tiny/results.json'));
  const { figures, tables } = await results();
  expect(figures[0]!.alt).toMatch(/^Test accuracy of every seed by method: /);
  for (const { narrow, wide } of figures) {
    expect([narrow, wide]).toEqual([
      expect.stringMatching(/^<svg .*width="336"/),
      expect.stringMatching(/^<svg .*width="720"/),
    ]);
  }
  const main = tables[0]!;
  expect(main.rows[0]).toHaveLength(main.columns.length);
  expect(main.rows.flat().every((cell) => typeof cell === 'string')).toBe(true);
  expect(await call(studio, '/api/study/results?id=none')).toMatchObject({ status: 404 });
  writeFileSync(join(runs, 'tiny/results.json'), '{"format":1}');
  expect(await call(studio, '/api/study/results?id=tiny')).toMatchObject({ status: 422 });
});

test('the runs folder may be a study itself', async () => {
  const { studio, runs } = await opened();
  await writeHalfStudy(runs);
  const { studies } = await get<StudyList>(studio, '/api/studies');
  expect(studies.map(({ id }) => id)).toEqual(['']);
  const { cells } = await get<StudyReport>(studio, '/api/study?id=');
  expect(cells[0]!.run).toBe('runs/letters/hrmas/seed-1');
});

test('lists sweeps too, and reports each trial by trial before any has begun', async () => {
  const { studio, runs, page, defects } = await opened();
  const folder = join(runs, 'rates');
  await ensureFolder(folder);
  await writeSweepRecord(folder, await readTinySweep(page));
  await ensureFolder(join(runs, 'broken'));
  writeFileSync(join(runs, 'broken/sweep.json'), '{}');
  const { studies } = await get<StudyList>(studio, '/api/studies');
  expect(studies).toMatchObject([
    { kind: 'sweep', id: 'broken', states: [], problem: expect.stringContaining('not valid') },
    { kind: 'sweep', id: 'rates', name: 'tiny', states: new Array(8).fill('waiting') },
  ]);
  const { trials, ...report } = await get<SweepReport>(studio, '/api/sweep?id=rates');
  expect(report).toMatchObject({
    ...{ strategy: 'grid', rungs: 1, plannedTrials: 4, plannedRuns: 8, best: null },
    parameters: [{ path: 'training.learningRate' }, { path: 'training.batchSize' }],
  });
  expect(trials).toHaveLength(4);
  expect(trials[3]).toEqual({
    ...{ trial: 4, rung: 1, runs: [], state: 'waiting', problem: null },
    assignment: { 'training.learningRate': 0.01, 'training.batchSize': 6 },
    ...{ accuracy: null, figures: null },
  });
  expect(await call(studio, '/api/sweep?id=broken')).toMatchObject({ status: 422 });
  expect(await call(studio, '/api/sweep?id=other')).toMatchObject({ status: 404 });
  expect(await call(studio, '/api/study?id=rates')).toMatchObject({ status: 404 });
  expect(defects).toEqual([]);
});
