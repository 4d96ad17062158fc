/** The tables of a study: one row per data set and method. Nothing here depends on a clock. */
import { energy } from '../../analysis/energy.ts';
import type { CsvCell } from '../../view/csv.ts';
import {
  bytes,
  count,
  decimals,
  fixed,
  interval,
  loss,
  MISSING,
  meanStd,
  motifSizes,
  percentNumber,
  points,
  pValue,
  signed,
} from '../../view/format.ts';
import { CUTS, TYPES } from '../../view/names.ts';
import type { GapResults, MethodResults, StudyResults } from '../results.ts';
import { foldTable } from './fold-table.ts';
import { frontTable } from './front-table.ts';
import { landscapeTable } from './landscape-table.ts';
import type { Table } from './table.ts';

/** A column: what the CSV file holds, and what readers see; null for figures that only the file has. */
interface Column {
  readonly csv: readonly [head: string, value: (row: MethodResults) => CsvCell];
  readonly shown: readonly [head: string, text: (row: MethodResults) => string] | null;
}

/** All tables, most important first. */
export function studyTables(results: StudyResults): Table[] {
  const front = frontTable(results);
  const folds = foldTable(results);
  const landscape = landscapeTable(results);
  return [
    mainTable(results),
    ...(folds ? [folds] : []),
    comparisonTable(results),
    connectionTable(results),
    operationTable(results),
    gapTable(results),
    searchTable(results),
    ...(front ? [front] : []),
    ...(landscape === null ? [] : [landscape]),
  ];
}

function build(
  { datasets }: StudyResults,
  { name, title, notes }: Pick<Table, 'name' | 'title' | 'notes'>,
  columns: readonly Column[],
  include: (row: MethodResults) => boolean = () => true,
): Table {
  const rows = datasets.flatMap(({ name: dataset, methods }) =>
    methods.filter(include).map((row) => ({ dataset, row })),
  );
  const several = datasets.length > 1;
  const visible = columns.flatMap(({ shown }) => (shown === null ? [] : [shown]));
  return {
    name,
    title,
    notes,
    csv: {
      head: ['dataset', 'method', ...columns.map(({ csv }) => csv[0])],
      rows: rows.map(({ dataset, row }) => [
        dataset,
        row.method,
        ...columns.map(({ csv }) => csv[1](row)),
      ]),
    },
    shown: {
      labels: several ? 2 : 1,
      head: [...(several ? ['data set'] : []), 'method', ...visible.map(([head]) => head)],
      rows: rows.map(({ dataset, row }) => [
        ...(several ? [dataset] : []),
        row.label,
        ...visible.map(([, text]) => text(row)),
      ]),
    },
  };
}

/** A column that shows readers the same figure as the file holds. */
const column = <Value extends CsvCell>(
  csvHead: string,
  shownHead: string,
  value: (row: MethodResults) => Value,
  show: (value: Value) => string,
): Column => ({
  csv: [csvHead, value],
  shown: [shownHead, (row) => show(value(row))],
});

const fileOnly = (head: string, value: (row: MethodResults) => CsvCell): Column => ({
  csv: [head, value],
  shown: null,
});

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
      title: `Test accuracy on ${tested.join(', ')}: mean ± standard deviation over the ${folded ? 'folds and seeds' : 'seeds'}, in percent.`,
      notes: [
        `Interval: 95 % ${folded ? 'interval of the mean by the corrected resampled t, because the training samples of folds overlap' : 'bootstrap interval of the mean; too narrow with few seeds'}. Passes: gradient passes of a sample; a search spends its own before the training that all methods have.`,
        ...failureNotes(results),
      ],
    },
    [
      fileOnly('label', ({ label }) => label),
      column('n', 'n', ({ seeds }) => seeds.length, String),
      fileOnly('failed', ({ failed }) => failed.length),
      fileOnly('missing', ({ missing }) => missing.length),
      {
        csv: ['accuracy_mean', ({ accuracy }) => accuracy?.mean],
        shown: ['accuracy', ({ accuracy }) => (accuracy ? meanStd(accuracy) : MISSING)],
      },
      fileOnly('accuracy_std', ({ accuracy }) => accuracy?.std),
      {
        csv: ['accuracy_low', ({ accuracy }) => accuracy?.interval?.[0] ?? null],
        shown: ['interval', ({ accuracy }) => interval(accuracy?.interval)],
      },
      fileOnly('accuracy_high', ({ accuracy }) => accuracy?.interval?.[1] ?? null),
      ...balancedColumns(results),
      column('accuracy_best', 'best', ({ accuracy }) => accuracy?.best, percentNumber),
      fileOnly('accuracies', ({ accuracy }) => accuracy?.values.join(' ')),
      column('trainable', 'trained weights', ({ parameters }) => parameters?.trainable, count),
      column('search_passes', 'search passes', ({ passes }) => passes?.search, count),
      column('training_passes', 'training passes', ({ passes }) => passes?.training, count),
    ],
  );
}

/** Where the classes of a test are uneven. */
function balancedColumns({ datasets }: StudyResults): Column[] {
  const some = datasets.some(({ methods }) => methods.some((row) => row.balancedAccuracy));
  if (!some) return [];
  return [
    {
      csv: ['balanced_mean', ({ balancedAccuracy }) => balancedAccuracy?.mean],
      shown: ['balanced', ({ balancedAccuracy: b }) => (b ? meanStd(b) : MISSING)],
    },
    fileOnly('balanced_std', ({ balancedAccuracy }) => balancedAccuracy?.std),
  ];
}

