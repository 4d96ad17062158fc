/** Places one layer in memory: what all threads share, and what each thread has of its own. */
import { LAYER_FIELDS, type LayerRecord, writeRecord } from '../../kernels/records.ts';
import type { LayerShape } from '../../model/shape.ts';
import type { Arena } from './arena.ts';
import { layOutRecurrence } from './recurrence-layout.ts';

/** Addresses of a recurrent layer that only the host uses. */
export interface RecurrenceMemory {
  /** E. */
  readonly edges: number;
  /** C. */
  readonly chunks: number;
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
  | 'stride'
  | 'weights'
  | 'chunkOffsets'
  | 'chunkTargets'
  | 'chunkWeights'
  | 'sliceOffsets'
  | 'sliceShifts'
  | 'sliceWeights'
  | 'gain'
  | 'leak'
  | 'nextWeights'
>;

export interface LayerMemory {
  readonly shared: SharedFields;
  /** [N] */
  readonly resistance: number;
  readonly tau: number;
  readonly recurrence: RecurrenceMemory | null;
}

/** Rows over neurons are padded to whole vectors. */
export const padded = (neurons: number): number => Math.ceil(neurons / 4) * 4;

function place(arena: Arena, values: Uint32Array | Int32Array): number {
  const address = arena.take(Math.max(values.length, 1));
  arena.words(address, values.length).set(values);
  return address;
}

const NO_RECURRENCE = {
  chunkOffsets: 0,
  chunkTargets: 0,
  chunkWeights: 0,
  sliceOffsets: 0,
  sliceShifts: 0,
  sliceWeights: 0,
};

function placeRecurrence(arena: Arena, { edges }: LayerShape) {
  if (!edges) return { recurrence: null, addresses: NO_RECURRENCE };
  const layout = layOutRecurrence(edges);
  const count = edges.sources.length;
  const chunks = layout.chunkTargets.length;
  const recurrence: RecurrenceMemory = {
    edges: count,
    chunks,
    chunkSlots: place(arena, layout.chunkSlots),
    sliceSlots: place(arena, layout.sliceSlots),
    gain: arena.take(count),
    offset: arena.take(count),
    chunkGradient: arena.take(chunks * 4),
    edgeGradient: arena.take(count),
  };
  arena.floats(recurrence.gain, count).fill(1);
  return {
    recurrence,
    addresses: {
      chunkOffsets: place(arena, layout.chunkOffsets),
      chunkTargets: place(arena, layout.chunkTargets),
      chunkWeights: arena.take(chunks * 4),
      sliceOffsets: place(arena, layout.sliceOffsets),
      sliceShifts: place(arena, layout.sliceShifts),
      sliceWeights: arena.take(layout.sliceShifts.length * 4),
    },
  };
}

/**
 * Reserves the memory of a layer that lasts as long as the network; R = τ = 1.
 * @param weights address of the layer's feedforward weights
 * @param nextNeurons size of the next layer, or null for the output layer
 */
export function placeLayer(
  arena: Arena,
  shape: LayerShape,
  weights: number,
  nextNeurons: number | null,
): LayerMemory {
  const stride = padded(shape.neurons);
  const { recurrence, addresses } = placeRecurrence(arena, shape);
  const shared = {
    neurons: shape.neurons,
    stride,
    weights,
    ...addresses,
    gain: arena.take(stride),
    leak: arena.take(stride),
    nextWeights: nextNeurons === null ? 0 : arena.take(nextNeurons * stride),
  };
  const resistance = arena.take(stride);
  const tau = arena.take(stride);
  arena.floats(resistance, stride).fill(1);
  arena.floats(tau, stride).fill(1);
  return { shared, resistance, tau, recurrence };
}

/** State and scratch of one thread. The fields of a slot are entered when a sample begins. */
function placeThread(arena: Arena, layers: readonly LayerMemory[]): LayerRecord[] {
  return layers.map(({ shared }) => ({
    ...shared,
    // A chunk that starts at the last neuron reaches three floats past the row.
    drive: arena.take(shared.stride + 4),
    current: arena.take(shared.stride),
    potential: arena.take(shared.stride),
    psc: arena.take(shared.stride),
    carry: arena.take(shared.stride),
    scatter: arena.take(shared.stride),
    feedback: shared.nextWeights === 0 ? 0 : arena.take(4 * shared.stride),
    spikeOffsets: 0,
    spikeNeurons: 0,
    spikePotentials: 0,
    tape: 0,
    pscTape: 0,
  }));
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
