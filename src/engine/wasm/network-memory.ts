/** Memory of a whole network: vectors, layers, threads, and the record that ties them together. */
import type { Kernels } from '../../kernels/kernels.ts';
import { NETWORK, SHARE, type ShareFields } from '../../kernels/records/network.ts';
import {
  type NetworkShape,
  segmentOf,
  type WeightLayout,
  type WeightSegment,
} from '../../model/shape.ts';
import type { WeightVectors } from './adam.ts';
import type { Arena } from './arena.ts';
import type { BatchMemory } from './batch-memory.ts';
import { type LayerMemory, placeConstants, placeLayer, placeThreads } from './layer-memory.ts';
import { blockCount, padded } from './sizes.ts';

export interface NetworkMemory extends WeightVectors {
  readonly layers: readonly LayerMemory[];
  /** [L] Constants records. */
  readonly constants: number;
  /** Address of the kernels' network record. */
  readonly record: number;
  /** Shares of the work on weights, and how many. */
  readonly shares: number;
  readonly shareCount: number;
}

/** What the parts of a network share. */
export interface NetworkParts {
  readonly shape: NetworkShape;
  readonly layout: WeightLayout;
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly memory: NetworkMemory;
  readonly batch: BatchMemory;
}

/** Cuts the work on the weights of all layers into shares. */
function placeShares(arena: Arena, shape: NetworkShape): { shares: number; shareCount: number } {
  const shares = shape.layers.flatMap(({ neurons }, layer) =>
    Array.from({ length: blockCount(neurons) }, (_, block): ShareFields => ({ layer, block })),
  );
  return { shares: arena.records(SHARE, shares), shareCount: shares.length };
}

/**
 * Reserves everything that lasts as long as the network. Each pass fills in the fields of the network
 * record that are about its batch.
 */
export function placeNetwork(
  arena: Arena,
  shape: NetworkShape,
  layout: WeightLayout,
  threads: number,
): NetworkMemory {
  const vector = () => arena.take(padded(layout.length));
  const weights = vector();
  const gradient = vector();
  const at = (vector: number, { offset }: WeightSegment): number => vector + 4 * offset;
  const layers = shape.layers.map((layer, l) => {
    const segment = segmentOf(layout, l, 'recurrent');
    return placeLayer(
      arena,
      layer,
      shape.layers[l + 1]?.neurons ?? null,
      segment ? { weights: at(weights, segment), gradient: at(gradient, segment) } : null,
      shape.bias !== undefined,
    );
  });
  const feedforward = (vector: number): number =>
    arena.place(layers.map((_, l) => at(vector, segmentOf(layout, l, 'feedforward')!)));
  const constants = placeConstants(arena, shape);
  const record = arena.records(NETWORK, [
    {
      constants,
      layers: layers.length,
      inputs: shape.inputs,
      layerRecords: placeThreads(arena, layers, threads),
      feedforwardWeights: feedforward(weights),
      feedforwardGradients: feedforward(gradient),
      gradientBlocks: arena.place(layers.map(({ gradientBlocks }) => gradientBlocks)),
      neuronSums: arena.place(layers.map(({ neuronSums }) => neuronSums)),
      biasSums: arena.place(layers.map(({ biasSums }) => biasSums)),
      recurrentGradients: arena.place(
        layers.map(({ recurrence }) => recurrence?.chunkGradient ?? 0),
      ),
    },
  ]);
  return {
    weights,
    gradient,
    firstMoment: vector(),
    secondMoment: vector(),
    layers,
    constants,
    record,
    ...placeShares(arena, shape),
  };
}
