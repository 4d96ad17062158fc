/** The tables of a sweep: its trials, best first, and how much each setting matters. */
import type { Table } from '../study/tables/table.ts';
import { count, counted, MISSING, percent, percentMeanStd, significant } from '../view/format.ts';
import { rankedTrials, type SweepResults, type TrialResults } from './results.ts';
import { rungLength } from './rounds.ts';
import type { Value } from './space.ts';
import type { Sweep } from './sweep-record.ts';

/** A value as tables show it. */
export const valueText = (value: Value): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** Last rung first, and within a rung the best. */
export function orderedTrials({ trials }: Pick<SweepResults, 'trials'>): TrialResults[] {
  const rungs = [...new Set(trials.map(({ rung }) => rung))].sort((a, b) => b - a);
  return rungs.flatMap((rung) => rankedTrials(trials.filter((one) => one.rung === rung)));
}

const shortPaths = (paths: readonly string[]): string[] =>
  paths.map((path) => {
    const short = path.split('.').at(-1)!;
    const alike = paths.filter((other) => other.split('.').at(-1) === short);
    return alike.length > 1 ? path : short;
  });

export function trialTable(sweep: Sweep, results: SweepResults): Table {
  const paths = sweep.parameters.map(({ path }) => path);
  const halves = sweep.halving !== null;
  const rows = orderedTrials(results);
  const samples = results.tuningSamples;
  return {
    name: 'trials',
    title: `Trials of ${results.name}, best first: accuracy on ${samples === null ? 'the' : count(samples)} training samples held out, mean ± standard deviation over ${counted(sweep.seeds.length, 'seed')}`,
    csv: {
      head: [
        ...['trial', 'rung', ...paths, 'accuracy_mean', 'accuracy_std', 'loss', 'runs'],
        ...['ac', 'mac', 'spikes', 'trainable', 'impossible'],
      ],
      rows: rows.map(({ trial, rung, assignment, accuracy, figures, impossible }) => [
        trial,
        rung,
        ...paths.map((path) => valueText(assignment[path]!)),
        accuracy?.mean ?? null,
        accuracy?.std ?? null,
        figures?.loss ?? null,
        accuracy?.values.length ?? 0,
        figures?.ac ?? null,
        figures?.mac ?? null,
        figures?.spikes ?? null,
        figures?.trainable ?? null,
        impossible,
      ]),
    },
    shown: {
      labels: 1,
      head: ['Trial', ...(halves ? ['length'] : []), ...shortPaths(paths), 'accuracy', 'ACs'],
      rows: rows.map(({ trial, rung, assignment, accuracy, figures }) => [
        String(trial),
        ...(halves ? [percent(rungLength(sweep, rung), 0)] : []),
        ...paths.map((path) => valueText(assignment[path]!)),
        accuracy === null ? MISSING : percentMeanStd(accuracy),
        count(figures?.ac),
      ]),
    },
    notes: [
      'The best of many is better by chance on the samples that it was chosen by: only the test set says how good it is.',
      ...new Set(
        rows.flatMap(({ trial, impossible }) =>
          impossible === null ? [] : [`Trial ${trial} is impossible: ${impossible}`],
        ),
      ),
    ],
  };
}

export function importanceTable({ importance, name }: SweepResults, halves: boolean): Table {
  const rows = [...importance].sort((a, b) => (b.share ?? -1) - (a.share ?? -1));
  return {
    name: 'importance',
    title: `What matters in ${name}: share of the variance of the accuracies that goes with each setting alone (ε², one-way analysis of variance; ranges in quarters)`,
    csv: {
      head: ['setting', 'share', 'trials'],
      rows: importance.map(({ path, share, trials }) => [path, share, trials]),
    },
    shown: {
      labels: 1,
      head: ['Setting', 'share', 'trials'],
      rows: rows.map(({ path, share, trials }) => [path, significant(share), count(trials)]),
    },
    notes: [
      `It is computed from ${halves ? 'the trials of the first rung' : 'all trials'}, and sees no setting that matters only together with another.`,
    ],
  };
}
