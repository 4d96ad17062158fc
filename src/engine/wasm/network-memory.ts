/** Memory of a whole network: vectors, layers, threads, and the record that ties them together. */

import type { Kernels } from '../../kernels/kernels.ts';
import {
  ADAM_FIELDS,
  CONSTANT_FIELDS,
  type LayerRecord,
  NETWORK_FIELDS,
  type NetworkRecord,
  SHARE_FIELDS,
  writeRecord,
} from '../../kernels/records.ts';
import type { NetworkShape, WeightLayout, WeightSegment } from '../../model/shape.ts';
import type { Arena } from './arena.ts';
import type { BatchMemory } from './batch-memory.ts';
import { type LayerMemory, padded, placeLayer, placeThreads } from './layer-memory.ts';

export interface NetworkMemory {
  /** [P] each, padded. */
  readonly weights: number;
  readonly gradient: number;
  readonly firstMoment: number;
  readonly secondMoment: number;
  readonly layers: readonly LayerMemory[];
  readonly constants: number;
  readonly factors: number;
  /** Address of all threads' layer records, the host's first, and the fields of the host's. */
  readonly host: { address: number; records: LayerRecord[] };
  /** Address of the kernels' network record. */
  readonly record: number;
  /** Shares of the gradient sums, and how many. */
  readonly shares: number;
  readonly shareCount: number;
}

/** All that the parts of a network work on together. */
export interface NetworkParts {
  readonly shape: NetworkShape;
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly memory: NetworkMemory;
  readonly batch: BatchMemory;
}

export function segmentOf(
  layout: WeightLayout,
  layer: number,
  kind: WeightSegment['kind'],
): WeightSegment {
  return layout.segments.find((segment) => segment.layer === layer && segment.kind === kind)!;
}

/** Weights whose gradients one share sums, about. */
const SHARE_WEIGHTS = 16384;

/** Cuts the gradient sums of all layers into shares of whole sources. */
function placeShares(arena: Arena, shape: NetworkShape): { shares: number; shareCount: number } {
  const list: Record<(typeof SHARE_FIELDS)[number], number>[] = [];
  const cut = (layer: number, recurrent: 0 | 1, sources: number, width: number) => {
    const rows = Math.max(1, Math.ceil(SHARE_WEIGHTS / width));
    for (let from = 0; from < sources; from += rows) {
      list.push({ layer, recurrent, from, to: Math.min(from + rows, sources) });
    }
  };
  shape.layers.forEach(({ inputs, neurons, edges }, l) => {
    cut(l, 0, inputs, neurons);
    if (edges) cut(l, 1, neurons, Math.max(1, Math.ceil(edges.sources.length / neurons)));
  });
  const width = SHARE_FIELDS.length;
  const shares = arena.take(list.length * width);
  list.forEach((share, k) => {
    writeRecord(arena.words(shares + 4 * k * width, width), SHARE_FIELDS, share);
  });
  return { shares, shareCount: list.length };
}

/** Reserves everything that lasts as long as the network. */
export function placeNetwork(
  arena: Arena,
  shape: NetworkShape,
  layout: WeightLayout,
  threads: number,
): NetworkMemory {
  // Kernels read whole vectors, and up to one vector past the end of a weight row.
  const vector = () => arena.take(padded(layout.length) + 16);
  const weights = vector();
  const gradient = vector();
  const layers = shape.layers.map((layer, l) =>
    placeLayer(
      arena,
      layer,
      weights + 4 * segmentOf(layout, l, 'feedforward').offset,
      shape.layers[l + 1]?.neurons ?? null,
    ),
  );
  const host = placeThreads(arena, layers, threads);
  const constants = arena.take(CONSTANT_FIELDS.length);
  writeRecord(arena.floats(constants, CONSTANT_FIELDS.length), CONSTANT_FIELDS, {
    decay: 1 - 1 / shape.tauSynapse,
    synapseGain: 1 / shape.tauSynapse,
    threshold: shape.threshold,
    quietLevel: 1 / (4 * shape.tauSynapse),
  });
  const table = (values: number[]): number => {
    const address = arena.take(values.length);
    arena.words(address, values.length).set(values);
    return address;
  };
  const record = arena.take(NETWORK_FIELDS.length + 1);
  const fields: NetworkRecord = {
    constants,
    layers: layers.length,
    inputs: shape.inputs,
    layerRecords: host.address,
    feedforwardGradients: table(
      layers.map((_, l) => gradient + 4 * segmentOf(layout, l, 'feedforward').offset),
    ),
    recurrentGradients: table(layers.map(({ recurrence }) => recurrence?.chunkGradient ?? 0)),
    // Entered by the batch memory and by each pass.
    rows: 0,
    slots: 0,
    samples: 0,
    targets: 0,
    plasticity: 0,
    adapting: 0,
    adaptingCount: 0,
    first: 0,
    count: 0,
    training: 0,
  };
  writeRecord(arena.words(record, NETWORK_FIELDS.length), NETWORK_FIELDS, fields);
  return {
    weights,
    gradient,
    firstMoment: vector(),
    secondMoment: vector(),
    layers,
    constants,
    factors: arena.take(ADAM_FIELDS.length),
    host,
    record,
    ...placeShares(arena, shape),
  };
}

/** Changes some fields of the network record. */
export function updateNetwork(arena: Arena, record: number, fields: Partial<NetworkRecord>): void {
  const words = arena.words(record, NETWORK_FIELDS.length);
  for (const [name, value] of Object.entries(fields)) {
    words[NETWORK_FIELDS.indexOf(name as keyof NetworkRecord)] = value;
  }
}

/** 1 over the batch size, the record's one float. */
export function setScale(arena: Arena, record: number, scale: number): void {
  arena.floats(record + 4 * NETWORK_FIELDS.length, 1)[0] = scale;
}
