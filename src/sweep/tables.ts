/** The tables of a sweep: its trials, best first, and how much each setting matters. */
import { count, counted, meanStd, percent, percentNumber, significant } from '../view/format.ts';
import type { Table } from '../view/table/table.ts';
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
  const short = shortPaths(paths);
  const rows = orderedTrials(results);
  const samples = results.tuningSamples;
  return {
    name: 'trials',
    caption: `Trials of ${results.name}, best first: accuracy on ${samples === null ? 'the' : count(samples)} training samples held out, mean ± standard deviation over ${counted(sweep.seeds.length, 'seed')}.`,
    columns: [
      { head: 'trial' },
      { head: 'length', id: 'rung', fileOnly: sweep.halving === null },
      ...paths.map((path, k) => ({ head: short[k]!, id: path, wrap: true })),
      { head: 'accuracy (%)', id: 'accuracy_mean', format: percentNumber, best: 'highest' },
      { head: 'accuracy_std', id: 'accuracy_std', fileOnly: true },
      { head: 'loss', fileOnly: true },
      { head: 'runs', fileOnly: true },
      { head: 'ACs', id: 'ac', format: count },
      ...['mac', 'spikes', 'trainable', 'impossible'].map((head) => ({ head, fileOnly: true })),
    ],
    rows: rows.map(({ trial, rung, assignment, accuracy, figures, impossible }) => [
      { value: trial, text: String(trial) },
      { value: rung, text: percent(rungLength(sweep, rung), 0) },
      ...paths.map((path) => valueText(assignment[path]!)),
      accuracy && { value: accuracy.mean, text: meanStd(accuracy) },
      ...[accuracy?.std, figures?.loss, accuracy?.values.length ?? 0, figures?.ac],
      ...[figures?.mac, figures?.spikes, figures?.trainable, impossible],
    ]),
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
  return {
    name: 'importance',
    caption: `What matters in ${name}: share of the variance of the accuracies that goes with each setting alone (ε², one-way analysis of variance; ranges in quarters).`,
    columns: [
      { head: 'setting', wrap: true },
      { head: 'share', format: significant },
      { head: 'trials', format: count },
    ],
    rows: [...importance]
      .sort((a, b) => (b.share ?? -1) - (a.share ?? -1))
      .map(({ path, share, trials }) => [path, share, trials]),
    notes: [
      `It is computed from ${halves ? 'the trials of the first rung' : 'all trials'}, and sees no setting that matters only together with another.`,
    ],
  };
}
