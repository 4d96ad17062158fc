/**
 * The architecture parameters α of a whole network under search: the logits of all supernet layers
 * in one flat vector with one optimiser, and the same numbers seen layer by layer.
 */
import { Random } from '../../core/random.ts';
import { adamUpdate, newAdamState } from '../../engine/adam.ts';
import type { AdamState } from '../../engine/engine.ts';
import { CONNECTION_TYPES, type ConnectionType } from '../../model/connection-types.ts';
import type { Blueprint } from '../../model/shape.ts';
import { type ArchitectureLogits, argmax, tauChoices, zeroLogits } from '../../model/supernet.ts';
import { type Tensors, tensorData, vectorTensor } from '../../training/network.ts';
import type { ArchitectureOptimiser } from '../settings.ts';
import type { SearchedLayer } from './architecture-gradient.ts';

/** Standard deviation of the noise that separates the logits at the start, as in DARTS. */
const INITIAL_NOISE = 1e-3;

const presentTauTensor = (layer: number) => `presentTau.${layer}`;

/** The powers of Adam, which are not tensors. */
export interface ParameterState {
  readonly beta1Power: number;
  readonly beta2Power: number;
  readonly [key: string]: number;
}

/** Part of a set of logits. */
interface Part {
  readonly row: Float64Array;
  /** Number of the size that it is about; null for the logits of the sizes. */
  readonly size: number | null;
  readonly about: 'size' | 'types' | 'tau';
}

/** The parts in the order of the flat vector: sizes, then types size by size, then time constants. */
function parts({ size, types, tau = [] }: ArchitectureLogits): Part[] {
  return [
    { row: size, size: null, about: 'size' },
    ...types.map((row, v): Part => ({ row, size: v, about: 'types' })),
    ...tau.flatMap((positions, v) =>
      positions.map((row): Part => ({ row, size: v, about: 'tau' })),
    ),
  ];
}

export class ArchitectureParameters {
  /** α of every searched layer; views into `values`. */
  readonly searched: readonly SearchedLayer[];
  /** [A] all logits. */
  readonly values: Float64Array;
  readonly adam: AdamState;

  private constructor(
    plan: Blueprint,
    values: Float64Array | null,
    adam: AdamState | null,
    present: (layer: number) => ArrayLike<number> | null,
  ) {
    const layers = plan.supernets.flatMap((supernet, layer) => {
      if (!supernet) return [];
      const shape = zeroLogits(supernet.layer.sizes, tauChoices(supernet.layer));
      return [{ supernet, layer, shape }];
    });
    const length = layers.reduce(
      (sum, { shape }) => sum + parts(shape).reduce((part, { row }) => part + row.length, 0),
      0,
    );
    const flat = values ?? new Float64Array(length);
    let at = 0;
    const view = (like: Float64Array) => {
      at += like.length;
      return flat.subarray(at - like.length, at);
    };
    this.searched = layers.map(({ layer, supernet, shape }) => {
      const { neurons } = supernet.layer;
      const { tauMembrane } = plan.architecture.neuron;
      return {
        layer,
        supernet,
        logits: {
          size: view(shape.size),
          types: shape.types.map(view),
          ...(shape.tau && { tau: shape.tau.map((positions) => positions.map(view)) }),
        },
        ...(shape.tau && {
          presentTau: Float64Array.from(present(layer) ?? new Array(neurons).fill(tauMembrane)),
        }),
      };
    });
    this.values = flat;
    this.adam = adam ?? newAdamState(length);
  }

  /**
   * Size logits and those of time constants 0, type logits as given, plus N(0, 10⁻⁶) noise from a stream for
   * each layer.
   */
  static initial(
    plan: Blueprint,
    seed: number,
    typeLogits: Readonly<Record<ConnectionType, number>>,
  ): ArchitectureParameters {
    const parameters = new ArchitectureParameters(plan, null, null, () => null);
    for (const { layer, logits } of parameters.searched) {
      const random = new Random(seed, `logits/hidden.${layer}`);
      for (const { row, about } of parts(logits)) {
        for (let k = 0; k < row.length; k++) {
          const type = CONNECTION_TYPES[k % CONNECTION_TYPES.length]!;
          row[k] = (about === 'types' ? typeLogits[type] : 0) + INITIAL_NOISE * random.normal();
        }
      }
    }
    return parameters;
  }

  /** Number, among its candidates, of the most probable size of each searched layer. */
  argmaxSizes(): number[] {
    return this.searched.map(({ logits }) => argmax(logits.size));
  }

  /** One update of α from ∂E/∂α of each searched layer. */
  step(gradients: readonly ArchitectureLogits[], settings: ArchitectureOptimiser): void {
    const { weightDecay: l2Penalty } = settings;
    adamUpdate(this.values, flatten(gradients), this.adam, settings, { l2Penalty });
  }

  /**
   * The parameters of the network with one size in each layer: that size's logits and their moments.
   * @param plan of the network whose supernet layers have only these sizes
   * @param sizes one for each searched layer, as `argmaxSizes` gives them
   */
  keep(plan: Blueprint, sizes: readonly number[]): ArchitectureParameters {
    const kept: number[] = [];
    let at = 0;
    this.searched.forEach(({ logits }, s) => {
      const size = sizes[s]!;
      kept.push(at + size);
      for (const { row, size: about } of parts(logits)) {
        if (about === size) for (let k = 0; k < row.length; k++) kept.push(at + k);
        at += row.length;
      }
    });
    const gather = (all: ArrayLike<number>) => Float64Array.from(kept, (k) => all[k]!);
    const { firstMoment, secondMoment, beta1Power, beta2Power } = this.adam;
    const moments = {
      firstMoment: gather(firstMoment),
      secondMoment: gather(secondMoment),
      beta1Power,
      beta2Power,
    };
    return new ArchitectureParameters(plan, gather(this.values), moments, (layer) => {
      return this.searched.find((one) => one.layer === layer)!.presentTau ?? null;
    });
  }

  save(): { state: ParameterState; tensors: Tensors } {
    const { firstMoment, secondMoment, beta1Power, beta2Power } = this.adam;
    return {
      state: { beta1Power, beta2Power },
      tensors: {
        logits: vectorTensor(this.values),
        'logits.first': vectorTensor(firstMoment),
        'logits.second': vectorTensor(secondMoment),
        ...Object.fromEntries(
          this.searched.flatMap(({ layer, presentTau }) =>
            presentTau ? [[presentTauTensor(layer), vectorTensor(presentTau)]] : [],
          ),
        ),
      },
    };
  }

  /** @throws MotifsmithError (`artifact`) if a tensor is missing */
  static restore(plan: Blueprint, state: ParameterState, tensors: Tensors): ArchitectureParameters {
    const read = (name: string) => Float64Array.from(tensorData(tensors, name));
    const moments = {
      firstMoment: read('logits.first'),
      secondMoment: read('logits.second'),
      beta1Power: state.beta1Power,
      beta2Power: state.beta2Power,
    };
    return new ArchitectureParameters(plan, read('logits'), moments, (layer) =>
      read(presentTauTensor(layer)),
    );
  }
}

/** [A] the logits, or anything of their shape, in the order of the flat vector. */
export function flatten(layers: readonly ArchitectureLogits[]): Float64Array {
  return Float64Array.from(
    layers.flatMap((logits) => parts(logits).flatMap(({ row }) => Array.from(row))),
  );
}
