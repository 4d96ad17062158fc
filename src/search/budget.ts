/**
 * What a search spends, counted in gradient passes of a sample, so that strategies can be compared
 * on equal terms. Evaluations on the validation half (at the cuts of one strategy, of the candidates of
 * the other) choose or describe an architecture and train nothing; they are not part of the budget.
 */
import type { KeyPath } from '../core/settings/key-path.ts';
import { refuse, valueProblem } from '../core/settings/problem.ts';
import { CONNECTION_TYPES } from '../model/connection-types.ts';
import { batchesPerEpoch, FORWARD_COST, samplesInUpdates, sizeOfBatch } from '../training/work.ts';
import { evaluationCost } from './objective/objective.ts';
import type { SearchSettings } from './settings.ts';
import { RATE_SAMPLES } from './supernet/price.ts';
import type { NetworkTemplate } from './template.ts';

/** Sizes of the two halves of the training set. */
export interface HalfSizes {
  readonly train: number;
  readonly valid: number;
}

/** Iterations of a stage: one for each train batch. */
export function iterationsIn(epochs: number, halves: HalfSizes, batchSize: number): number {
  return epochs * batchesPerEpoch(halves.train, batchSize);
}

/** Iterations of a stage in which α stays. */
export function warmUpIterations(
  { relaxation, weights }: Pick<SearchSettings, 'relaxation' | 'weights'>,
  halves: HalfSizes,
  stage: 'size' | 'types',
): number {
  return stage === 'size' ? iterationsIn(relaxation.warmUpEpochs, halves, weights.batchSize) : 0;
}

/**
 * Cost of one HRMAS iteration. First order: one valid pass for α and one train pass for w. Second
 * order: train for the virtual step, valid at w', train twice for the finite difference, train for w.
 * While the network warms up: a train pass for w and a look at the valid batch. Where operations have a
 * price, firing rates are measured on part of the valid batch.
 * @param iteration number in its stage, from 0
 */
function iterationCost(
  settings: SearchSettings,
  halves: HalfSizes,
  stage: 'size' | 'types',
  iteration: number,
): number {
  const { order, weights, plasticity, objective } = settings;
  const { batchSize } = weights;
  const nth = (samples: number) =>
    sizeOfBatch(samples, batchSize, iteration % batchesPerEpoch(samples, batchSize));
  const [train, valid] = [nth(halves.train), nth(halves.valid)];
  const window = plasticity.mode === 'off' ? 0 : FORWARD_COST * plasticity.window;
  if (iteration < warmUpIterations(settings, halves, stage)) {
    return train + FORWARD_COST * valid + window;
  }
  const rates = objective.synops > 0 ? FORWARD_COST * Math.min(RATE_SAMPLES, valid) : 0;
  return (order === 2 ? 4 : 1) * train + valid + rates + window;
}

/** Cost of the first iterations of a stage. */
export function stageCost(
  settings: SearchSettings,
  halves: HalfSizes,
  stage: 'size' | 'types',
  iterations: number,
): number {
  let cost = 0;
  for (let k = 0; k < iterations; k++) cost += iterationCost(settings, halves, stage, k);
  return cost;
}

/** What the finalists of a gradient or evolutionary search share. */
export function finalistBudget(
  { finalists }: Pick<SearchSettings, 'finalists'>,
  { train }: HalfSizes,
): number {
  return finalists.count === 1 ? 0 : finalists.sharedEpochs * train;
}

/** What of the search space the cost of a selection depends on. */
export type SelectionSpace = Pick<
  NetworkTemplate,
  'hidden' | 'motifSizes' | 'lateral' | 'tauCandidates'
>;

/**
 * Cost of deciding what stays at the end of a stage, beyond looking at the logits: forward passes for every
 * alternative, and fine-tuning. Types and time constants are counted for the largest candidate size, whichever is chosen.
 */
export function selectionCost(
  { selection, plasticity, weights, objective }: SearchSettings,
  { hidden, motifSizes, lateral, tauCandidates = [] }: SelectionSpace,
  halves: HalfSizes,
  stage: 'size' | 'types',
): number {
  if (selection.kind === 'argmax') return 0;
  const largest = Math.max(...motifSizes);
  const positions = largest * largest + (lateral ? 2 * largest : 0);
  const measured = {
    size: motifSizes.length,
    types:
      (selection.unit === 'row'
        ? largest * (1 + selection.draws)
        : positions * CONNECTION_TYPES.length) +
      (tauCandidates.length > 1 ? largest * tauCandidates.length : 0),
  }[stage];
  const layers = hidden.filter(({ kind }) => kind === 'scml').length;
  const samples = Math.min(selection.samples, halves.valid);
  const updates = iterationsIn(selection.fineTuneEpochs, halves, weights.batchSize);
  const window = plasticity.mode === 'off' ? 0 : FORWARD_COST * plasticity.window;
  return (
    evaluationCost(objective) * samples * measured * layers +
    selection.fineTuneEpochs * halves.train +
    window * updates
  );
}

