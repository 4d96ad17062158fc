/**
 * What is given before a search: everything about a network except the motifs of its SC-ML layers.
 * All strategies and all fixed comparisons fill in the same template, so they do not differ otherwise.
 */
import * as z from 'zod';
import { LIMITS } from '../core/limits.ts';
import { checkSettings } from '../core/settings/check.ts';
import { explain, fieldOf, type Settings, whole } from '../core/settings/declare.ts';
import { formatPath, type KeyPath } from '../core/settings/key-path.ts';
import { refuse, type SettingProblem, valueProblem } from '../core/settings/problem.ts';
import type { Architecture, HiddenLayer } from '../model/architecture-schema.ts';
import { BOUNDARIES } from '../model/connection-types.ts';
import { candidateSizesProblem } from '../model/motif-size.ts';
import { NEURON_CONSTANTS } from '../model/neuron.ts';
import { READOUTS } from '../model/readout.ts';
import { optionalTimeFields, tauProblem, tauTable } from './time-constants.ts';

const layerTemplate = z.strictObject({
  kind: explain(
    z.enum(['scml', 'dense', 'feedforward']),
    'scml: motifs, which the search designs; dense: all-to-all recurrence; feedforward: no recurrence.',
  ),
  neurons: explain(
    whole(1).refine((count) => count <= LIMITS.neurons, {
      error: () => `at most ${LIMITS.neurons}`,
    }),
    'Size of the layer.',
    'neurons',
  ),
});

/** The hidden layers of a template. */
export const layersField = explain(
  z.array(layerTemplate).min(1),
  'Hidden layers in order, at least one of them scml.',
).default([{ kind: 'scml', neurons: 200 }]);

/** What the search may choose from. */
export const searchSpaceFields = {
  motifSizes: explain(
    z.array(whole(1)).min(1),
    'Candidate motif sizes, in ascending order.',
    'neurons',
  ).default([5, 10, 16, 25, 40]),
  boundary: explain(
    z.enum(BOUNDARIES),
    'open: the first and the last motif have one neighbour each; ring: they are neighbours.',
  ).default('open'),
  lateral: explain(
    z.boolean(),
    'Whether the search space includes connections between neighbouring motifs.',
  ).default(true),
};

/** The constants of the neuron model. */
export const neuronFields = {
  tauMembrane: fieldOf(NEURON_CONSTANTS.tauMembrane),
  tauSynapse: fieldOf(NEURON_CONSTANTS.tauSynapse),
  threshold: fieldOf(NEURON_CONSTANTS.threshold),
  inhibitoryWeight: fieldOf(NEURON_CONSTANTS.inhibitoryWeight),
};

/** What the output neurons are. */
export const readoutField = explain(
  z.enum(READOUTS),
  'spiking: output neurons spike like all others, and their postsynaptic currents are the scores, as in the paper; integrator: they are leaky integrators without threshold, and their potentials are the scores.',
).default('spiking');

const templateSchema = z.strictObject({
  inputs: explain(whole(1), 'Input channels.'),
  outputs: explain(whole(1), 'Classes.'),
  neuron: explain(z.strictObject(neuronFields), 'Constants of the neuron model.'),
  hidden: layersField,
  ...searchSpaceFields,
  ...optionalTimeFields,
  readout: readoutField.unwrap().optional(),
});

/** A hidden layer; the motif of an `scml` layer is still open. */
export interface LayerTemplate extends Settings<typeof layerTemplate> {}

/** A network whose motifs are still open. */
export interface NetworkTemplate extends Settings<typeof templateSchema> {}

/** Without an scml layer there is nothing to design. */
function motifLayerProblem(
  hidden: readonly LayerTemplate[],
  layersPath: KeyPath,
): SettingProblem | null {
  if (hidden.some(({ kind }) => kind === 'scml')) return null;
  return valueProblem(
    layersPath,
    hidden,
    'a list with at least one scml layer',
    'Make at least one hidden layer an scml layer: its motif is what the search designs.',
  );
}

/**
 * What the layers and the search space must satisfy together; null if they do.
 * @param layersPath of the hidden layers, for messages; the motif sizes are `network.motifSizes`
 */
export function templateProblem(
  { hidden, motifSizes, boundary }: Pick<NetworkTemplate, 'hidden' | 'motifSizes' | 'boundary'>,
  layersPath: KeyPath,
): SettingProblem | null {
  const problem = motifLayerProblem(hidden, layersPath);
  if (problem !== null) return problem;
  for (const [l, { kind, neurons }] of hidden.entries()) {
    if (kind !== 'scml') continue;
    const layer = { neurons, boundary, name: formatPath([...layersPath, l]) };
    const problem = candidateSizesProblem(['network', 'motifSizes'], motifSizes, layer);
    if (problem !== null) return problem;
  }
  return null;
}

const HIDDEN = ['network', 'hidden'];

/** @throws MotifsmithError (`usage`) naming what is not allowed, as part of `network` */
export function checkTemplate(template: NetworkTemplate): void {
  checkSettings(templateSchema, template, 'network');
  refuse(templateProblem(template, HIDDEN) ?? tauProblem(template));
}

/**
 * The template with each `scml` layer replaced by what `fill` makes of it.
 * @param template with at least one `scml` layer
 * @param fill gets the size and the number of each such layer
 * @throws MotifsmithError (`usage`) if the template has no `scml` layer
 */
export function fillTemplate(
  template: NetworkTemplate,
  fill: (neurons: number, layer: number) => HiddenLayer,
): Architecture {
  const { inputs, outputs, neuron, hidden, readout } = template;
  refuse(motifLayerProblem(hidden, HIDDEN));
  return {
    inputs,
    hidden: hidden.map(({ kind, neurons }, l) =>
      kind === 'scml' ? fill(neurons, l) : { kind, neurons },
    ),
    outputs,
    neuron,
    // Architectures of earlier versions keep their bytes.
    ...(readout === 'integrator' && { readout }),
  };
}

/**
 * The network with all candidate motifs of the template at once.
 * @param template with at least one `scml` layer
 * @param seed of time constants that are spread over positions
 */
export function supernetArchitecture(template: NetworkTemplate, seed = 0): Architecture {
  const { motifSizes, boundary, lateral } = template;
  return fillTemplate(template, (neurons, l) => {
    const tauCandidates = tauTable(template, seed, l, motifSizes.at(-1)!);
    return {
      kind: 'supernet',
      neurons,
      sizes: motifSizes,
      boundary,
      lateral,
      ...(tauCandidates && { tauCandidates }),
    };
  });
}
