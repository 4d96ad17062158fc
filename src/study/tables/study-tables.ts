/** The tables of a study: one row per data set and method. Nothing here depends on a clock. */
import { binomialInterval } from '../../analysis/binomial.ts';
import { energy, HOROWITZ_45NM, isHorowitz, type OperationCosts } from '../../analysis/energy.ts';
import type { Interval } from '../../analysis/statistics.ts';
import {
  bytes,
  count,
  decimals,
  interval,
  loss,
  meanStd,
  motifSizes,
  percentNumber,
  points,
  pValue,
  signed,
  significant,
} from '../../view/format.ts';
import { fewSamplesText, INTERVALS } from '../../view/intervals.ts';
import { CUTS, TYPES } from '../../view/names.ts';
import type { Cell, Column, Table } from '../../view/table/table.ts';
import type { GapResults, MethodResults, StudyResults } from '../results.ts';
import { foldTable } from './fold-table.ts';
import { frontTable } from './front-table.ts';
import { landscapeTable } from './landscape-table.ts';

/** A column and its cell for a method. */
interface MethodColumn extends Column {
  readonly cell: (row: MethodResults) => Cell;
}

/** All tables, most important first. @param costs energy of an operation */
export function studyTables(results: StudyResults, costs: OperationCosts = HOROWITZ_45NM): Table[] {
  return [
    mainTable(results),
    foldTable(results),
    comparisonTable(results),
    connectionTable(results),
    operationTable(results, costs),
    gapTable(results),
    searchTable(results),
    frontTable(results),
    landscapeTable(results),
  ].filter((table) => table !== null);
}

function build(
  { datasets }: StudyResults,
  about: Pick<Table, 'name' | 'caption' | 'notes'>,
  columns: readonly MethodColumn[],
  include: (row: MethodResults) => boolean = () => true,
): Table {
  return {
    ...about,
    columns: [
      { head: 'data set', id: 'dataset', fileOnly: datasets.length === 1 },
      { head: 'method', wrap: true },
      ...columns,
    ],
    rows: datasets.flatMap(({ name, methods }) =>
      methods
        .filter(include)
        .map((row) => [
          name,
          { value: row.method, text: row.label },
          ...columns.map(({ cell }) => cell(row)),
        ]),
    ),
  };
}

/** A figure that the file holds with all digits. */
const column = (
  id: string,
  head: string,
  cell: (row: MethodResults) => Cell,
  format: NonNullable<Column['format']>,
  best?: Column['best'],
): MethodColumn => ({ id, head, cell, format, ...(best && { best }) });

const fileOnly = (head: string, cell: (row: MethodResults) => Cell): MethodColumn => ({
  head,
  id: head,
  cell,
  fileOnly: true,
});

/** What readers see in place of a value, where there is one. */
const shown = (value: number | null | undefined, text: (value: number) => string): Cell =>
  value === null || value === undefined ? null : { value, text: text(value) };

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

const hasFolds = ({ datasets }: StudyResults): boolean =>
  datasets.some(({ methods }) => methods.some(({ crossValidation }) => crossValidation));

