/** What a search is started with, and how much of the data its strategy gets to see. */
import { MotifsmithError } from '../core/errors.ts';
import { Random } from '../core/random.ts';
import { refuse } from '../core/settings/problem.ts';
import { stratifiedSplit } from '../data/datasets/split.ts';
import type { SampleSource } from '../data/events/sample-source.ts';
import type { Engine } from '../engine/engine.ts';
import { earlyStoppingProblem } from '../training/early-stopping.ts';
import { checkSearch, type SearchSettings } from './settings.ts';
import type { StrategyFactory, StrategyInput } from './strategy.ts';
import { checkTemplate, type NetworkTemplate } from './template.ts';

/** What a search is started with. */
export interface SearchInput {
  readonly engine: Engine;
  readonly template: NetworkTemplate;
  readonly train: SampleSource;
  /** Evaluated after each epoch of the final training, never trained on; null for none. */
  readonly validation: SampleSource | null;
  /** Evaluated once, at the very end. */
  readonly test: SampleSource;
  readonly settings: SearchSettings;
  /** Replaces the strategy that `settings.strategy` names. */
  readonly strategy?: StrategyFactory;
  readonly seed: number;
}

/**
 * The input with its settings checked, and what the strategy may see of it: the training set in two
 * equal halves, stratified by class.
 * @throws MotifsmithError `usage` for impossible settings or templates, `data` without samples
 */
export function checkSearchInput(given: SearchInput): {
  input: SearchInput;
  halves: StrategyInput;
} {
  const { engine, template, seed, train, test } = given;
  if (test.length === 0) {
    throw new MotifsmithError('data', 'There are no test samples.', {
      where: 'test',
      remedy: 'Check how the data set is split.',
    });
  }
  checkTemplate(template);
  const [forWeights, forArchitecture] = stratifiedSplit(train, 0.5, new Random(seed, 'halves'));
  const settings = checkSearch(given.settings, template, forWeights.length);
  refuse(earlyStoppingProblem(settings.retrain, given.validation !== null, ['search', 'retrain']));
  return {
    input: { ...given, settings },
    halves: { engine, template, settings, seed, train: forWeights, valid: forArchitecture },
  };
}