/** What HRMAS spends on both of its stages, on deciding, and on its finalists. */
export function searchBudget(
  settings: SearchSettings,
  space: SelectionSpace,
  halves: HalfSizes,
): number {
  const { sizeEpochs, typeEpochs, weights } = settings;
  const cost = (stage: 'size' | 'types', epochs: number) =>
    stageCost(settings, halves, stage, iterationsIn(epochs, halves, weights.batchSize)) +
    selectionCost(settings, space, halves, stage);
  return cost('size', sizeEpochs) + cost('types', typeEpochs) + finalistBudget(settings, halves);
}

/** One round of a comparison of candidates. */
export interface Round {
  /** [entrants] updates that each has had at the end of the round, those of earlier rounds included. */
  readonly updates: readonly number[];
}

/** Entrants of each round of successive halving, as long as there are at least two to compare. */
function roundSizes(entrants: number, reduction: number): number[] {
  const sizes = [entrants];
  while (reduction > 1) {
    const next = Math.floor(sizes.at(-1)! / reduction);
    if (next < 2) break;
    sizes.push(next);
  }
  return sizes;
}

/**
 * Successive halving (Jamieson and Talwalkar 2016): every round gets an equal share of the budget, and all
 * entrants of a round an equal share of that; one in `reduction` goes on to the next. What rounding to
 * whole updates leaves over goes to the next round. With a single round, shares are rounded without letting
 * the error grow, so that the sum is within half a batch of the budget.
 * @param budget gradient passes of a sample
 * @param path of the setting that says how many entrants there are
 * @throws MotifsmithError (`usage`) if a share is too small for a single update
 */
function planRounds(
  budget: number,
  entrants: number,
  { reduction, weights }: Pick<SearchSettings, 'reduction' | 'weights'>,
  halves: HalfSizes,
  path: KeyPath,
): Round[] {
  const { batchSize } = weights;
  const sizes = roundSizes(entrants, reduction);
  const perEpoch = batchesPerEpoch(halves.train, batchSize);
  const batch = (update: number) => sizeOfBatch(halves.train, batchSize, update % perEpoch);
  const few = () => {
    const allowed = 'so few that the budget gives each at least one update';
    const remedy = 'Try fewer, or search for more epochs.';
    refuse(valueProblem(path, entrants, allowed, remedy));
  };
  let spent = 0;
  if (sizes.length === 1) {
    const updates = Array.from({ length: entrants }, (_, k) => {
      const target = (budget * (k + 1)) / entrants;
      let own = 0;
      for (; spent + batch(own) / 2 <= target; own++) spent += batch(own);
      if (own === 0) few();
      return own;
    });
    return [{ updates }];
  }
  let updates = 0;
  return sizes.map((size, round) => {
    const target = (budget * (round + 1)) / sizes.length;
    const before = updates;
    for (; spent + (size * batch(updates)) / 2 <= target; updates++) spent += size * batch(updates);
    if (updates === before) few();
    return { updates: new Array<number>(size).fill(updates) };
  });
}

/** Rounds of the random strategy, which may spend what HRMAS would. */
export function randomRounds(
  settings: SearchSettings,
  space: SelectionSpace,
  halves: HalfSizes,
): Round[] {
  const budget = searchBudget(settings, space, halves);
  return planRounds(budget, settings.candidates, settings, halves, ['search', 'candidates']);
}

/**
 * Trials of the evolutionary strategy, one after the other: what HRMAS may spend, but for the share of the
 * finalists, which come after them.
 */
export function evolutionRound(
  settings: SearchSettings,
  space: SelectionSpace,
  halves: HalfSizes,
): Round {
  const budget = searchBudget(settings, space, halves) - finalistBudget(settings, halves);
  const single = { ...settings, reduction: 1 };
  return planRounds(budget, settings.candidates, single, halves, ['search', 'candidates'])[0]!;
}

/** Rounds in which the finalists of a gradient or evolutionary search are compared; none if there is only one. */
export function finalistRounds(settings: SearchSettings, halves: HalfSizes): Round[] {
  const { count } = settings.finalists;
  if (count === 1) return [];
  const budget = finalistBudget(settings, halves);
  return planRounds(budget, count, settings, halves, ['search', 'finalists', 'count']);
}

/** Work of rounds in order, evaluations included. */
export function roundsWork(
  rounds: readonly Round[],
  halves: HalfSizes,
  { weights: { batchSize }, objective }: Pick<SearchSettings, 'weights' | 'objective'>,
): number {
  return rounds.reduce((sum, { updates }, r) => {
    const before = r === 0 ? 0 : rounds[r - 1]!.updates[0]!;
    const trained = (count: number) => samplesInUpdates(halves.train, batchSize, count);
    const own = updates.reduce((part, count) => part + trained(count) - trained(before), 0);
    return sum + own + evaluationCost(objective) * halves.valid * updates.length;
  }, 0);
}
