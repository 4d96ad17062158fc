/** Draws the network that a seed starts with: its column, and weights of either sign. */
import { Random } from '../../core/random.ts';
import {
  type ColumnShape,
  columnSize,
  connectionProbability,
  drawConnections,
  drawTypes,
  MAASS_PAIRS,
} from '../reservoir/column.ts';
import type { StRsbpArchitecture } from './architecture.ts';
import { type StRsbpSettings, spikeTrainNeuron } from './settings.ts';
import { type Column, type SpikeTrainShape, weightCount } from './shape.ts';

/** Neurons in the order of their place along the longest axis, since connections are short. @returns [N] */
function placesAlong(shape: ColumnShape): Uint32Array {
  const [, b, c] = shape;
  const axis = shape.indexOf(Math.max(...shape));
  const along = (i: number) => [Math.floor(i / (b * c)), Math.floor(i / c) % b, i % c][axis]!;
  const order = Array.from({ length: columnSize(shape) }, (_, i) => i);
  order.sort((i, j) => along(i) - along(j) || i - j);
  const places = new Uint32Array(order.length);
  order.forEach((neuron, place) => {
    places[neuron] = place;
  });
  return places;
}

/** Types of neurons set how likely they connect, and no sign of a weight. */
function drawColumn(
  { shape, inhibitoryShare, density, lambda }: StRsbpSettings,
  seed: number,
): Column {
  const neurons = columnSize(shape);
  const inhibitory = drawTypes(neurons, inhibitoryShare, new Random(seed, 'st-rsbp/types'));
  const { EE, EI, IE, II } = MAASS_PAIRS;
  const pairs = { EE: density * EE, EI: density * EI, IE: density * IE, II: density * II };
  const connectivity = { pairs, lambda, self: true };
  const probability = connectionProbability(shape, inhibitory, connectivity);
  const random = new Random(seed, 'st-rsbp/connections');
  const edges = drawConnections(neurons, probability, () => random.uniform());
  return { edges, places: placesAlong(shape) };
}

export function drawShape(
  settings: StRsbpSettings,
  inputs: number,
  outputs: number,
  stepMs: number,
  seed: number,
): SpikeTrainShape {
  const { before, after, shape, firstThreshold, threshold, outputThreshold } = settings;
  const { desired, undesired, margin, duration } = settings;
  const column = drawColumn(settings, seed);
  const recurrent = column.edges.sources.length;
  const layers = [
    ...before.map((neurons) => ({ neurons, recurrent: null })),
    { neurons: columnSize(shape), recurrent },
    ...after.map((neurons) => ({ neurons, recurrent: null })),
  ];
  const architecture: StRsbpArchitecture = {
    system: 'st-rsbp',
    ...{ inputs, outputs },
    ...spikeTrainNeuron(settings),
    hidden: layers.map((layer, l) => ({
      ...layer,
      threshold: l === 0 ? firstThreshold : threshold,
    })),
    outputThreshold,
    counts: { desired, undesired, margin, steps: duration / stepMs },
  };
  const columns = [...layers, { recurrent: null }].map((layer) =>
    layer.recurrent === null ? null : column,
  );
  return { architecture, columns };
}

/** Uniform within ± `initialWeight`, recurrent ones as well. */
export function drawWeights(
  { architecture }: SpikeTrainShape,
  { initialWeight }: StRsbpSettings,
  seed: number,
): Float64Array {
  const random = new Random(seed, 'st-rsbp/weights');
  const weights = new Float64Array(weightCount(architecture));
  return weights.map(() => initialWeight * (2 * random.uniform() - 1));
}
