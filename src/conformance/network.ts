/** Conformance cases of kind `network`: any stack of feedforward, dense and motif layers. */
import type { EventSample } from '../data/events/sample.ts';
import type { BatchResult, Engine, EngineNetwork, Recording } from '../engine/engine.ts';
import { CONNECTION_TYPES } from '../model/connection-types.ts';
import {
  type Coupling,
  denseEdges,
  type EdgePattern,
  motifEdges,
  visitEdges,
} from '../model/edges.ts';
import { type LayerShape, segmentOf, weightLayout } from '../model/shape.ts';
import { type Comparison, compareFields, type FieldReport } from './compare.ts';
import { type Field, readSamples } from './json.ts';

/** A recurrent layer's pattern and numbers, as a case gives them. */
interface CaseRecurrence {
  readonly kind: 'dense' | 'motif';
  readonly edges: EdgePattern;
  readonly coupling: Coupling;
  /** w [E] */
  readonly weights: Float64Array;
}

interface CaseLayer {
  readonly shape: LayerShape;
  /** rows = target */
  readonly weights: Float64Array[];
  readonly resistance: Float64Array;
  readonly tau: Float64Array;
  readonly recurrence: CaseRecurrence | null;
}

function readDense(field: Field, neurons: number): CaseRecurrence {
  const rows = field.get('weights').matrix(neurons, neurons);
  const edges = denseEdges(neurons);
  const coupling = {
    gain: new Float64Array(neurons * neurons).fill(1),
    offset: new Float64Array(neurons * neurons),
  };
  const weights = new Float64Array(neurons * neurons);
  visitEdges(edges, (e, target, source) => {
    weights[e] = rows[target]![source]!;
  });
  return { kind: 'dense', edges, coupling, weights };
}

function readMotif(field: Field, neurons: number): CaseRecurrence {
  const size = field.get('motif_size').count();
  const types = (name: string, width: number) =>
    field
      .get('types')
      .get(name)
      .list(size)
      .map((row) => row.list(width).map((type) => type.oneOf(CONNECTION_TYPES)));
  const topology = { size, intra: types('intra', size), inter: types('inter', 2) };
  const inhibitory = field.get('inhibitory_weight').number();
  const grid = { neurons, size, boundary: 'open' } as const;
  const { edges, coupling } = motifEdges(grid, topology, inhibitory);
  const weights = readEdgeWeights(field.get('excitatory_weights'), edges, coupling.gain);
  return { kind: 'motif', edges, coupling, weights };
}

/** Triples to [E]: exactly the edges with a gain above 0 must be given. */
export function readEdgeWeights(
  field: Field,
  edges: EdgePattern,
  gain: Float64Array,
): Float64Array {
  const given = new Map(
    field.triples().map((triple) => [`${triple.target},${triple.source}`, triple]),
  );
  const weights = new Float64Array(gain.length);
  visitEdges(edges, (e, target, source) => {
    if (gain[e] === 0) return;
    const key = `${target},${source}`;
    weights[e] = given.get(key)?.value ?? field.refuse(`a weight from ${source} to ${target}`);
    given.delete(key);
  });
  for (const { field: extra } of given.values()) extra.refuse('an excitatory connection');
  return weights;
}

function readRecurrence(field: Field, neurons: number): CaseRecurrence | null {
  if (field.isMissing) return null;
  const kind = field.get('kind').oneOf(['dense', 'motif']);
  switch (kind) {
    case 'dense':
      return readDense(field, neurons);
    case 'motif':
      return readMotif(field, neurons);
    default:
      return kind satisfies never;
  }
}

function readLayer(field: Field, neurons: number, inputs: number): CaseLayer {
  const recurrence = readRecurrence(field.get('recurrent'), neurons);
  return {
    shape: { neurons, inputs, edges: recurrence?.edges ?? null },
    weights: field.get('weights').matrix(neurons, inputs),
    resistance: field.get('R').numberOrNumbers(neurons),
    tau: field.get('tau').numberOrNumbers(neurons),
    recurrence,
  };
}

/** Rows = target, as in the case files, from the engine's [inputs][neurons]. */
export function targetMajor(
  network: EngineNetwork,
  layer: number,
  vector: ArrayLike<number>,
): Float64Array {
  const { neurons, inputs } = network.shape.layers[layer]!;
  const segment = segmentOf(network.layout, layer, 'feedforward')!;
  return Float64Array.from({ length: neurons * inputs }, (_, k) => {
    const target = Math.floor(k / inputs);
    const source = k % inputs;
    return vector[segment.offset + source * neurons + target]!;
  });
}

