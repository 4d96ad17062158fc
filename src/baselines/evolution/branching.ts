/**
 * The branching ratio of a liquid: how many spikes of its targets follow a spike, over how many of its sources
 * went before. At 1, activity neither dies out nor explodes, which is where liquids are said to compute best.
 */
import type { SpikeTrain } from '../../engine/engine.ts';
import { connects, type Mask } from './mask.ts';

/** Sum of the ratios, and spikes that they are of: pooled over samples, so that each spike counts the same. */
export interface BranchingSum {
  readonly ratios: number;
  readonly spikes: number;
}

/** @param width w, steps before and after a spike; spikes within w of either end are left out */
export function branchingOf(
  mask: Mask,
  { offsets, neurons }: SpikeTrain,
  width: number,
  before: BranchingSum = { ratios: 0, spikes: 0 },
): BranchingSum {
  let { ratios, spikes } = before;
  const steps = offsets.length - 1;
  for (let t = width; t < steps - width; t++) {
    for (let k = offsets[t]!; k < offsets[t + 1]!; k++) {
      const i = neurons[k]!;
      let sources = 0;
      for (let s = offsets[t - width]!; s < offsets[t]!; s++) {
        if (connects(mask, i, neurons[s]!)) sources += 1;
      }
      if (sources === 0) continue;
      let targets = 0;
      for (let s = offsets[t + 1]!; s < offsets[t + width + 1]!; s++) {
        if (connects(mask, neurons[s]!, i)) targets += 1;
      }
      ratios += targets / sources;
      spikes += 1;
    }
  }
  return { ratios, spikes };
}

/** |σ − 1|; infinite, the worst possible, where no spike has a ratio. */
export const criticality = ({ ratios, spikes }: BranchingSum): number =>
  spikes === 0 ? Infinity : Math.abs(ratios / spikes - 1);
