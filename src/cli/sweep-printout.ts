/** A sweep for people: its best trials, what matters, what it took, and what to do with it. */
import { join } from 'node:path';
import { shellWord } from '../core/shell-word.ts';
import { isAtWork } from '../run/lock/lock.ts';
import type { CellFailure } from '../study/failures.ts';
import { bestOf, setOptions } from '../sweep/best-settings.ts';
import type { SweepResults } from '../sweep/results.ts';
import { SWEEP_FILES } from '../sweep/sweep-files.ts';
import type { Sweep } from '../sweep/sweep-record.ts';
import type { SweepStatus } from '../sweep/sweep-status.ts';
import { importanceTable, orderedTrials, trialTable, valueText } from '../sweep/tables.ts';
import { CELL_STATES, tally } from '../view/cell-states.ts';
import { count, counted, duration, MISSING, percent, percentMeanStd } from '../view/format.ts';
import { shownTexts, type Table } from '../view/table/table.ts';
import { textTable } from '../view/text-table.ts';
import { sweepCellName } from './sweep-work.ts';

/** Trials on a terminal; the others are in the tables. */
const SHOWN = 10;

function section(table: Table, most: number): string[] {
  const [head, ...rows] = shownTexts(table);
  if (rows.length === 0) return [];
  const left = rows.length - most;
  return [
    table.caption,
    textTable([head!, ...rows.slice(0, most)]),
    ...(left > 0 ? [`… and ${counted(left, 'row')} more in the tables.`] : []),
    ...(table.notes ?? []),
    '',
  ];
}

/** @param cpuHours of all its runs; null if it is not known */
export function sweepPrintout(
  sweep: Sweep,
  results: SweepResults,
  failures: readonly CellFailure[],
  folder: string,
  cpuHours: number | null,
): string {
  const failed = failures.map((failure) => `  ${sweepCellName(failure)}: ${failure.message}`);
  const settings = new Set(results.trials.map(({ trial }) => trial)).size;
  return [
    '',
    ...section(trialTable(sweep, results), SHOWN),
    ...section(importanceTable(results, sweep.halving !== null), SHOWN),
    ...(failed.length > 0 ? ['Failed, tried twice:', ...failed, ''] : []),
    ...bestLines(sweep, results, folder),
    `Effort:  ${counted(results.scoredRuns, 'run')} scored on ${count(results.tuningSamples)} training samples held out; the test samples were not read.`,
    `         In a study file: tuning: {settings: ${settings}, ${cpuHours === null ? '' : `cpuHours: ${Number(cpuHours.toPrecision(2))}, `}judgedOn: ${percent(sweep.config.data.tuningFraction, 0)} of the training samples}`,
    `Tables:  ${join(folder, SWEEP_FILES.tables)} (.md, .csv, .tex)`,
    `Results: ${join(folder, SWEEP_FILES.results)}`,
    '',
  ].join('\n');
}

function bestLines(sweep: Sweep, results: SweepResults, folder: string): string[] {
  const best = bestOf(results);
  if (best === null) return ['No trial has been finished.', ''];
  const { task, given } = sweep;
  const file = shellWord(join(folder, SWEEP_FILES.best));
  const data = 'path' in sweep.config.data ? ` --data ${shellWord(sweep.config.data.path)}` : '';
  const rest = task.command === 'train' ? ` --architecture ${task.architecture}` : '';
  return [
    `Best:    trial ${best.trial}, ${percentMeanStd(best.accuracy!)}`,
    `         ${setOptions(best.assignment)}`,
    `Go on:   motifsmith ${task.command} ${file}${data}${rest}`,
    ...(given.preset === null || Object.keys(given.settings).length > 0
      ? []
      : [
          `or:      motifsmith ${task.command} ${given.preset}${data}${rest} ${setOptions(best.assignment)}`,
        ]),
  ];
}

export const sweepStatusJson = ({
  folder,
  sweep,
  holder,
  trials,
  planned,
  secondsLeft,
}: SweepStatus): object => ({
  format: 'motifsmith-sweep-status',
  formatVersion: 1,
  sweep: sweep.name,
  folder,
  holder,
  plannedRuns: planned,
  secondsLeft,
  trials,
});

/** Every trial so far. */
export function trialList({ sweep, trials, runs, planned }: SweepStatus): string {
  const paths = sweep.parameters.map(({ path }) => path);
  const halves = sweep.halving !== null;
  const ofTrial = new Map(trials.map((one) => [`${one.trial}/${one.rung}`, one]));
  const rows = orderedTrials({ trials: [...trials] }).map(
    ({ trial, rung, assignment, accuracy }) => [
      String(trial),
      ...(halves ? [String(rung)] : []),
      ...paths.map((path) => valueText(assignment[path]!)),
      accuracy === null ? MISSING : percentMeanStd(accuracy),
      CELL_STATES[ofTrial.get(`${trial}/${rung}`)!.state],
    ],
  );
  const later = planned - runs.length;
  return [
    textTable([['trial', ...(halves ? ['rung'] : []), ...paths, 'accuracy', 'state'], ...rows]),
    '',
    `${counted(runs.length, 'run')}: ${tally(runs.map(({ state }) => state))}.`,
    ...(later > 0 ? [`${counted(later, 'more run')} will be chosen by these.`] : []),
    '',
  ].join('\n');
}

export function sweepStatusPrintout(status: SweepStatus): string {
  const { sweep, folder, holder, trials, runs, planned, secondsLeft } = status;
  const done = runs.filter(({ state }) => state === 'finished').length;
  const best = bestOf(status.results);
  const troubled = trials.filter(({ problem }) => problem !== null);
  const left = runs.some(({ state }) => state !== 'finished');
  return [
    `Sweep ${sweep.name}: ${done} of ${counted(planned, 'run')} done; ${tally(runs.map(({ state }) => state))}.`,
    ...(secondsLeft === null ? [] : [`ETA of these: ${duration(secondsLeft)}.`]),
    ...(best === null
      ? []
      : [
          `Best so far: trial ${best.trial}, ${percentMeanStd(best.accuracy!)}: ${setOptions(best.assignment)}`,
        ]),
    ...(isAtWork(holder) ? ['A process is at work on it.'] : []),
    ...(troubled.length > 0
      ? ['', ...troubled.map(({ trial, problem }) => `  trial ${trial}: ${problem}`)]
      : []),
    ...(left && !isAtWork(holder)
      ? ['', `Resume it with: motifsmith sweep --resume ${shellWord(folder)}`]
      : []),
    '',
  ].join('\n');
}
