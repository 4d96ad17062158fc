/** Conformance cases of reservoirs: a column's connections, its spikes, and what a readout sees of them. */
import {
  columnSize,
  connectionProbability,
  drawConnections,
  signedWeights,
} from '../../baselines/reservoir/column.ts';
import {
  type FeatureOptions,
  featureCount,
  spikeFeatures,
} from '../../baselines/reservoir/features.ts';
import { openLiquid } from '../../baselines/reservoir/liquid.ts';
import type { Engine, SpikeTrain } from '../../engine/engine.ts';
import { visitEdges } from '../../model/edges.ts';
import { spectralRadius } from '../../model/spectral-radius.ts';
import { type Comparison, compareFields, type FieldReport } from '../compare.ts';
import { Field, readSamples } from '../json.ts';

const PAIRS = ['EE', 'EI', 'IE', 'II'] as const;

function atLeast(field: Field, least: number): number {
  const value = field.number();
  if (value < least) field.refuse(`a number of at least ${least}`);
  return value;
}

function above0(field: Field): number {
  const value = field.number();
  if (!(value > 0)) field.refuse('a number above 0');
  return value;
}

function boolean(field: Field): boolean {
  if (typeof field.value !== 'boolean') field.refuse('true or false');
  return field.value as boolean;
}

function readColumn(field: Field) {
  const [a, b, c] = field
    .get('shape')
    .list(3)
    .map((entry) => entry.count()) as [number, number, number];
  const shape = [a, b, c] as const;
  const neurons = columnSize(shape);
  if (neurons > MOST_NEURONS) field.get('shape').refuse(`at most ${MOST_NEURONS} neurons`);
  const inhibitory = field.get('inhibitory').list(neurons).map(boolean);
  const connection = field.get('connection');
  connection.get('order').oneOf(['source then target']);
  const [EE, EI, IE, II] = PAIRS.map((pair) => atLeast(connection.get('C').get(pair), 0)) as [
    number,
    number,
    number,
    number,
  ];
  const probability = connectionProbability(shape, inhibitory, {
    pairs: { EE, EI, IE, II },
    lambda: above0(connection.get('lambda_')),
    self: boolean(connection.get('self')),
  });
  return { neurons, inhibitory, probability };
}

/** Every pair of neurons is looked at. */
const MOST_NEURONS = 4096;

/** [inputs][N]; a synapse that is listed twice has both weights. */
function readInputWeights(field: Field, inputs: number, neurons: number): Float64Array {
  const weights = new Float64Array(inputs * neurons);
  for (const { target, source, value, field: triple } of field.triples()) {
    if (target >= neurons || source >= inputs) triple.refuse('a neuron and an input of the case');
    weights[source * neurons + target]! += value;
  }
  return weights;
}

/** [samples] features of one kind. */
function features(
  trains: readonly SpikeTrain[],
  steps: readonly number[],
  neurons: number,
  options: FeatureOptions,
) {
  const rows = trains.map((train, b) => {
    const row = new Float64Array(featureCount(neurons, options));
    spikeFeatures(train, neurons, steps[b]!, options, row);
    return row;
  });
  return (to: Comparison, expected: Field) => {
    to.list(expected, rows.length).forEach((entry, b) => {
      to.states(entry, rows[b]!);
    });
  };
}

export async function checkReservoirCase(engine: Engine, field: Field): Promise<FieldReport[]> {
  const { neurons, inhibitory, probability } = readColumn(field);
  const draws = field.get('uniform_draws').matrix(neurons, neurons);
  const edges = drawConnections(neurons, probability, (target, source) => draws[target]![source]!);
  const inputs = field.get('inputs').count();
  const lists = field.get('input_spikes');
  const steps = field.get('steps').counts(lists.list().length);
  // Samples of a reservoir have no classes.
  const labels = lists.list().map(() => 0);
  const samples = readSamples(
    lists,
    new Field(labels, 'labels', field.file),
    field.get('steps'),
    inputs,
    1,
  );
  const tau = atLeast(field.get('tau_membrane'), 1);
  const recurrent = signedWeights(
    edges,
    inhibitory,
    atLeast(field.get('excitatory_weight'), 0),
    field.get('inhibitory_weight').number(),
  );
  const network = await openLiquid(engine, {
    inputs,
    neuron: {
      tauSynapse: atLeast(field.get('tau_syn'), 1),
      threshold: above0(field.get('threshold')),
    },
    edges,
    input: readInputWeights(field.get('input_weights'), inputs, neurons),
    recurrent,
    resistance: new Float64Array(neurons).fill(tau),
    tau: new Float64Array(neurons).fill(tau),
  });
  try {
    const trains: SpikeTrain[] = [];
    for (const sample of samples) trains.push((await network.record(sample)).spikes[0]!);
    const windows = field.get('windows').count();
    const traceTau = above0(field.get('tau_filter'));
    const of = (kind: FeatureOptions['kind'], parts: number) =>
      features(trains, steps, neurons, { kind, windows: parts, traceTau });
    const found: string[] = [];
    visitEdges(edges, (_, target, source) => found.push(`[${target}, ${source}]`));
    return compareFields(field.get('expected'), {
      probability: (to, expected) => {
        to.list(expected, neurons).forEach((row, target) => {
          to.states(
            row,
            Array.from({ length: neurons }, (_, source) => probability(target, source)),
          );
        });
      },
      connections: (to, expected) => to.pairs(expected, found),
      spikes: (to, expected) => {
        to.list(expected, trains.length).forEach((list, b) => {
          to.spikes(list, trains[b]!);
        });
      },
      features_rate: of('rate', 1),
      features_rate_windows: of('rate', windows),
      features_trace: of('trace', windows),
      // An iteration finds it to 1e-3.
      spectral_radius: (to, expected) =>
        to.note(
          expected.path,
          Math.abs(spectralRadius(edges, recurrent) - expected.number()),
          1e-2 * expected.number(),
        ),
    });
  } finally {
    network.dispose();
  }
}
