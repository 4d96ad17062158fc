/** The time that a study still takes, told with a clock of our own. */
import { expect, test } from 'vitest';
import { Forecast } from '../../src/study/forecast.ts';
import { loadStudy } from '../../src/study/load-study.ts';
import { roughCost } from '../../src/study/order.ts';
import { studyCells } from '../../src/study/study-record.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { writeStudy } from './tiny-study.ts';

const { file } = writeStudy(temporaryFolder());
const study = await loadStudy({ path: file, dataPaths: new Map([['letters', 'x']]), seeds: null });
const cells = studyCells(study);
const [hrmas1, hrmas2, dense1, dense2] = cells;
const [hrmas, dense] = study.entries.map(roughCost);

function forecast(jobs: number) {
  let time = 0;
  const told = new Forecast(study, cells, jobs, () => time);
  return { told, pass: (seconds: number) => (time += seconds) };
}

test('nothing is known before anything is done', () => {
  const { told, pass } = forecast(1);
  told.start(hrmas1!);
  pass(5);
  expect(told.secondsLeft()).toBeNull();
});

test('a method whose run has been seen takes as long again, others by their rough cost', () => {
  const { told, pass } = forecast(1);
  told.start(hrmas1!);
  pass(30);
  told.end(hrmas1!, true);
  const other = (30 * dense!) / hrmas!;
  expect(told.secondsLeft()).toBeCloseTo(30 + 2 * other, 9);
  told.start(dense1!);
  pass(8);
  told.end(dense1!, true);
  expect(told.secondsLeft()).toBeCloseTo(30 + 8, 9);
});

test('runs at a time share the rest, but the longest is waited for', () => {
  const { told, pass } = forecast(4);
  for (const cell of cells) told.start(cell);
  for (const cell of cells) told.progress(cell, 0);
  pass(10);
  told.progress(hrmas1!, 0.1);
  told.progress(hrmas2!, 0.5);
  told.progress(dense1!, 0.5);
  told.progress(dense2!, 0.5);
  // The first run of a method that is seen speaks for it: 100 s for hrmas, of which 90 are left.
  expect(told.secondsLeft()).toBeCloseTo(90, 9);
});

test('a resumed run counts from where it began, a failed one not at all', () => {
  const { told, pass } = forecast(1);
  told.start(hrmas1!);
  told.progress(hrmas1!, 0.5);
  pass(10);
  told.end(hrmas1!, true);
  told.start(dense1!);
  pass(1);
  told.end(dense1!, false);
  const all = 20;
  expect(told.secondsLeft()).toBeCloseTo(all + (all * dense!) / hrmas!, 9);
});
