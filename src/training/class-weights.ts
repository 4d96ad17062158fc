/**
 * Classes of which there are few samples can count for more in training, so that a network does not learn to prefer
 * the frequent ones.
 */
import { classCounts } from '../data/events/class-balance.ts';
import type { SampleSource } from '../data/events/sample-source.ts';
import type { Loss } from '../engine/loss.ts';
import type { WeightSettings } from './settings.ts';

/**
 * N / (C n_c), with N samples of C classes that occur: every class counts for the same, and the mean over the
 * samples is 1. A class without samples has the weight 1.
 */
export function balancedWeights(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 1 : total / (present * count)));
}

/** What training minimises, with the weights of the classes of its samples. */
export function trainingLoss(
  { loss, classWeights }: Pick<WeightSettings, 'loss' | 'classWeights'>,
  train: SampleSource,
  classes: number,
): Loss {
  if (classWeights === 'none') return loss;
  return { ...loss, classWeights: balancedWeights(classCounts(train, classes)) };
}
