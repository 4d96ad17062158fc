/** The network in a methods paragraph: what was built, with every parameter, in words that a paper can take over. */
import type { ExperimentConfig } from '../../config/schema.ts';
import { counted, list } from '../../view/format.ts';
import { LAYERS } from '../../view/names.ts';

const range = (values: readonly number[]): string => list(values.map((value) => String(value)));

const DISTRIBUTIONS = {
  uniform: 'uniformly',
  'log-uniform': 'log-uniformly',
  gamma: 'from a gamma distribution',
} as const;

/** How time constants differ, and which ones are chosen; nothing where all neurons start alike. */
function timeConstantTexts({
  tauSpread,
  tauCandidates,
}: ExperimentConfig['network']): readonly string[] {
  const texts: string[] = [];
  if (tauSpread.kind !== 'none') {
    const among =
      tauSpread.kind === 'gamma'
        ? `with a mean of 1 and a shape of ${tauSpread.shape}`
        : `between ${tauSpread.range[0]} and ${tauSpread.range[1]}`;
    const owner =
      tauSpread.per === 'neuron' ? 'each hidden neuron' : 'each position of the motif of a layer';
    texts.push(
      `The membrane time constant and the resistance with which neurons start are multiplied by a factor that ${owner} draws ${DISTRIBUTIONS[tauSpread.kind]} ${among}.`,
    );
  }
  if (tauCandidates.length > 0) {
    texts.push(
      `For every position in the motif, the search chooses the membrane time constant at the start among ${range(tauCandidates)} times that of the network.`,
    );
  }
  return texts;
}

/** How the network is built and what its neurons are. */
export function networkText({ network }: ExperimentConfig): string {
  const layers = network.layers.map(
    ({ kind, neurons }) => `a ${LAYERS[kind].description} of ${counted(neurons, 'neuron')}`,
  );
  return [
    `The network has ${list(layers)} and one output neuron per class.`,
    `Neurons are leaky integrate-and-fire with a membrane time constant of ${network.tauMembrane} steps at the start, a synaptic time constant of ${network.tauSynapse} steps, a threshold of ${network.threshold} and reset to zero (equations 1 to 4 of Zhang, Geng and Li 2024).`,
    ...(network.readout === 'integrator'
      ? [
          'Output neurons are leaky integrators: they have neither threshold nor reset, and the class is that with the largest sum of membrane potentials.',
        ]
      : []),
    ...timeConstantTexts(network),
    `Candidate motif sizes are ${range(network.motifSizes)}; connections between neighbouring motifs are ${network.lateral ? 'part of the search space' : 'left out'}, and the ${network.boundary === 'open' ? 'first and last motif have one neighbour each' : 'first and last motif are neighbours'}.`,
    `Inhibitory recurrent weights are fixed at ${network.inhibitoryWeight}; excitatory ones are trained and kept at 0 or above.`,
  ].join(' ');
}
