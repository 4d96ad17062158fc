/** Conformance cases of kind `stbp`: feedforward networks with a bias and a surrogate gradient. */
import type { EventSample } from '../../data/events/sample.ts';
import type { BatchResult, Engine, EngineNetwork, Recording } from '../../engine/engine.ts';
import { segmentOf, weightLayout } from '../../model/shape.ts';
import { compareFields, type FieldReport } from '../compare.ts';
import { type Field, readSamples } from '../json.ts';
import { targetMajor, writeLayerWeights } from '../network.ts';

interface CaseLayer {
  readonly neurons: number;
  readonly inputs: number;
  /** rows = target */
  readonly weights: Float64Array[];
  readonly bias: Float64Array;
}

/** Layers of any number of neurons, the last with one for each class. */
function readLayers(field: Field): CaseLayer[] {
  const classes = field.get('classes').count();
  let inputs = field.get('inputs').count();
  const fields = field.get('layers').list();
  if (fields.length === 0) field.get('layers').refuse('at least one layer');
  return fields.map((layer, l) => {
    const rows = layer.get('weights').list();
    const neurons = l === fields.length - 1 ? classes : rows.length;
    const weights = layer.get('weights').matrix(neurons, inputs);
    inputs = neurons;
    const bias = layer.get('bias').numbers(neurons);
    return { neurons, inputs: weights[0]?.length ?? 0, weights, bias };
  });
}

async function buildNetwork(
  engine: Engine,
  field: Field,
  layers: readonly CaseLayer[],
): Promise<EngineNetwork> {
  const decay = field.get('decay').number();
  if (decay < 0 || decay >= 1) field.get('decay').refuse('a decay of at least 0 and below 1');
  const surrogate = field.get('surrogate');
  surrogate.get('kind').oneOf(['rectangular']);
  const shapes = layers.map(({ neurons, inputs }) => ({ neurons, inputs, edges: null }));
  const threshold = field.get('threshold').number();
  const network = await engine.createNetwork(
    { inputs: shapes[0]!.inputs, layers: shapes, tauSynapse: 1, threshold, bias: 'trained' },
    weightLayout(shapes, [], true),
    { kind: 'rate-mse' },
    { kind: 'stbp', halfWidth: surrogate.get('half_width').number() },
  );
  layers.forEach(({ weights, bias }, l) => {
    writeLayerWeights(network, l, weights, null);
    network.neurons(l).bias!.set(bias);
    network.neurons(l).resistance.fill(1 / (1 - decay));
    network.neurons(l).tau.fill(1 / (1 - decay));
  });
  return network;
}

/** [T][N] the potential of a layer's neurons before reset. */
function potentials(network: EngineNetwork, sample: EventSample, layer: number): Float64Array[] {
  const { resistance, tau } = network.neurons(layer);
  let state = network.initialState();
  return Array.from({ length: sample.steps }, (_, t) => {
    const before = state.layers[layer]!.potential;
    const events = sample.channels.subarray(sample.offsets[t]!, sample.offsets[t + 1]!);
    state = network.step(state, events);
    return Float64Array.from(
      state.layers[layer]!.current,
      (current, i) => before[i]! + (resistance[i]! * current - before[i]!) / tau[i]!,
    );
  });
}

function compare(
  expected: Field,
  network: EngineNetwork,
  samples: readonly EventSample[],
  result: BatchResult,
  recordings: readonly Recording[],
): FieldReport[] {
  const { layers } = network.shape;
  return compareFields(expected, {
    loss: (to, field) => to.state(field, result.loss),
    losses: (to, field) => to.states(field, result.losses),
    scores: (to, field) =>
      to.list(field, samples.length).forEach((row, b) => {
        const { steps } = samples[b]!;
        to.states(
          row,
          result.scores[b]!.map((score) => score / steps),
        );
      }),
    spikes: (to, field) =>
      to.list(field, layers.length).forEach((lists, l) => {
        to.list(lists, samples.length).forEach((list, b) => {
          to.spikes(list, recordings[b]!.spikes[l]!);
        });
      }),
    potentials_hidden_first_sample: (to, field) => {
      const rows = potentials(network, samples[0]!, 0);
      to.list(field, rows.length).forEach((row, t) => {
        to.states(row, rows[t]!);
      });
    },
    grad_weights: (to, field) =>
      to.list(field, layers.length).forEach((matrix, l) => {
        const { neurons, inputs } = layers[l]!;
        to.gradientMatrix(matrix, neurons, inputs, targetMajor(network, l, network.gradient));
      }),
    grad_bias: (to, field) =>
      to.list(field, layers.length).forEach((row, l) => {
        const { offset, length } = segmentOf(network.layout, l, 'bias')!;
        to.gradient(row, network.gradient.subarray(offset, offset + length));
      }),
  });
}

export async function checkStbpCase(engine: Engine, field: Field): Promise<FieldReport[]> {
  const layers = readLayers(field);
  const samples = readSamples(
    field.get('input_spikes'),
    field.get('labels'),
    field.get('steps'),
    layers[0]!.inputs,
    layers.at(-1)!.neurons,
  );
  const network = await buildNetwork(engine, field, layers);
  try {
    const result = await network.gradients(samples);
    const recordings: Recording[] = [];
    for (const sample of samples) recordings.push(await network.record(sample));
    return compare(field.get('expected'), network, samples, result, recordings);
  } finally {
    network.dispose();
  }
}
