/** Settings of the evolutionary strategy, and what they and the number of candidates must satisfy together. */
import * as z from 'zod';
import { explain, type Settings, whole } from '../../core/settings/declare.ts';
import { type SettingProblem, valueProblem } from '../../core/settings/problem.ts';
import type { FinalistSettings } from '../supernet/finalists.ts';

const share = () => z.number().min(0).max(1);

export const evolutionSchema = z.strictObject({
  population: explain(
    whole(1),
    'Motifs alive at a time. As many are drawn at random at the beginning; then each child takes the place of the oldest.',
  ).default(5),
  sample: explain(
    whole(1),
    'Living motifs drawn at random, with replacement, of which the best becomes the parent.',
  ).default(3),
  sizeRate: explain(share(), 'Share of the mutations that change the motif size.').default(0.1),
  rowRate: explain(
    share(),
    'Share of the mutations that draw all connections to one neuron of the motif again.',
  ).default(0.3),
  typeRate: explain(
    share(),
    'Share of the connections whose types any other mutation changes; at least one. Time constants are drawn again with this probability.',
  ).default(0.1),
  inherit: explain(
    z.boolean(),
    'Whether a child starts from the weights of its parent where connections survive; false: from fresh ones.',
  ).default(false),
});

/** Aging evolution over motifs. */
export interface EvolutionSettings extends Settings<typeof evolutionSchema> {}

/** What of the settings of a search evolution depends on. */
interface EvolutionRules {
  readonly strategy: string;
  readonly candidates: number;
  readonly evolution: EvolutionSettings;
  readonly finalists: Pick<FinalistSettings, 'count'>;
}

/** Null if the settings fit together, or if the strategy is another one. */
export function evolutionProblem({
  strategy,
  candidates,
  evolution: { population, sizeRate, rowRate },
  finalists,
}: EvolutionRules): SettingProblem | null {
  if (strategy !== 'evolution') return null;
  const at = (name: string) => ['search', 'evolution', name];
  if (population >= candidates) {
    const allowed = `less than search.candidates (${candidates}), so that there are children`;
    return valueProblem(at('population'), population, allowed);
  }
  if (sizeRate + rowRate > 1) {
    const allowed = `at most 1 minus search.evolution.sizeRate (${sizeRate})`;
    return valueProblem(at('rowRate'), rowRate, allowed);
  }
  if (finalists.count > candidates) {
    const allowed = `at most search.candidates (${candidates})`;
    return valueProblem(['search', 'finalists', 'count'], finalists.count, allowed);
  }
  return null;
}
