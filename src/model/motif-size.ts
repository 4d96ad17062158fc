/** What motif sizes and the layer that they tile must satisfy together. */
import type { KeyPath } from '../core/settings/key-path.ts';
import { type SettingProblem, valueProblem } from '../core/settings/problem.ts';
import type { Boundary } from './architecture-schema.ts';

/** A layer that motifs tile. */
export interface TiledLayer {
  readonly neurons: number;
  readonly boundary: Boundary;
  /** Names the layer in messages. */
  readonly name: string;
}

/** A ring of two motifs would join each pair of neighbours twice. */
const FEWEST_IN_RING = 3;

/**
 * What is wrong with the size of a motif, or null.
 * @param path of the size, for messages
 */
export function motifSizeProblem(
  path: KeyPath,
  size: number,
  { neurons, boundary, name }: TiledLayer,
): SettingProblem | null {
  if (size > neurons) {
    const allowed = `at most ${neurons}, the neurons of ${name}`;
    return valueProblem(path, size, allowed, 'Choose a smaller motif or a larger layer.');
  }
  if (boundary === 'ring' && Math.ceil(neurons / size) < FEWEST_IN_RING) {
    const allowed = `small enough that ${name}, a ring of ${neurons} neurons, has ${FEWEST_IN_RING} motifs`;
    return valueProblem(path, size, allowed, "Choose a smaller motif, or the boundary 'open'.");
  }
  return null;
}

/**
 * What is wrong with the candidate sizes of a search, or null.
 * @param path of the list of sizes, for messages
 */
export function candidateSizesProblem(
  path: KeyPath,
  sizes: readonly number[],
  layer: TiledLayer,
): SettingProblem | null {
  for (const [k, size] of sizes.entries()) {
    if (k > 0 && size <= sizes[k - 1]!) {
      const allowed = `above ${sizes[k - 1]}, the size before it`;
      return valueProblem([...path, k], size, allowed, 'Sort the motif sizes, each once.');
    }
    const problem = motifSizeProblem([...path, k], size, layer);
    if (problem !== null) return problem;
  }
  return null;
}
