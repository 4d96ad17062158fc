/** The first table of a study: the accuracy of each method, and what went into it. */
import { binomialInterval } from '../../analysis/binomial.ts';
import type { Interval } from '../../analysis/statistics.ts';
import { count, interval, meanStd, percentNumber } from '../../view/format.ts';
import { fewSamplesText, INTERVALS } from '../../view/intervals.ts';
import type { Table } from '../../view/table/table.ts';
import type { MethodResults, StudyResults } from '../results.ts';
import { hasFolds } from './fold-table.ts';
import { column, fileOnly, type MethodColumn, methodTable, shown } from './method-table.ts';

export function mainTable(results: StudyResults): Table {
  const folded = hasFolds(results);
  const tested = results.datasets.map(({ name, testSamples }) =>
    testSamples === null ? name : `${name} (${count(testSamples)} test samples)`,
  );
  return methodTable(
    results,
    {
      name: 'main',
      caption: `Test accuracy on ${tested.join(', ')}: mean ± standard deviation over the ${folded ? 'folds and seeds' : 'seeds'}.`,
      notes: [
        `Interval of the mean: ${folded ? INTERVALS.folds : INTERVALS.seeds}. Passes: gradient passes of a sample; a search spends its own before the training that all methods have.`,
        ...(folded
          ? []
          : [
              `Wilson: interval of the accuracy of a single run at this mean, ${INTERVALS.samples}; it says what the size of the test leaves open, whatever the seeds.`,
            ]),
        ...results.datasets.flatMap(({ name, testSamples }) => fewSamplesText(testSamples, name)),
        ...failureNotes(results),
      ],
    },
    [
      fileOnly('label', ({ label }) => label),
      column('n', 'n', ({ seeds }) => seeds.length, count),
      fileOnly('failed', ({ failed }) => failed.length),
      fileOnly('missing', ({ missing }) => missing.length),
      column(
        'accuracy_mean',
        'accuracy (%)',
        ({ accuracy }) => shown(accuracy?.mean, () => meanStd(accuracy!)),
        percentNumber,
        'highest',
      ),
      fileOnly('accuracy_std', ({ accuracy }) => accuracy?.std),
      column(
        'accuracy_low',
        folded ? '95 % corrected t (%)' : '95 % t interval (%)',
        ({ accuracy }) => shown(accuracy?.interval?.[0], () => interval(accuracy!.interval)),
        percentNumber,
      ),
      fileOnly('accuracy_high', ({ accuracy }) => accuracy?.interval?.[1]),
      ...(folded ? [] : runColumns(results)),
      ...balancedColumns(results),
      column(
        'accuracy_best',
        'best (%)',
        ({ accuracy }) => accuracy?.best,
        percentNumber,
        'highest',
      ),
      fileOnly('accuracies', ({ accuracy }) => accuracy?.values.join(' ')),
      column('trainable', 'trained weights', ({ parameters }) => parameters?.trainable, count),
      column('search_passes', 'search passes', ({ passes }) => passes?.search, count),
      column('training_passes', 'training passes', ({ passes }) => passes?.training, count),
    ],
  );
}

/** What the number of test samples leaves open about a single run. */
function runColumns({ datasets }: StudyResults): MethodColumn[] {
  const samplesOf = new Map(
    datasets.flatMap(({ methods, testSamples }) => methods.map((row) => [row, testSamples])),
  );
  const range = (row: MethodResults): Interval | null => {
    const samples = samplesOf.get(row) ?? null;
    if (row.accuracy === null || samples === null) return null;
    return binomialInterval(row.accuracy.mean * samples, samples);
  };
  return [
    column(
      'run_low',
      '95 % Wilson (%)',
      (row) => shown(range(row)?.[0], () => interval(range(row))),
      percentNumber,
    ),
    fileOnly('run_high', (row) => range(row)?.[1]),
  ];
}

/** Where the classes of a test are uneven. */
function balancedColumns({ datasets }: StudyResults): MethodColumn[] {
  const some = datasets.some(({ methods }) => methods.some((row) => row.balancedAccuracy));
  if (!some) return [];
  return [
    column(
      'balanced_mean',
      'balanced (%)',
      ({ balancedAccuracy: b }) => shown(b?.mean, () => meanStd(b!)),
      percentNumber,
      'highest',
    ),
    fileOnly('balanced_std', ({ balancedAccuracy }) => balancedAccuracy?.std),
  ];
}

function failureNotes({ datasets }: StudyResults): string[] {
  const about = (state: 'failed' | 'missing') =>
    datasets.flatMap(({ name, methods }) =>
      methods
        .filter((row) => row[state].length > 0)
        .map(
          ({ label, [state]: seeds }) =>
            `${label} on ${name} (seeds ${[...new Set(seeds)].join(', ')})`,
        ),
    );
  const failed = about('failed');
  const missing = about('missing');
  return [
    ...(failed.length > 0 ? [`Failed, see failures.json: ${failed.join('; ')}.`] : []),
    ...(missing.length > 0 ? [`Not done yet: ${missing.join('; ')}.`] : []),
  ];
}
