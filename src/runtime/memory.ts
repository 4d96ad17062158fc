/**
 * Places a network in one WebAssembly memory, for the forward pass alone: feedforward weights in
 * blocks of columns, recurrent ones in chunks by source, as the engine lays them out, and the state
 * of every layer.
 */

import type { Arena } from '../engine/wasm/arena.ts';
import {
  BLOCK,
  blockCount,
  placeConstants,
  placeWords,
  rowStride,
  rowWidth,
} from '../engine/wasm/layer-memory.ts';
import { layOutChunks } from '../engine/wasm/recurrence-layout.ts';
import { neuronTensors } from '../exchange/network-tensors.ts';
import { LAYER_FIELDS, type LayerRecord, writeRecord } from '../kernels/records.ts';
import type { Coupling, EdgePattern } from '../model/edges.ts';
import type { LayerShape } from '../model/shape.ts';
import type { StoredNetwork } from './network-file.ts';

type Numbers = ArrayLike<number>;

/** Addresses of what a layer carries from one step to the next. */
export interface LayerAddresses {
  readonly neurons: number;
  /** [N] and padding: `stride` floats each. */
  readonly stride: number;
  readonly current: number;
  readonly potential: number;
  readonly psc: number;
  /** [3] and [2 N]: the spikes of the step before the last, then those of the last. */
  readonly spikeOffsets: number;
  readonly spikeNeurons: number;
}

export interface NetworkAddresses {
  /** Kernel records of all layers, one after the other. */
  readonly records: number;
  readonly constants: number;
  readonly layers: readonly LayerAddresses[];
}

/** @param weights [inputs][N] */
function placeFeedforward(arena: Arena, { inputs, neurons }: LayerShape, weights: Numbers): number {
  const blocks = blockCount(neurons);
  const address = arena.take(blocks * inputs * BLOCK);
  const table = arena.floats(address, blocks * inputs * BLOCK);
  for (let j = 0; j < inputs; j++) {
    for (let i = 0; i < neurons; i++) {
      const block = Math.floor(i / BLOCK);
      table[(block * inputs + j) * BLOCK + (i % BLOCK)] = weights[j * neurons + i]!;
    }
  }
  return address;
}

/** Effective weights gain · w + offset, in float32 as the engine composes them. */
function placeRecurrent(
  arena: Arena,
  edges: EdgePattern,
  { gain, offset }: Coupling,
  weights: Numbers,
): Pick<LayerRecord, 'chunkOffsets' | 'chunkTargets' | 'chunkWeights'> {
  const { offsets, targets, slots } = layOutChunks(edges);
  const floats = targets.length * 4;
  const chunkWeights = arena.take(floats);
  const table = arena.floats(chunkWeights, floats);
  for (let e = 0; e < slots.length; e++) {
    const product = Math.fround(Math.fround(gain[e]!) * Math.fround(weights[e]!));
    table[slots[e]!] = product + Math.fround(offset[e]!);
  }
  return {
    chunkOffsets: placeWords(arena, offsets),
    chunkTargets: placeWords(arena, targets),
    chunkWeights,
  };
}

const NO_RECURRENCE = { chunkOffsets: 0, chunkTargets: 0, chunkWeights: 0 };
/** What the kernels use in training alone, or for the way back. */
const NOT_IN_USE = {
  blockChunks: 0,
  blockOffsets: 0,
  chunkSources: 0,
  period: 0,
  motifStride: 0,
  sliceOffsets: 0,
  sliceShifts: 0,
  sliceWeights: 0,
  leak: 0,
  errorGain: 0,
  carry: 0,
  carrySpare: 0,
  effects: 0,
  errors: 0,
  errorsSpare: 0,
  errorsByPosition: 0,
  effectsByPosition: 0,
  spikePotentials: 0,
  spikeSteepness: 0,
  tape: 0,
  tapeBlock: 0,
  nextWeights: 0,
};

function placeLayer(arena: Arena, { plan, tensors }: StoredNetwork, l: number): LayerRecord {
  const shape = plan.shape.layers[l]!;
  const { neurons, inputs, edges } = shape;
  const stride = rowStride(neurons);
  const row = () => arena.take(stride);
  const weights = (kind: 'feedforward' | 'recurrent'): Numbers =>
    tensors[plan.layout.segments.find((s) => s.layer === l && s.kind === kind)!.name]!.data;
  const recurrence = edges
    ? placeRecurrent(arena, edges, plan.couplings[l]!, weights('recurrent'))
    : NO_RECURRENCE;
  const psc = row();
  const record: LayerRecord = {
    ...NOT_IN_USE,
    ...recurrence,
    neurons,
    width: rowWidth(neurons),
    stride,
    inputs,
    weightBlocks: placeFeedforward(arena, shape, weights('feedforward')),
    gain: row(),
    retention: row(),
    current: row(),
    potential: row(),
    psc,
    drives: row(),
    potentialSpare: row(),
    spiked: arena.take(2 * Math.ceil(neurons / 64)),
    spikeOffsets: arena.take(3),
    spikeNeurons: arena.take(2 * neurons),
    // The kernel copies the PSC of each step to a tape; of one step, it is the state itself.
    pscTape: psc,
  };
  const names = neuronTensors(l);
  const gain = arena.floats(record.gain, neurons);
  const retention = arena.floats(record.retention, neurons);
  for (let i = 0; i < neurons; i++) {
    const resistance = Math.fround(tensors[names.resistance]!.data[i]!);
    const tau = Math.fround(tensors[names.tau]!.data[i]!);
    gain[i] = resistance / tau;
    retention[i] = 1 - 1 / tau;
  }
  return record;
}

/** Fills an empty arena; the state is that before the first step. */
export function placeNetwork(arena: Arena, stored: StoredNetwork): NetworkAddresses {
  const { shape } = stored.plan;
  const constants = placeConstants(arena, shape);
  const placed = shape.layers.map((_, l) => placeLayer(arena, stored, l));
  const width = LAYER_FIELDS.length;
  const records = arena.take(placed.length * width);
  placed.forEach((record, l) => {
    writeRecord(arena.words(records + 4 * l * width, width), LAYER_FIELDS, record);
  });
  return { records, constants, layers: placed };
}
