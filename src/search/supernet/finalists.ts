/** The motifs that are compared at the end of a gradient search: the decided one, and others like it. */
import * as z from 'zod';
import { Random } from '../../core/random.ts';
import { explain, type Settings, whole } from '../../core/settings/declare.ts';
import { type SettingProblem, valueProblem } from '../../core/settings/problem.ts';
import type { EngineNetwork, NeuronParameters, Vector } from '../../engine/engine.ts';
import type { Architecture, MotifTopology } from '../../model/architecture-schema.ts';
import { sampled } from '../../model/relaxation.ts';
import { type Blueprint, blueprint } from '../../model/shape.ts';
import { discretise } from '../../model/supernet.ts';
import {
  neuronsIn,
  neuronTensors,
  readIntrinsic,
  type Tensors,
  tensorData,
  tensorsUnder,
  vectorTensor,
  withPrefix,
} from '../../training/network.ts';
import { drawLayer } from '../candidates/drawn-layer.ts';
import type { NetworkTemplate } from '../template.ts';
import type { SearchedLayer } from './architecture-gradient.ts';
import { carriedPlaces } from './carry.ts';
import { cutToMotifs } from './cut-architecture.ts';

export const finalistSchema = z.strictObject({
  count: explain(
    whole(1),
    'How many. Of a gradient search, the motif decided on and motifs sampled from the probabilities found; of evolution, the best candidates; 1: no comparison.',
  ).default(1),
  fromPrior: explain(
    whole(0),
    'How many of the finalists of a gradient search are drawn at random instead: insurance against a search that went astray.',
  ).default(0),
  sharedEpochs: explain(
    whole(1),
    'Training that they share, in passes over the half for weights.',
    'epochs',
  ).default(10),
  inherit: explain(
    z.boolean(),
    'Whether they start from the weights, R and τ of the supernet or of the candidate; false: from fresh ones.',
  ).default(false),
  rank: explain(
    z.boolean(),
    'Whether the finalists of a gradient search are also measured with the weights of the supernet before they are trained, to see whether it ranks them right.',
  ).default(false),
});

/** How many motifs of one search are compared, and how. */
export interface FinalistSettings extends Settings<typeof finalistSchema> {}

/** Null if the settings fit together, or if the strategy draws no finalists. */
export function finalistProblem({
  strategy,
  finalists: { count, fromPrior },
}: {
  readonly strategy: string;
  readonly finalists: Pick<FinalistSettings, 'count' | 'fromPrior'>;
}): SettingProblem | null {
  if (strategy !== 'hrmas' || fromPrior < count) return null;
  const finalists = count === 1 ? 'the only finalist' : `one of the ${count} finalists`;
  return valueProblem(
    ['search', 'finalists', 'fromPrior'],
    fromPrior,
    `at most ${count - 1}, as ${finalists} is the motif decided on`,
    'Lower it, or raise search.finalists.count.',
  );
}

/** A motif to be compared, and what its training starts from; fresh weights if left out. */
export interface Finalist {
  readonly architecture: Architecture;
  readonly start?: { readonly weights: Vector; readonly neurons: readonly NeuronParameters[] };
}

/** Draws of a finalist before one that is already there is taken again. */
const ATTEMPTS = 20;

interface FinalistInput {
  /** The supernet before the cut of types. */
  readonly network: EngineNetwork;
  /** [P] its weights, or their average. */
  readonly weights: Vector;
  readonly plan: Blueprint;
  readonly searched: readonly SearchedLayer[];
  readonly settings: FinalistSettings;
  readonly template: NetworkTemplate;
  readonly seed: number;
}

/** @param decided comes first; none at all where there is nothing to compare it with */
export function proposeFinalists(input: FinalistInput, decided: Architecture): Finalist[] {
  const { network, weights: all, plan, searched, settings } = input;
  if (settings.count === 1) return [];
  const found = new Map([[JSON.stringify(decided), decided]]);
  const architectures = [decided];
  for (let k = 1; k < settings.count; k++) {
    let drawn = decided;
    for (let attempt = 0; attempt < ATTEMPTS && found.has(JSON.stringify(drawn)); attempt++) {
      const motifs = searched.map((layer) => drawFinalist(input, layer, k, attempt));
      drawn = cutToMotifs(plan.architecture, searched, motifs);
    }
    found.set(JSON.stringify(drawn), drawn);
    architectures.push(drawn);
  }
  if (!settings.inherit && !settings.rank)
    return architectures.map((architecture) => ({ architecture }));
  const neurons = readIntrinsic(network);
  return architectures.map((architecture) => {
    // A motif of another size has connections that the supernet lacks by now.
    if (!fits(architecture, plan.architecture)) return { architecture };
    const places = carriedPlaces(plan, blueprint(architecture));
    const weights = all.slice(0, places.length);
    places.forEach((place, k) => {
      weights[k] = all[place]!;
    });
    return { architecture, start: { weights, neurons } };
  });
}

/** The last ones come from the prior, the others from the probabilities of the search. */
function drawFinalist(
  { settings: { count, fromPrior }, template, seed }: FinalistInput,
  { layer, supernet, logits }: SearchedLayer,
  k: number,
  attempt: number,
): MotifTopology {
  const stream = `finalist/${k}/${attempt}/hidden.${layer}`;
  if (k >= count - fromPrior) return drawLayer(template, { seed, layer, stream }).motif;
  return discretise(supernet, sampled(logits, 1, new Random(seed, stream)).weights, 0);
}

/** Whether the motifs have the sizes that the supernet has. */
const fits = (discrete: Architecture, supernet: Architecture): boolean =>
  discrete.hidden.every((layer, l) => {
    const candidates = supernet.hidden[l]!;
    return (
      layer.kind !== 'scml' ||
      candidates.kind !== 'supernet' ||
      candidates.sizes.includes(layer.motif.size)
    );
  });

/** What of the finalists is not in their architectures, for a snapshot. */
export const finalistTensors = (finalists: readonly Finalist[]): Tensors =>
  Object.assign(
    {},
    ...finalists.map(({ start }, k) => {
      if (!start) return {};
      const tensors = { weights: vectorTensor(start.weights), ...neuronTensors(start.neurons) };
      return withPrefix(tensors, `finalist.${k}`);
    }),
  );

/** Inverse of `finalistTensors`. */
export const restoreFinalists = (
  architectures: readonly Architecture[],
  tensors: Tensors,
): Finalist[] =>
  architectures.map((architecture, k) => {
    const own = tensorsUnder(tensors, `finalist.${k}`);
    if (!('weights' in own)) return { architecture };
    const weights = tensorData(own, 'weights') as Vector;
    return {
      architecture,
      start: { weights, neurons: neuronsIn(own, architecture.hidden.length + 1) },
    };
  });
