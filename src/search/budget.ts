/**
 * What a search spends, counted in gradient passes of a sample, so that strategies can be compared
 * on equal terms. Evaluations on the validation half (at the cuts of one strategy, of the candidates of
 * the other) choose or describe an architecture and train nothing; they are not part of the budget.
 */
import { refuse, valueProblem } from '../core/settings/problem.ts';
import { batchesPerEpoch, FORWARD_COST, sizeOfBatch } from '../training/work.ts';
import type { SearchSettings } from './settings.ts';

/** Sizes of the two halves of the training set. */
export interface HalfSizes {
  readonly train: number;
  readonly valid: number;
}

/** Iterations of a stage: one for each train batch. */
export function iterationsIn(epochs: number, halves: HalfSizes, batchSize: number): number {
  return epochs * batchesPerEpoch(halves.train, batchSize);
}

/**
 * Cost of one HRMAS iteration. First order: one valid pass for α and one train pass for w. Second
 * order: train for the virtual step, valid at w', train twice for the finite difference, train for w.
 * @param iteration number in its stage, from 0
 */
export function iterationCost(
  settings: SearchSettings,
  halves: HalfSizes,
  iteration: number,
): number {
  const { order, weights, plasticity } = settings;
  const { batchSize } = weights;
  const nth = (samples: number) =>
    sizeOfBatch(samples, batchSize, iteration % batchesPerEpoch(samples, batchSize));
  const gradients = (order === 2 ? 4 : 1) * nth(halves.train) + nth(halves.valid);
  return gradients + (plasticity.mode === 'off' ? 0 : FORWARD_COST * plasticity.window);
}

/** Cost of the first iterations of a stage. */
export function stageCost(settings: SearchSettings, halves: HalfSizes, iterations: number): number {
  let cost = 0;
  for (let k = 0; k < iterations; k++) cost += iterationCost(settings, halves, k);
  return cost;
}

/** What HRMAS spends on both of its stages. */
export function searchBudget(settings: SearchSettings, halves: HalfSizes): number {
  const { sizeEpochs, typeEpochs, weights } = settings;
  const cost = (epochs: number) =>
    stageCost(settings, halves, iterationsIn(epochs, halves, weights.batchSize));
  return cost(sizeEpochs) + cost(typeEpochs);
}

/**
 * Updates of each candidate of the random strategy: equal shares of the budget, rounded to whole
 * batches without letting the error grow, so that the sum is within half a batch of the budget.
 * @throws MotifsmithError (`usage`) if a share is too small for a single update
 */
export function candidateUpdates(settings: SearchSettings, halves: HalfSizes): number[] {
  const { candidates, weights } = settings;
  const budget = searchBudget(settings, halves);
  const perEpoch = batchesPerEpoch(halves.train, weights.batchSize);
  let spent = 0;
  return Array.from({ length: candidates }, (_, k) => {
    const target = (budget * (k + 1)) / candidates;
    let updates = 0;
    for (;;) {
      const next = sizeOfBatch(halves.train, weights.batchSize, updates % perEpoch);
      if (spent + next / 2 > target) break;
      spent += next;
      updates += 1;
    }
    if (updates === 0) {
      const allowed = 'so few that the budget gives each at least one update';
      const remedy = 'Try fewer candidates, or search for more epochs.';
      refuse(valueProblem(['search', 'candidates'], candidates, allowed, remedy));
    }
    return updates;
  });
}
