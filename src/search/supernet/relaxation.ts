/** The searched layers as each pass of the search sees them: how discrete, and how decided. */
import * as z from 'zod';
import { exp, log } from '../../core/math.ts';
import { Random } from '../../core/random.ts';
import { explain, positive, type Settings, whole } from '../../core/settings/declare.ts';
import { penaliseEntropy, sampled } from '../../model/relaxation.ts';
import type { ArchitectureLogits } from '../../model/supernet.ts';
import { type RelaxedLayer, type SearchedLayer, softly } from './architecture-gradient.ts';

/** What the supernet consists of in one pass: a mixture of all alternatives, or a sample of them. */
const RELAXATIONS = ['softmax', 'gumbel'] as const;

export const relaxationSchema = z.strictObject({
  kind: explain(
    z.enum(RELAXATIONS),
    'softmax: all sizes and types at once, weighted by their probabilities, as in the paper; gumbel: one sampled size and one sampled type at every position in each pass (straight-through Gumbel-softmax).',
  ).default('softmax'),
  temperature: explain(
    z.tuple([positive(), positive()]),
    'Temperature of the softmax over the alternatives, at the start and at the end of the search; it falls geometrically. 1 is the paper’s.',
  ).default([1, 1]),
  entropyPenalty: explain(
    z.number().min(0),
    'Weight, at the end of the search, of a penalty on the entropy of the alternatives; it grows linearly from 0.',
    'loss per nat',
  ).default(0),
  warmUpEpochs: explain(
    whole(0),
    'Epochs at the start of the search in which only weights are trained.',
    'epochs',
  ).default(0),
});

/** How alternatives are weighed during a gradient search. */
export interface RelaxationSettings extends Settings<typeof relaxationSchema> {}

/** @param progress share of the search's iterations that are done, 0 … 1 */
function temperatureAt(
  { temperature: [start, end] }: RelaxationSettings,
  progress: number,
): number {
  if (start === end) return start;
  return exp(log(start) + progress * (log(end) - log(start)));
}

/**
 * T of softmax(α/T), the probability that an alternative has in a pass: the noise of a sample makes that
 * softmax(α), whatever the temperature.
 */
export const probabilityTemperature = (
  settings: RelaxationSettings,
  { progress }: Moment,
): number => (settings.kind === 'gumbel' ? 1 : temperatureAt(settings, progress));

/** A moment of the search, from which all of its random streams follow. */
export interface Moment {
  readonly seed: number;
  readonly stage: string;
  /** Number in the stage, from 0. */
  readonly iteration: number;
  /** Share of the iterations of the search that are done, 0 … 1. */
  readonly progress: number;
}

/** @param pass names the random stream: what the pass is for */
export function relaxLayers(
  searched: readonly SearchedLayer[],
  settings: RelaxationSettings,
  { seed, stage, iteration, progress }: Moment,
  pass: string,
): RelaxedLayer[] {
  const temperature = temperatureAt(settings, progress);
  switch (settings.kind) {
    case 'softmax':
      return softly(searched, temperature);
    case 'gumbel':
      return searched.map(({ logits, ...rest }) => {
        const stream = `gumbel/${stage}/${iteration + 1}/${pass}/hidden.${rest.layer}`;
        return { ...rest, relaxation: sampled(logits, temperature, new Random(seed, stream)) };
      });
    default:
      return settings.kind satisfies never;
  }
}

/** Adds the gradient of the entropy penalty to ∂E/∂α of each searched layer, in place. */
export function addPenalty(
  searched: readonly SearchedLayer[],
  settings: RelaxationSettings,
  { progress }: Moment,
  gradients: readonly ArchitectureLogits[],
): void {
  const factor = settings.entropyPenalty * progress;
  if (factor === 0) return;
  const temperature = temperatureAt(settings, progress);
  searched.forEach(({ supernet, logits }, s) => {
    penaliseEntropy(supernet, logits, temperature, factor, gradients[s]!);
  });
}
