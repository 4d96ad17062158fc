/**
 * What is given before a search: everything about a network except the motifs of its SC-ML layers.
 * All strategies and all fixed comparisons fill in the same template, so they differ in nothing else.
 */
import { MotifsmithError } from '../core/errors.ts';
import type { Architecture, HiddenLayer, NeuronModel } from '../model/architecture.ts';
import type { Boundary } from '../model/topology.ts';

/** A hidden layer; the motif of an `scml` layer is still open. */
export interface LayerTemplate {
  readonly kind: 'scml' | 'dense' | 'feedforward';
  readonly neurons: number;
}

/** A network whose motifs are still open. */
export interface NetworkTemplate {
  /** Input channels. */
  readonly inputs: number;
  /** Classes. */
  readonly outputs: number;
  readonly neuron: NeuronModel;
  readonly hidden: readonly LayerTemplate[];
  /** Candidate motif sizes, ascending. */
  readonly motifSizes: readonly number[];
  readonly boundary: Boundary;
  /** Whether inter-motif (lateral) connections are in the search space. */
  readonly lateral: boolean;
}

/**
 * The template with each `scml` layer replaced by what `fill` makes of it.
 * @param template with at least one `scml` layer
 * @param fill gets the size and the number of each such layer
 * @throws MotifsmithError (`usage`) if the template has no `scml` layer
 */
export function fillTemplate(
  { inputs, outputs, neuron, hidden }: NetworkTemplate,
  fill: (neurons: number, layer: number) => HiddenLayer,
): Architecture {
  if (!hidden.some(({ kind }) => kind === 'scml')) {
    throw new MotifsmithError('usage', 'no layer has a motif to choose', {
      where: 'network.hidden',
      remedy: 'make at least one hidden layer an scml layer',
    });
  }
  return {
    inputs,
    hidden: hidden.map(({ kind, neurons }, l) =>
      kind === 'scml' ? fill(neurons, l) : { kind, neurons },
    ),
    outputs,
    neuron,
  };
}

/** The network with all candidate motifs of the template at once. */
export function supernetArchitecture(template: NetworkTemplate): Architecture {
  const { motifSizes, boundary, lateral } = template;
  return fillTemplate(template, (neurons) => ({
    kind: 'supernet',
    neurons,
    sizes: motifSizes,
    boundary,
    lateral,
  }));
}
