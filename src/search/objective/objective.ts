/**
 * What a search optimises besides accuracy: prices on what a network takes to run. Every cost is a share of
 * the most that the search space allows, so that a price means the same for any data and size of network.
 */
import * as z from 'zod';
import { explain, type Settings } from '../../core/settings/declare.ts';
import { type SettingProblem, valueProblem } from '../../core/settings/problem.ts';
import { FORWARD_COST } from '../../training/work.ts';
import type { Costs, Measure } from '../events.ts';

const price = (description: string) =>
  explain(
    z.number().min(0),
    description,
    'accuracy (as a fraction) or loss, per cost of 1',
  ).default(0);

export const objectiveSchema = z.strictObject({
  connections: price(
    'Price of recurrent connections. A cost of 1: all that the largest motif size allows, none absent.',
  ),
  spikes: price('Price of spikes. A cost of 1: every hidden neuron fires at every step.'),
  synops: price(
    'Price of synaptic operations, one for each connection that a spike of a hidden neuron crosses. A cost of 1: every hidden neuron fires at every step, with all connections that the largest motif size allows.',
  ),
});

/** Prices; all 0: accuracy alone. */
export interface Objective extends Settings<typeof objectiveSchema> {}

/** Whether anything has a price. */
export const isPriced = ({ connections, spikes, synops }: Objective): boolean =>
  connections > 0 || spikes > 0 || synops > 0;

/** Work of evaluating a sample: where operations have a price, its spikes are recorded in another pass. */
export const evaluationCost = ({ synops }: Objective): number =>
  synops > 0 ? 2 * FORWARD_COST : FORWARD_COST;

/** What of the settings of a search decides whether a price on spikes can have an effect. */
interface PricedSearch {
  readonly strategy: string;
  readonly objective: Objective;
  readonly selection: { readonly kind: string };
  readonly finalists: { readonly count: number };
}

/** Null unless something has a price that nothing in the search would ask for. */
export function objectiveProblem({
  strategy,
  objective,
  selection,
  finalists,
}: PricedSearch): SettingProblem | null {
  const measured = strategy !== 'hrmas' || selection.kind === 'perturbation' || finalists.count > 1;
  if (objective.spikes === 0 || measured) return null;
  return valueProblem(
    ['search', 'objective', 'spikes'],
    objective.spikes,
    '0, as spikes have no gradient',
    'Set search.selection.kind=perturbation or search.finalists.count, which measure them, or a price on synops.',
  );
}

/** What the costs add up to. @param costs left out where nothing has a price */
export function priceOf(
  objective: Objective,
  { connections, spikes, synops = 0 }: Costs = { connections: 0, spikes: 0 },
): number {
  return (
    objective.connections * connections + objective.spikes * spikes + objective.synops * synops
  );
}

/** What networks are compared by. */
export interface Judged {
  readonly validation: Measure;
  readonly costs?: Costs | undefined;
}

/**
 * For sorting, better first: higher accuracy less the price, then lower loss plus the price; no difference
 * is left to the order in which networks were tried.
 */
export function byMerit(objective: Objective): (a: Judged, b: Judged) => number {
  const accuracy = ({ validation, costs }: Judged) =>
    validation.accuracy - priceOf(objective, costs);
  const loss = ({ validation, costs }: Judged) => validation.loss + priceOf(objective, costs);
  return (a, b) => accuracy(b) - accuracy(a) || loss(a) - loss(b);
}
