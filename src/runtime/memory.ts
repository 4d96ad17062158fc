/**
 * Places a network's weights in one WebAssembly memory, for the forward pass alone: feedforward
 * weights in blocks of columns, recurrent ones in chunks by source, in the engine's layout.
 */
import type { Arena } from '../engine/wasm/arena.ts';
import { layOutChunks } from '../engine/wasm/chunk-layout.ts';
import { placeConstants } from '../engine/wasm/layer-memory.ts';
import { blockCount, rowSizes } from '../engine/wasm/sizes.ts';
import { type StreamedLayer, writeLeak } from '../engine/wasm/stream.ts';
import { biasTensor, neuronTensors } from '../exchange/network-tensors.ts';
import { BLOCK } from '../kernels/constants.ts';
import type { RecurrentFields } from '../kernels/records/layer.ts';
import type { Coupling, EdgePattern } from '../model/edges.ts';
import { type LayerShape, segmentOf } from '../model/shape.ts';
import type { StoredNetwork } from './network-file.ts';

type Numbers = ArrayLike<number>;

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
): Pick<RecurrentFields, 'chunkOffsets' | 'chunkTargets' | 'chunkWeights'> {
  const { offsets, targets, slots } = layOutChunks(edges);
  const floats = targets.length * 4;
  const chunkWeights = arena.take(floats);
  const table = arena.floats(chunkWeights, floats);
  for (let e = 0; e < slots.length; e++) {
    const product = Math.fround(Math.fround(gain[e]!) * Math.fround(weights[e]!));
    table[slots[e]!] = product + Math.fround(offset[e]!);
  }
  return {
    chunkOffsets: arena.place(offsets),
    chunkTargets: arena.place(targets),
    chunkWeights,
  };
}

function placeLayer(arena: Arena, { plan, tensors }: StoredNetwork, l: number): StreamedLayer {
  const shape = plan.shape.layers[l]!;
  const { neurons, inputs, edges } = shape;
  const sizes = rowSizes(neurons);
  const weights = (kind: 'feedforward' | 'recurrent'): Numbers =>
    tensors[segmentOf(plan.layout, l, kind)!.name]!.data;
  const layer = {
    ...sizes,
    inputs,
    weightBlocks: placeFeedforward(arena, shape, weights('feedforward')),
    ...(edges && placeRecurrent(arena, edges, plan.couplings[l]!, weights('recurrent'))),
    gain: arena.take(sizes.stride),
    retention: arena.take(sizes.stride),
  };
  const names = neuronTensors(l);
  const [resistance, tau] = [names.resistance, names.tau].map((name) =>
    Float32Array.from(tensors[name]!.data),
  );
  writeLeak(arena, layer, resistance!, tau!);
  if (!plan.shape.bias) return layer;
  const bias = arena.take(sizes.stride);
  arena.floats(bias, neurons).set(tensors[biasTensor(l)]!.data);
  return { ...layer, bias };
}

/** What a `Stream` runs on. */
export interface NetworkMemory {
  readonly constants: number;
  readonly layers: readonly StreamedLayer[];
}

/** Fills an empty arena. */
export function placeNetwork(arena: Arena, stored: StoredNetwork): NetworkMemory {
  const { shape } = stored.plan;
  return {
    constants: placeConstants(arena, shape),
    layers: shape.layers.map((_, l) => placeLayer(arena, stored, l)),
  };
}
