/**
 * The branching ratio of a liquid: how many spikes of its targets follow a spike, over how many of its sources
 * went before. At 1, activity neither dies out nor explodes, which is where liquids are said to compute best.
 */
import type { SpikeTrain } from '../../engine/engine.ts';
import { type Mask, rowOf, visitRow } from './mask.ts';

/** Sum of the ratios, and spikes that they are of: pooled over samples, so that each spike counts the same. */
export interface BranchingSum {
  readonly ratios: number;
  readonly spikes: number;
}

/** Measures one liquid. A window slides over a sample, and each spike that it meets is counted where it arrives. */
export class Branching {
  readonly #width: number;
  /** [N] of each neuron. */
  readonly #sources: readonly number[][];
  readonly #targets: readonly number[][];
  /** [N] spikes of its sources in the window before, and of its targets in the one after. */
  readonly #before: Uint32Array;
  readonly #after: Uint32Array;
  #ratios = 0;
  #spikes = 0;

  /** @param width w, steps before and after a spike; spikes within w of either end are left out */
  constructor(mask: Mask, width: number) {
    const { neurons } = mask;
    const rows = () => Array.from({ length: neurons }, (): number[] => []);
    const [sources, targets] = [rows(), rows()];
    for (let target = 0; target < neurons; target++) {
      visitRow(rowOf(mask, target), (source) => {
        sources[target]!.push(source);
        targets[source]!.push(target);
      });
    }
    this.#width = width;
    this.#sources = sources;
    this.#targets = targets;
    this.#before = new Uint32Array(neurons);
    this.#after = new Uint32Array(neurons);
  }

  get sum(): BranchingSum {
    return { ratios: this.#ratios, spikes: this.#spikes };
  }

  /** Adds a sample. */
  add(train: SpikeTrain): void {
    const [before, after, width] = [this.#before, this.#after, this.#width];
    const { offsets, neurons } = train;
    const end = offsets.length - 1 - width;
    if (end <= width) return;
    before.fill(0);
    after.fill(0);
    for (let t = 0; t < width; t++) {
      count(train, t, this.#targets, before, 1);
      count(train, width + 1 + t, this.#sources, after, 1);
    }
    for (let t = width; t < end; t++) {
      for (let k = offsets[t]!; k < offsets[t + 1]!; k++) {
        const neuron = neurons[k]!;
        if (before[neuron] === 0) continue;
        this.#ratios += after[neuron]! / before[neuron]!;
        this.#spikes += 1;
      }
      if (t + 1 === end) break;
      count(train, t, this.#targets, before, 1);
      count(train, t - width, this.#targets, before, -1);
      count(train, t + width + 1, this.#sources, after, 1);
      count(train, t + 1, this.#sources, after, -1);
    }
  }
}

/** Adds to the counts of those that the spikes of a step concern. */
function count(
  { offsets, neurons }: SpikeTrain,
  t: number,
  concerned: readonly (readonly number[])[],
  counts: Uint32Array,
  by: 1 | -1,
): void {
  for (let k = offsets[t]!; k < offsets[t + 1]!; k++) {
    const others = concerned[neurons[k]!]!;
    for (let o = 0; o < others.length; o++) counts[others[o]!]! += by;
  }
}

/** |σ − 1|; infinite, the worst possible, where no spike has a ratio. */
export const criticality = ({ ratios, spikes }: BranchingSum): number =>
  spikes === 0 ? Infinity : Math.abs(ratios / spikes - 1);