/** Writes a [neurons][inputs] matrix and the recurrent weights of a layer into θ. */
export function writeLayerWeights(
  network: EngineNetwork,
  layer: number,
  rows: readonly Float64Array[],
  recurrent: Float64Array | null,
): void {
  const { neurons, inputs } = network.shape.layers[layer]!;
  for (const { kind, offset, layer: owner } of network.layout.segments) {
    if (owner !== layer) continue;
    if (kind === 'recurrent') network.weights.set(recurrent!, offset);
    if (kind === 'feedforward') {
      for (let j = 0; j < inputs; j++) {
        for (let i = 0; i < neurons; i++) network.weights[offset + j * neurons + i] = rows[i]![j]!;
      }
    }
  }
}

async function buildNetwork(
  engine: Engine,
  field: Field,
  layers: readonly CaseLayer[],
): Promise<EngineNetwork> {
  const shapes = layers.map(({ shape }) => shape);
  const network = await engine.createNetwork(
    {
      inputs: shapes[0]!.inputs,
      layers: shapes,
      tauSynapse: field.get('tau_syn').number(),
      threshold: field.get('threshold').number(),
    },
    weightLayout(
      shapes,
      layers.map(({ recurrence }) => recurrence?.kind === 'motif'),
    ),
  );
  layers.forEach(({ weights, resistance, tau, recurrence }, l) => {
    writeLayerWeights(network, l, weights, recurrence?.weights ?? null);
    network.neurons(l).resistance.set(resistance);
    network.neurons(l).tau.set(tau);
    if (recurrence) network.setCoupling(l, recurrence.coupling);
  });
  return network;
}

function readLayers(field: Field): CaseLayer[] {
  const classes = field.get('classes').count();
  let below = field.get('inputs').count();
  const layers = field
    .get('hidden')
    .list()
    .map((hidden) => {
      const layer = readLayer(hidden, hidden.get('n').count(), below);
      below = layer.shape.neurons;
      return layer;
    });
  return [...layers, readLayer(field.get('output'), classes, below)];
}

/** `grad_recurrent` has an entry for every hidden layer, or only for those that are recurrent. */
function recurrentGradients(
  to: Comparison,
  expected: Field,
  layers: readonly CaseLayer[],
  network: EngineNetwork,
): void {
  const hidden = layers.slice(0, -1).map((layer, l) => ({ ...layer, l }));
  const recurrent = hidden.filter(({ recurrence }) => recurrence);
  const given = expected.list();
  const owners = given.length === recurrent.length ? recurrent : hidden;
  to.list(expected, owners.length).forEach((entry, k) => {
    const { recurrence, l } = owners[k]!;
    if (!recurrence) {
      if (!entry.isMissing && entry.list().length > 0) {
        to.mismatch(entry.path, 'this layer has no recurrent connections');
      }
      return;
    }
    const { kind, edges, coupling } = recurrence;
    const { offset, length } = segmentOf(network.layout, l, 'recurrent')!;
    const actual = network.gradient.subarray(offset, offset + length);
    if (kind === 'dense') to.gradientMatrix(entry, edges.neurons, edges.neurons, actual);
    else to.edgeGradient(entry, edges, (e) => coupling.gain[e] !== 0, actual);
  });
}

function compare(
  expected: Field,
  layers: readonly CaseLayer[],
  network: EngineNetwork,
  result: BatchResult,
  recordings: readonly Recording[],
): FieldReport[] {
  const output = layers.length - 1;
  const trains = (to: Comparison, lists: Field, l: number) =>
    to.list(lists, recordings.length).forEach((list, b) => {
      to.spikes(list, recordings[b]!.spikes[l]!);
    });
  const weights = (to: Comparison, matrix: Field, l: number) => {
    const { neurons, inputs } = layers[l]!.shape;
    to.gradientMatrix(matrix, neurons, inputs, targetMajor(network, l, network.gradient));
  };
  return compareFields(expected, {
    loss: (to, field) => to.state(field, result.loss),
    scores: (to, field) =>
      to.list(field, result.scores.length).forEach((row, b) => {
        to.states(row, result.scores[b]!);
      }),
    hidden_spikes: (to, field) =>
      to.list(field, output).forEach((lists, l) => {
        trains(to, lists, l);
      }),
    output_spikes: (to, field) => trains(to, field, output),
    grad_output_weights: (to, field) => weights(to, field, output),
    grad_hidden_weights: (to, field) =>
      to.list(field, output).forEach((matrix, l) => {
        weights(to, matrix, l);
      }),
    grad_recurrent: (to, field) => recurrentGradients(to, field, layers, network),
  });
}

export async function checkNetworkCase(engine: Engine, field: Field): Promise<FieldReport[]> {
  const layers = readLayers(field);
  const samples: EventSample[] = readSamples(
    field.get('input_spikes'),
    field.get('labels'),
    field.get('steps'),
    layers[0]!.shape.inputs,
    layers.at(-1)!.shape.neurons,
  );
  const network = await buildNetwork(engine, field, layers);
  try {
    const result = await network.gradients(samples);
    const recordings: Recording[] = [];
    for (const sample of samples) recordings.push(await network.record(sample));
    return compare(field.get('expected'), layers, network, result, recordings);
  } finally {
    network.dispose();
  }
}
