/** Places one layer in memory: what all threads share, and what each thread has of its own. */
import {
  CONSTANT_FIELDS,
  LAYER_FIELDS,
  type LayerRecord,
  writeRecord,
} from '../../kernels/records.ts';
import type { LayerShape, NetworkShape } from '../../model/shape.ts';
import type { Arena } from './arena.ts';
import { layOutChunks, layOutSlices } from './recurrence-layout.ts';

/** Addresses of a recurrent layer that only the host uses. */
export interface RecurrenceMemory {
  /** E. */
  readonly edges: number;
  readonly chunkSlots: number;
  readonly sliceSlots: number;
  /** [E] coupling. */
  readonly gain: number;
  readonly offset: number;
  /** [C][4] */
  readonly chunkGradient: number;
  /** [E] ∂E/∂W. */
  readonly edgeGradient: number;
}

/** Fields of the kernels' record that are the same for all threads. */
type SharedFields = Pick<
  LayerRecord,
  | 'neurons'
  | 'width'
  | 'stride'
  | 'inputs'
  | 'weightBlocks'
  | 'chunkOffsets'
  | 'chunkTargets'
  | 'chunkWeights'
  | 'blockChunks'
  | 'blockOffsets'
  | 'chunkSources'
  | 'period'
  | 'motifStride'
  | 'sliceOffsets'
  | 'sliceShifts'
  | 'sliceWeights'
  | 'gain'
  | 'leak'
  | 'retention'
  | 'errorGain'
  | 'nextWeights'
>;

export interface LayerMemory {
  readonly shared: SharedFields;
  /** [N] */
  readonly resistance: number;
  readonly tau: number;
  /** [⌈N/16⌉][inputs][16] sums of feedforward gradients. */
  readonly gradientBlocks: number;
  readonly recurrence: RecurrenceMemory | null;
}

/** Columns of a block of feedforward weights, a cache line. */
export const BLOCK = 16;
/** Steps whose inputs, or errors, a thread sums together: CHUNK in the kernels. */
const CHUNK = 16;

/** Rounded up to whole vectors. */
export const padded = (count: number): number => Math.ceil(count / 4) * 4;

/** Blocks of columns. */
export const blockCount = (neurons: number): number => Math.ceil(neurons / BLOCK);

/** Columns of all blocks: what sweeps over the neurons cover. */
export const rowWidth = (neurons: number): number => blockCount(neurons) * BLOCK;

/** Floats from one row over neurons to the next; see `Layer.stride` in the kernels. */
export const rowStride = (neurons: number): number => rowWidth(neurons) + BLOCK;

/** Floats of a tape of so many steps. */
export const tapeFloats = (neurons: number, steps: number): number =>
  rowWidth(neurons) * (steps + 1);

/** The network's scalars as the kernels use them. */
export function placeConstants(
  arena: Arena,
  { tauSynapse, threshold }: Pick<NetworkShape, 'tauSynapse' | 'threshold'>,
): number {
  const address = arena.take(CONSTANT_FIELDS.length);
  writeRecord(arena.floats(address, CONSTANT_FIELDS.length), CONSTANT_FIELDS, {
    decay: 1 - 1 / tauSynapse,
    synapseGain: 1 / tauSynapse,
    threshold,
    quietLevel: 1 / (4 * tauSynapse),
  });
  return address;
}

/** Writes words into the arena and returns their address. */
export function placeWords(arena: Arena, values: Uint32Array | Int32Array): number {
  const address = arena.take(Math.max(values.length, 1));
  arena.words(address, values.length).set(values);
  return address;
}

const NO_RECURRENCE = {
  chunkOffsets: 0,
  chunkTargets: 0,
  chunkWeights: 0,
  blockChunks: 0,
  blockOffsets: 0,
  chunkSources: 0,
  period: 0,
  motifStride: 0,
  sliceOffsets: 0,
  sliceShifts: 0,
  sliceWeights: 0,
};

