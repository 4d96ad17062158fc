/** The strategies that come with the package, and the choice between them and a program's own. */
import { MotifsmithError } from '../core/errors.ts';
import { Evolution } from './candidates/evolution.ts';
import { RandomSearch } from './candidates/random-search.ts';
import { STRATEGIES, type StrategyName } from './settings.ts';
import type { StrategyFactory } from './strategy.ts';
import { Hrmas } from './supernet/hrmas.ts';

const BUILT_IN: Readonly<Record<StrategyName, StrategyFactory>> = {
  hrmas: { name: 'hrmas', start: Hrmas.start, restore: Hrmas.restore },
  evolution: { name: 'evolution', start: Evolution.start, restore: Evolution.restore },
  random: { name: 'random', start: RandomSearch.start, restore: RandomSearch.restore },
};

/**
 * @param named the strategy in the settings, which a program's own replaces
 * @throws MotifsmithError (`usage`) if a program's own has no name or that of another
 */
export function strategyOf(named: StrategyName, own: StrategyFactory | undefined): StrategyFactory {
  if (own === undefined) return BUILT_IN[named];
  const taken: readonly string[] = STRATEGIES;
  if (own.name !== '' && !taken.includes(own.name)) return own;
  throw new MotifsmithError('usage', `The name "${own.name}" is not free for another strategy.`, {
    where: 'strategy.name',
    remedy: `Give it a name other than ${STRATEGIES.join(', ')}: snapshots are identified by it.`,
  });
}