function comparisonTable(results: StudyResults): Table {
  const { reference, datasets } = results;
  const methods = datasets.flatMap((dataset) => dataset.methods);
  const label = methods.find(({ method }) => method === reference)?.label ?? reference;
  return build(
    results,
    {
      name: 'comparisons',
      title: `Paired comparisons with ${label}: difference in percentage points, run by run.`,
      notes: [
        ...(hasFolds(results)
          ? [
              'Of folds, whose training samples overlap: seeds of a fold averaged, then the corrected resampled t test of Nadeau and Bengio (2003).',
            ]
          : []),
        'p: paired t test, two-sided; Holm: p adjusted over all methods of the data set; sign flips: exact permutation test. Effect: Cohen’s d of the differences, Hedges-corrected. Seeds: what it takes to find a difference of one point (α 0.05, power 0.8) at this spread.',
      ],
    },
    [
      column('pairs', 'pairs', ({ versusReference: v }) => v?.pairs, count),
      column('difference', 'difference', ({ versusReference: v }) => v?.difference, points),
      {
        csv: ['difference_low', ({ versusReference: v }) => v?.interval?.[0]],
        shown: [
          '95 % interval',
          ({ versusReference }) => interval(versusReference?.interval, points),
        ],
      },
      fileOnly('difference_high', ({ versusReference: v }) => v?.interval?.[1]),
      column('p', 'p', ({ versusReference: v }) => v?.p, pValue),
      column('p_holm', 'Holm', ({ versusReference: v }) => v?.adjusted, pValue),
      column('p_sign_flips', 'sign flips', ({ versusReference: v }) => v?.permutation, pValue),
      column(
        'effect_size',
        'effect',
        ({ versusReference: v }) => v?.effectSize,
        (value) => fixed(value, 2),
      ),
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
      title: 'What the networks consist of, means over the seeds.',
      notes: [
        'Connections: recurrent ones of the motif layers, by type. Fixed: inhibitory weights, R and τ. Search memory: logits with their moments, edges of the supernet with weights, gradients and moments, and the candidates’ connections (24 bytes a logit, 24 an edge, 8 a connection).',
      ],
    },
    [
      {
        csv: ['motif_sizes', (row) => row.motifSizes.map((one) => one.join('+')).join(' ')],
        shown: ['motif size', (row) => motifSizes(row.motifSizes)],
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

function operationTable(results: StudyResults): Table {
  const nanojoules = ({ operations }: MethodResults) =>
    operations && energy(operations).total / 1000;
  return build(
    results,
    {
      name: 'operations',
      title: 'Operations of one inference, means over the test samples and the seeds.',
      notes: [
        'AC: accumulations, MAC: multiply-accumulates. Energy: arithmetic alone at 0.9 pJ an AC and 4.6 pJ a MAC (45 nm, Horowitz 2014). Divergence: of the hidden neurons’ firing rates from the exponential distribution, in nats.',
      ],
    },
    [
      column('ac', 'AC', ({ operations }) => operations?.ac, count),
      column('mac', 'MAC', ({ operations }) => operations?.mac, count),
      column('energy_nanojoules', 'energy (nJ)', nanojoules, (value) => fixed(value, 1)),
      column('spikes', 'spikes', ({ spikes }) => spikes, count),
      column(
        'divergence',
        'divergence',
        ({ divergence }) => divergence,
        (value) => fixed(value, 3),
      ),
    ],
  );
}

function gapTable(results: StudyResults): Table {
  const columns = (cut: 'size' | 'types'): Column[] => {
    const of =
      (pick: (gap: GapResults) => number | null) =>
      ({ gaps }: MethodResults): number | null =>
        gaps && pick(gaps[cut]);
    return [
      {
        csv: [`${cut}_loss_before`, of(({ before }) => before)],
        shown: [
          `cut ${CUTS[cut].label}: loss`,
          ({ gaps }) => (gaps ? `${loss(gaps[cut].before)} → ${loss(gaps[cut].after)}` : MISSING),
        ],
      },
      fileOnly(
        `${cut}_loss_after`,
        of(({ after }) => after),
      ),
      {
        csv: [`${cut}_gap_mean`, of(({ mean }) => mean)],
        shown: ['gap', ({ gaps }) => (gaps ? meanStd(gaps[cut], loss) : MISSING)],
      },
      fileOnly(
        `${cut}_gap_std`,
        of(({ std }) => std),
      ),
      {
        csv: [`${cut}_accuracy_change`, of(({ accuracy }) => accuracy.mean)],
        shown: ['accuracy', ({ gaps }) => points(gaps?.[cut].accuracy.mean)],
      },
    ];
  };
  return build(
    results,
    {
      name: 'gaps',
      title:
        'What the cuts of the supernet cost before any further training, on the validation half: loss before → after, their difference ± standard deviation, and the change in accuracy in points.',
      notes: [],
    },
    [...columns('size'), ...columns('types')],
    ({ gaps }) => gaps !== null,
  );
}

function searchTable(results: StudyResults): Table {
  const share = (value: number | null | undefined) => fixed(value, 2);
  return build(
    results,
    {
      name: 'search',
      title: 'What searching gains, and whether searches with different seeds find the same.',
      notes: [
        'Gain: (a − r) / r in percent, r being the mean accuracy of random motifs. Pairs: of seeds, layer by layer; agreement and Cohen’s kappa are of pairs of the same motif size, position by position, kappa with what chance gives at 0. Types and inputs: likeness of the shares of the types and of the distributions of excitatory and inhibitory inputs over the neurons, 1 being the same. Neurons of a motif can be numbered in any order, which agreement sees and inputs do not. τ: Kendall’s, between the accuracy of sampled motifs with the weights of the supernet and after training by themselves.',
      ],
    },
    [
      column(
        'gain',
        'gain (%)',
        ({ gain }) => gain,
        (value) => signed(value === null ? null : 100 * value, decimals(2)),
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