function placeRecurrence(arena: Arena, { edges }: LayerShape) {
  if (!edges) return { recurrence: null, addresses: NO_RECURRENCE };
  const chunks = layOutChunks(edges);
  const slices = layOutSlices(edges);
  const count = edges.sources.length;
  const chunkFloats = chunks.targets.length * 4;
  const recurrence: RecurrenceMemory = {
    edges: count,
    chunkSlots: placeWords(arena, chunks.slots),
    sliceSlots: placeWords(arena, slices.slots),
    gain: arena.take(count),
    offset: arena.take(count),
    chunkGradient: arena.take(chunkFloats),
    edgeGradient: arena.take(count),
  };
  arena.floats(recurrence.gain, count).fill(1);
  return {
    recurrence,
    addresses: {
      chunkOffsets: placeWords(arena, chunks.offsets),
      chunkTargets: placeWords(arena, chunks.targets),
      chunkWeights: arena.take(chunkFloats),
      blockChunks: placeWords(arena, chunks.byBlock),
      blockOffsets: placeWords(arena, chunks.blockOffsets),
      chunkSources: placeWords(arena, chunks.sources),
      period: slices.period,
      motifStride: slices.motifStride,
      sliceOffsets: placeWords(arena, slices.offsets),
      sliceShifts: placeWords(arena, slices.shifts),
      sliceWeights: arena.take(slices.length),
    },
  };
}

/**
 * Reserves the memory of a layer that lasts as long as the network; R = τ = 1.
 * @param nextNeurons size of the next layer, or null for the output layer
 */
export function placeLayer(
  arena: Arena,
  shape: LayerShape,
  nextNeurons: number | null,
): LayerMemory {
  const { neurons, inputs } = shape;
  const stride = rowStride(neurons);
  const blockFloats = blockCount(neurons) * inputs * BLOCK;
  const { recurrence, addresses } = placeRecurrence(arena, shape);
  const shared = {
    neurons,
    width: blockCount(neurons) * BLOCK,
    stride,
    inputs,
    weightBlocks: arena.take(blockFloats),
    ...addresses,
    gain: arena.take(stride),
    leak: arena.take(stride),
    retention: arena.take(stride),
    errorGain: arena.take(stride),
    nextWeights: nextNeurons === null ? 0 : arena.take(nextNeurons * stride),
  };
  const resistance = arena.take(stride);
  const tau = arena.take(stride);
  arena.floats(resistance, stride).fill(1);
  arena.floats(tau, stride).fill(1);
  return { shared, resistance, tau, gradientBlocks: arena.take(blockFloats), recurrence };
}

/** A matrix over positions and motifs; slices read up to a row of zeros on either side. */
function placePositions(arena: Arena, { period, motifStride }: SharedFields): number {
  if (period === 0) return 0;
  return arena.take((period + 2) * motifStride) + 4 * motifStride;
}

/** State and scratch of one thread. The fields of a slot are entered when a sample begins. */
function placeThread(arena: Arena, layers: readonly LayerMemory[]): LayerRecord[] {
  return layers.map(({ shared }) => {
    const row = () => arena.take(shared.stride);
    return {
      ...shared,
      current: row(),
      potential: row(),
      psc: row(),
      drives: arena.take(CHUNK * shared.stride),
      potentialSpare: row(),
      spiked: arena.take(2 * Math.ceil(shared.width / 64)),
      carry: row(),
      carrySpare: row(),
      // Slices may read up to a vector of zeros before and after the row.
      errors: arena.take(shared.stride + 16) + 64,
      errorsSpare: arena.take(shared.stride + 16) + 64,
      effects: shared.nextWeights === 0 ? 0 : arena.take(CHUNK * shared.stride),
      errorsByPosition: placePositions(arena, shared),
      effectsByPosition: placePositions(arena, shared),
      spikeOffsets: 0,
      spikeNeurons: 0,
      spikePotentials: 0,
      spikeSteepness: 0,
      tape: 0,
      tapeBlock: 0,
      pscTape: 0,
    };
  });
}

/**
 * Reserves what each thread needs to run the layers.
 * @returns address of the kernels' records [threads][L], and those of thread 0
 */
export function placeThreads(
  arena: Arena,
  layers: readonly LayerMemory[],
  threads: number,
): { address: number; records: LayerRecord[] } {
  const all = Array.from({ length: threads }, () => placeThread(arena, layers));
  const width = LAYER_FIELDS.length;
  const address = arena.take(threads * layers.length * width);
  all.flat().forEach((record, k) => {
    writeRecord(arena.words(address + 4 * k * width, width), LAYER_FIELDS, record);
  });
  return { address, records: all[0]! };
}
