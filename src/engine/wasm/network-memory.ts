/** Memory of a whole network: vectors, layers, threads, and the record that ties them together. */

import type { Kernels } from '../../kernels/kernels.ts';
import {
  ADAM_FIELDS,
  type LayerRecord,
  NETWORK_FACTORS,
  NETWORK_FIELDS,
  type NetworkRecord,
  SHARE_FIELDS,
  writeRecord,
} from '../../kernels/records.ts';
import type { NetworkShape, WeightLayout, WeightSegment } from '../../model/shape.ts';
import type { Arena } from './arena.ts';
import type { BatchMemory } from './batch-memory.ts';
import {
  blockCount,
  type LayerMemory,
  padded,
  placeConstants,
  placeLayer,
  placeThreads,
} from './layer-memory.ts';

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

/** Cuts the work on the weights of all layers into shares. */
function placeShares(arena: Arena, shape: NetworkShape): { shares: number; shareCount: number } {
  const list: Record<(typeof SHARE_FIELDS)[number], number>[] = [];
  shape.layers.forEach(({ neurons }, layer) => {
    for (let block = 0; block < blockCount(neurons); block++) list.push({ layer, block });
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
  const vector = () => arena.take(padded(layout.length));
  const weights = vector();
  const gradient = vector();
  const layers = shape.layers.map((layer, l) =>
    placeLayer(arena, layer, shape.layers[l + 1]?.neurons ?? null),
  );
  const feedforward = (base: number): number[] =>
    layers.map((_, l) => base + 4 * segmentOf(layout, l, 'feedforward').offset);
  const host = placeThreads(arena, layers, threads);
  const constants = placeConstants(arena, shape);
  const table = (values: number[]): number => {
    const address = arena.take(values.length);
    arena.words(address, values.length).set(values);
    return address;
  };
  const record = arena.take(NETWORK_FIELDS.length + NETWORK_FACTORS.length);
  const fields: NetworkRecord = {
    constants,
    layers: layers.length,
    inputs: shape.inputs,
    layerRecords: host.address,
    feedforwardWeights: table(feedforward(weights)),
    feedforwardGradients: table(feedforward(gradient)),
    gradientBlocks: table(layers.map(({ gradientBlocks }) => gradientBlocks)),
    recurrentGradients: table(layers.map(({ recurrence }) => recurrence?.chunkGradient ?? 0)),
    // Entered by the batch memory and by each pass.
    columns: 0,
    slots: 0,
    samples: 0,
    targets: 0,
    plasticity: 0,
    adapting: 0,
    adaptingCount: 0,
    first: 0,
    count: 0,
    final: 0,
    training: 0,
    driven: 0,
    crossEntropy: 0,
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

/** Sets the record's floats. */
export function setFactors(
  arena: Arena,
  record: number,
  factors: Record<(typeof NETWORK_FACTORS)[number], number>,
): void {
  const floats = arena.floats(record + 4 * NETWORK_FIELDS.length, NETWORK_FACTORS.length);
  writeRecord(floats, NETWORK_FACTORS, factors);
}
