/**
 * Membrane time constants that differ between neurons. Neurons of one time constant see one time scale; a
 * spread of them helps wherever a task has several (Perez-Nieves et al., 2021). What is spread is where R and
 * τ start: R = τ, so that R/τ = 1 as in the paper, and intrinsic plasticity goes on from there.
 */
import { exp, log } from '../core/math.ts';
import { Random } from '../core/random.ts';

/** Who draws a time constant: every neuron, or every position in the motif for all motifs of a layer. */
export const SPREAD_UNITS = ['neuron', 'position'] as const;

/** How time constants are spread: multiples of τm are drawn from a distribution. */
export type TauSpread =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'uniform' | 'log-uniform';
      /** Lowest and highest multiple. */
      readonly range: readonly [number, number];
      readonly per: 'neuron' | 'position';
    }
  | {
      readonly kind: 'gamma';
      /** At least 1; the mean is 1. */
      readonly shape: number;
      readonly per: 'neuron' | 'position';
    };

/** τm for all, as in the paper. */
export const NO_SPREAD: TauSpread = { kind: 'none' };

/** A multiple of τm. */
function draw(spread: TauSpread, random: Random): number {
  switch (spread.kind) {
    case 'none':
      return 1;
    case 'uniform': {
      const [low, high] = spread.range;
      return low + (high - low) * random.uniform();
    }
    case 'log-uniform': {
      const [low, high] = spread.range;
      return exp(log(low) + (log(high) - log(low)) * random.uniform());
    }
    case 'gamma':
      return random.gamma(spread.shape);
    default:
      return spread satisfies never;
  }
}

function drawn(spread: TauSpread, seed: number, stream: string, count: number): Float64Array {
  const random = new Random(seed, stream);
  return Float64Array.from({ length: count }, () => draw(spread, random));
}

/** [neurons] multiples of τm by which the neurons of a hidden layer differ; null if that is not what is spread. */
export function neuronMultiples(
  spread: TauSpread,
  seed: number,
  layer: number,
  neurons: number,
): Float64Array | null {
  if (spread.kind === 'none' || spread.per !== 'neuron') return null;
  return drawn(spread, seed, `tau/hidden.${layer}`, neurons);
}

/**
 * [positions] multiples of τm that all motifs of a hidden layer share; null if that is not what is spread. A
 * position has the same in motifs of any size.
 */
export function positionMultiples(
  spread: TauSpread,
  seed: number,
  layer: number,
  positions: number,
): Float64Array | null {
  if (spread.kind === 'none' || spread.per !== 'position') return null;
  return drawn(spread, seed, `tau/hidden.${layer}/positions`, positions);
}
