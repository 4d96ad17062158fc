/** Places one layer in memory: what all threads share, and what each thread has of its own. */
import { BLOCK, BLOCK_BYTES, CHUNK } from '../../kernels/constants.ts';
import {
  CONSTANTS,
  LAYER,
  type LayerFields,
  RECURRENCE,
  type RecurrenceFields,
  type RecurrentFields,
  type SharedFields,
} from '../../kernels/records/layer.ts';
import type { EdgePattern } from '../../model/edges.ts';
import {
  isIntegrator,
  type LayerShape,
  layerTauSynapse,
  type NetworkShape,
} from '../../model/shape.ts';
import type { Arena } from './arena.ts';
import { layOutChunks } from './chunk-layout.ts';
import { blockCount, rowSizes, spikedWords } from './sizes.ts';
import { layOutSlices } from './slice-layout.ts';

/** The record of a layer's recurrent weights, and its address. */
export type RecurrenceMemory = RecurrenceFields & { readonly record: number };

export interface LayerMemory {
  readonly shared: SharedFields;
  /** [N] */
  readonly resistance: number;
  readonly tau: number;
  /** [⌈N/16⌉][inputs][16] sums of feedforward gradients. */
  readonly gradientBlocks: number;
  /** [stride] `Network.neuronSums` of the layer. */
  readonly neuronSums: number;
  /** [stride] `Network.biasSums` of the layer. */
  readonly biasSums: number;
  readonly recurrence: RecurrenceMemory | null;
}

/** Addresses of a layer's recurrent weights in θ, and of their gradient. */
export interface RecurrentVectors {
  readonly weights: number;
  readonly gradient: number;
}

/** The scalars of each layer as the kernels use them. */
export function placeConstants(arena: Arena, shape: NetworkShape): number {
  const constants = shape.layers.map((_, l) => {
    const tauSynapse = layerTauSynapse(shape, l);
    const integrates = isIntegrator(shape, l);
    return {
      decay: 1 - 1 / tauSynapse,
      synapseGain: 1 / tauSynapse,
      threshold: integrates ? Number.POSITIVE_INFINITY : shape.threshold,
      quietLevel: 1 / (4 * tauSynapse),
      integrates: integrates ? 1 : 0,
    };
  });
  return arena.records(CONSTANTS, constants);
}

function placeRecurrence(
  arena: Arena,
  edges: EdgePattern,
  { weights, gradient }: RecurrentVectors,
): { recurrence: RecurrenceMemory; fields: RecurrentFields } {
  const chunks = layOutChunks(edges);
  const slices = layOutSlices(edges);
  const count = edges.sources.length;
  const { common } = slices;
  const chunkFloats = chunks.targets.length * 4;
  const sliceWeights = arena.take(slices.length);
  const fields: RecurrentFields = {
    chunkOffsets: arena.place(chunks.offsets),
    chunkTargets: arena.place(chunks.targets),
    chunkWeights: arena.take(chunkFloats),
    blockChunks: arena.place(chunks.byBlock),
    blockOffsets: arena.place(chunks.blockOffsets),
    chunkSources: arena.place(chunks.sources),
    period: slices.period,
    motifStride: slices.motifStride,
    sliceOffsets: arena.place(slices.offsets),
    sliceShifts: arena.place(slices.shifts),
    sliceWeights,
    commonOffsets: common ? arena.place(common.offsets) : 0,
    commonTargets: common ? arena.place(common.targets) : 0,
    commonWeights: common ? sliceWeights + 4 * common.start : 0,
  };
  const recurrence: RecurrenceFields = {
    edges: count,
    weights,
    gradient,
    gain: arena.take(count),
    offset: arena.take(count),
    chunkSlots: arena.place(chunks.slots),
    sliceSlots: arena.place(slices.slots),
    chunkWeights: fields.chunkWeights,
    sliceWeights,
    chunkGradient: arena.take(chunkFloats),
    edgeGradient: arena.take(count),
  };
  arena.floats(recurrence.gain, count).fill(1);
  const record = arena.records(RECURRENCE, [recurrence]);
  return { recurrence: { ...recurrence, record }, fields };
}

/**
 * Reserves the memory of a layer that lasts as long as the network; R = τ = 1.
 * @param nextNeurons size of the next layer, or null for the output layer
 * @param vectors null for a layer without recurrence
 * @param biased whether its neurons have a bias
 */
export function placeLayer(
  arena: Arena,
  { neurons, inputs, edges }: LayerShape,
  nextNeurons: number | null,
  vectors: RecurrentVectors | null,
  biased: boolean,
): LayerMemory {
  const sizes = rowSizes(neurons);
  const { stride } = sizes;
  const blockFloats = blockCount(neurons) * inputs * BLOCK;
  const placed = edges && vectors ? placeRecurrence(arena, edges, vectors) : null;
  const shared = {
    ...sizes,
    inputs,
    weightBlocks: arena.take(blockFloats),
    ...placed?.fields,
    gain: arena.take(stride),
    leak: arena.take(stride),
    retention: arena.take(stride),
    errorGain: arena.take(stride),
    nextWeights: nextNeurons === null ? 0 : arena.take(nextNeurons * stride),
    bias: biased ? arena.take(stride) : 0,
  };
  const resistance = arena.take(stride);
  const tau = arena.take(stride);
  arena.floats(resistance, stride).fill(1);
  arena.floats(tau, stride).fill(1);
  return {
    shared,
    resistance,
    tau,
    gradientBlocks: arena.take(blockFloats),
    neuronSums: arena.take(stride),
    biasSums: arena.take(stride),
    recurrence: placed?.recurrence ?? null,
  };
}

/** A matrix over positions and motifs; slices read up to a row of zeros on either side. */
function placePositions(arena: Arena, { period = 0, motifStride = 0 }: SharedFields): number {
  if (period === 0) return 0;
  return arena.take((period + 2) * motifStride) + 4 * motifStride;
}

/** State and scratch of one thread. The fields of a slot are filled in when a sample starts. */
function threadFields(arena: Arena, shared: SharedFields): Partial<LayerFields> {
  const row = () => arena.take(shared.stride);
  return {
    ...shared,
    current: row(),
    potential: row(),
    psc: row(),
    drives: arena.take(CHUNK * shared.stride),
    potentialSpare: row(),
    spiked: arena.take(spikedWords(shared.neurons)),
    carry: row(),
    carrySpare: row(),
    // Slices may read up to a vector of zeros before and after the row.
    errors: arena.take(shared.stride + BLOCK) + BLOCK_BYTES,
    errorsSpare: arena.take(shared.stride + BLOCK) + BLOCK_BYTES,
    effects: shared.nextWeights === 0 ? 0 : arena.take(CHUNK * shared.stride),
    errorsByPosition: placePositions(arena, shared),
    effectsByPosition: placePositions(arena, shared),
  };
}

/** Reserves what each thread needs to run the layers; returns the Layer records [threads][L]. */
export function placeThreads(
  arena: Arena,
  layers: readonly LayerMemory[],
  threads: number,
): number {
  const fields = Array.from({ length: threads }, () =>
    layers.map(({ shared }) => threadFields(arena, shared)),
  );
  return arena.records(LAYER, fields.flat());
}