function mainTable(results: StudyResults): Table {
  const folded = hasFolds(results);
  const tested = results.datasets.map(({ name, testSamples }) =>
    testSamples === null ? name : `${name} (${count(testSamples)} test samples)`,
  );
  return build(
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

function comparisonTable(results: StudyResults): Table {
  const { reference, datasets } = results;
  const methods = datasets.flatMap((dataset) => dataset.methods);
  const label = methods.find(({ method }) => method === reference)?.label ?? reference;
  const folded = hasFolds(results);
  return build(
    results,
    {
      name: 'comparisons',
      caption: `Paired comparisons with ${label}, run by run.`,
      notes: [
        ...(folded
          ? [
              'Of folds, whose training samples overlap: seeds of a fold averaged, then the corrected resampled t test of Nadeau and Bengio (2003).',
            ]
          : []),
        `Interval: ${folded ? INTERVALS.folds : INTERVALS.seeds}. p: paired t test, two-sided; Holm: p adjusted over all methods of the data set; sign flips: exact permutation test. Effect: Cohen’s d of the differences, Hedges-corrected. Seeds: what it takes to find a difference of one point (α 0.05, power 0.8) at this spread.`,
      ],
    },
    [
      column('pairs', 'pairs', ({ versusReference: v }) => v?.pairs, count),
      column(
        'difference',
        'difference (points)',
        ({ versusReference: v }) => v?.difference,
        points,
      ),
      column(
        'difference_low',
        folded ? '95 % corrected t (points)' : '95 % t interval (points)',
        ({ versusReference: v }) => shown(v?.interval?.[0], () => interval(v!.interval, points)),
        points,
      ),
      fileOnly('difference_high', ({ versusReference: v }) => v?.interval?.[1]),
      column('p', 'p', ({ versusReference: v }) => v?.p, pValue),
      column('p_holm', 'Holm', ({ versusReference: v }) => v?.adjusted, pValue),
      column('p_sign_flips', 'sign flips', ({ versusReference: v }) => v?.permutation, pValue),
      column('effect_size', 'effect', ({ versusReference: v }) => v?.effectSize, decimals(2)),
      column(
        'seeds_for_one_point',
        'seeds',
        ({ versusReference: v }) => v?.seedsForOnePoint,
        count,
      ),
    ],
    ({ method }) => method !== reference,
  );
}

function connectionTable(results: StudyResults): Table {
  return build(
    results,
    {
      name: 'connections',
      caption: 'What the networks consist of, means over the seeds.',
      notes: [
        'Connections: recurrent ones of the motif layers, by type. Fixed: inhibitory weights, R and τ. Search memory: logits with their moments, edges of the supernet with weights, gradients and moments, and the candidates’ connections (24 bytes a logit, 24 an edge, 8 a connection).',
      ],
    },
    [
      {
        id: 'motif_sizes',
        head: 'motif sizes',
        cell: (row) => ({
          value: row.motifSizes.map((one) => one.join('+')).join(' '),
          text: motifSizes(row.motifSizes),
        }),
      },
      column('excitatory', TYPES.exc.label, ({ connections }) => connections?.exc, count),
      column('inhibitory', TYPES.inh.label, ({ connections }) => connections?.inh, count),
      column('absent', TYPES.none.label, ({ connections }) => connections?.none, count),
      column('recurrent', 'recurrent', ({ connections }) => connections?.recurrent, count),
      column('feedforward', 'feedforward', ({ connections }) => connections?.feedforward, count),
      column('trainable', 'trained', ({ parameters }) => parameters?.trainable, count),
      column('fixed', 'fixed', ({ parameters }) => parameters?.fixed, count),
      column('stored', 'stored', ({ parameters }) => parameters?.stored, count),
      column('search_logits', 'logits searched', ({ space }) => space?.logits, count),
      fileOnly('search_edges', ({ space }) => space?.edges),
      fileOnly('search_connections', ({ space }) => space?.connections),
      column('search_bytes', 'search memory', ({ space }) => space?.bytes, bytes),
    ],
  );
}

function operationTable(results: StudyResults, costs: OperationCosts): Table {
  const nanojoules = ({ operations }: MethodResults) =>
    operations && energy(operations, costs).total / 1000;
  return build(
    results,
    {
      name: 'operations',
      caption: 'Operations of one inference, means over the test samples and the seeds.',
      notes: [
        `AC: accumulations, MAC: multiply-accumulates. Energy: arithmetic alone at ${significant(costs.acPicojoule)} pJ an AC and ${significant(costs.macPicojoule)} pJ a MAC${isHorowitz(costs) ? ' (45 nm, Horowitz 2014)' : ''}. Divergence: of the hidden neurons’ firing rates from the exponential distribution.`,
      ],
    },
    [
      column('ac', 'AC', ({ operations }) => operations?.ac, count, 'lowest'),
      column('mac', 'MAC', ({ operations }) => operations?.mac, count, 'lowest'),
      column('energy_nanojoules', 'energy (nJ)', nanojoules, decimals(1), 'lowest'),
      column('spikes', 'spikes', ({ spikes }) => spikes, count, 'lowest'),
      column('divergence', 'divergence (nats)', ({ divergence }) => divergence, decimals(3)),
    ],
  );
}

function gapTable(results: StudyResults): Table {
  const columns = (cut: 'size' | 'types'): MethodColumn[] => {
    const of =
      (pick: (gap: GapResults) => number | null) =>
      ({ gaps }: MethodResults): number | null =>
        gaps && pick(gaps[cut]);
    const { label } = CUTS[cut];
    return [
      column(
        `${cut}_loss_before`,
        `cut ${label}: loss`,
        ({ gaps }) =>
          shown(gaps?.[cut].before, (before) => `${loss(before)} → ${loss(gaps![cut].after)}`),
        loss,
      ),
      fileOnly(
        `${cut}_loss_after`,
        of(({ after }) => after),
      ),
      column(
        `${cut}_gap_mean`,
        'gap',
        ({ gaps }) => shown(gaps?.[cut].mean, () => meanStd(gaps![cut], loss)),
        loss,
      ),
      fileOnly(
        `${cut}_gap_std`,
        of(({ std }) => std),
      ),
      column(
        `${cut}_accuracy_change`,
        'accuracy (points)',
        of(({ accuracy }) => accuracy.mean),
        points,
      ),
    ];
  };
  return build(
    results,
    {
      name: 'gaps',
      caption:
        'What the cuts of the supernet cost before any further training, on the validation half: loss before → after, their difference ± standard deviation, and the change in accuracy.',
      notes: [],
    },
    [...columns('size'), ...columns('types')],
    ({ gaps }) => gaps !== null,
  );
}

function searchTable(results: StudyResults): Table {
  const share = decimals(2);
  return build(
    results,
    {
      name: 'search',
      caption: 'What searching gains, and whether searches with different seeds find the same.',
      notes: [
        'Gain: (a − r) / r, r being the mean accuracy of random motifs. Pairs: of seeds, layer by layer; agreement and Cohen’s kappa are of pairs of the same motif size, position by position, kappa with what chance gives at 0. Types and inputs: likeness of the shares of the types and of the distributions of excitatory and inhibitory inputs over the neurons, 1 being the same. Neurons of a motif can be numbered in any order, which agreement sees and inputs do not. τ: Kendall’s, between the accuracy of sampled motifs with the weights of the supernet and after training by themselves.',
      ],
    },
    [
      column(
        'gain',
        'gain (%)',
        ({ gain }) => gain,
        (value) => signed(100 * value, decimals(2)),
      ),
      column('pairs', 'pairs', ({ similarity }) => similarity?.pairs, count),
      column('pairs_same_size', 'same size', ({ similarity }) => similarity?.sameSize, count),
      column('agreement', 'agreement', ({ similarity }) => similarity?.agreement, share),
      column('kappa', 'kappa', ({ similarity }) => similarity?.kappa, share),
      column('likeness_types', 'types', ({ similarity }) => similarity?.proportions, share),
      column('likeness_inputs', 'inputs', ({ similarity }) => similarity?.degrees, share),
      column('tau', 'τ', ({ ranking }) => ranking?.tau.mean, share),
      fileOnly('tau_std', ({ ranking }) => ranking?.tau.std),
      fileOnly('ranked', ({ ranking }) => ranking?.motifs),
    ],
    ({ gain, similarity, ranking }) => gain !== null || similarity !== null || ranking !== null,
  );
}
