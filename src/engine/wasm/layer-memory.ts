/** Places one layer in memory: the parts that live as long as the network, and those of a sample. */
import type { LayerRecord } from '../../kernels/kernels.ts';
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

export interface LayerMemory {
  /** Address of the kernels' record. */
  readonly address: number;
  readonly record: LayerRecord;
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

function placeRecurrence(arena: Arena, { edges }: LayerShape) {
  if (!edges) return { recurrence: null, addresses: {} };
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
 * Reserves the lasting memory of a layer; R = τ = 1.
 * @param weights address of the layer's feedforward weights
 * @param nextNeurons size of the next layer, or null for the output layer
 */
export function placeLayer(
  arena: Arena,
  recordWords: number,
  shape: LayerShape,
  weights: number,
  nextNeurons: number | null,
): LayerMemory {
  const stride = padded(shape.neurons);
  const row = () => arena.take(stride);
  const { recurrence, addresses } = placeRecurrence(arena, shape);
  const record: LayerRecord = {
    neurons: shape.neurons,
    stride,
    weights,
    chunkOffsets: 0,
    chunkTargets: 0,
    chunkWeights: 0,
    sliceOffsets: 0,
    sliceShifts: 0,
    sliceWeights: 0,
    ...addresses,
    gain: row(),
    leak: row(),
    // A chunk that starts at the last neuron reaches three floats past the row.
    drive: arena.take(stride + 4),
    current: row(),
    potential: row(),
    psc: row(),
    spikeOffsets: 0,
    spikeNeurons: 0,
    spikePotentials: 0,
    tape: 0,
    carry: row(),
    scatter: row(),
    pscTape: 0,
    feedback: nextNeurons === null ? 0 : arena.take(4 * stride),
    nextWeights: nextNeurons === null ? 0 : arena.take(nextNeurons * stride),
  };
  const resistance = row();
  const tau = row();
  arena.floats(resistance, stride).fill(1);
  arena.floats(tau, stride).fill(1);
  return { address: arena.take(recordWords), record, resistance, tau, recurrence };
}

/** Reserves a layer's memory for samples of up to `steps` steps and enters it into the record. */
export function placeSample(arena: Arena, { record }: LayerMemory, steps: number): void {
  const { neurons, stride, nextWeights } = record;
  // Every neuron may spike at every step, and before the first one when streaming.
  const spikes = neurons * (steps + 1);
  record.spikeOffsets = arena.take(steps + 2);
  record.spikeNeurons = arena.take(spikes);
  record.spikePotentials = arena.take(spikes);
  // Slices read up to three floats around a row.
  record.tape = arena.take((steps + 1) * stride + 8) + 16;
  // Hidden layers keep their PSC only while streaming, one step at a time.
  record.pscTape = arena.take((nextWeights === 0 ? steps : 1) * stride);
}
