/** What a heterogeneous network is made of, and how its constants are searched for. */
import * as z from 'zod';
import { explain, positive, type Settings, whole } from '../../core/settings/declare.ts';
import { columnFields } from '../reservoir/column-settings.ts';
import { readoutFields } from '../reservoir/readout-settings.ts';
import { STDP_TIMES } from '../stdp/stdp.ts';

/** Every pair of neurons is drawn for every trial. */
const LONGEST_AXIS = 16;

export const hrsnnSchema = z.strictObject({
  ...columnFields(LONGEST_AXIS, [5, 10, 10]),
  heterogeneousNeurons: explain(
    z.boolean(),
    'Whether each neuron has a time constant of its own, from a gamma distribution; false: the mean of it.',
  ).default(true),
  heterogeneousSynapses: explain(
    z.boolean(),
    'Whether each synapse has plasticity constants of its own, from gamma distributions; false: the means of them.',
  ).default(true),
  inputFanOut: explain(
    whole(1, 10_000),
    'Neurons, drawn with replacement, that each input channel reaches.',
    'neurons',
  ).default(32),
  inputWeight: explain(
    positive(),
    'Largest absolute weight of an input synapse, before the gain that is searched for.',
  ).default(0.8),
  tauSynapse: explain(z.number().min(1), 'Synaptic time constant.', 'steps').default(8),
  threshold: explain(
    positive(),
    'Membrane potential above which a neuron spikes.',
    'potential',
  ).default(1),
  maximumWeight: explain(positive(), 'Weight that plasticity cannot exceed.').default(1),
  exponent: explain(
    z.number().min(0).max(10),
    'μ of the plasticity: changes shrink with the distance to the limit, to this power. 0: additive.',
  ).default(0),
  stdp: explain(
    z.enum(STDP_TIMES),
    'When weights move. sample: at the end of each sample, over its spikes; online: at every step.',
  ).default('sample'),
  plasticSamples: explain(
    whole(1),
    'Training samples, at most, that the synapses learn from, each once.',
    'samples',
  ).default(1000),
  trials: explain(whole(1, 1000), 'Points of the search, the initial ones included.').default(50),
  initialTrials: explain(
    whole(1, 1000),
    'Points of a Latin hypercube that the search begins with; with fewer trials, only the first of them are tried.',
  ).default(10),
  distance: explain(
    z.enum(['euclidean', 'wasserstein']),
    'How far two points are apart. euclidean: by their means and shapes; wasserstein: distributions by how much of them is moved, and how far.',
  ).default('euclidean'),
  lengthScales: explain(
    z.enum(['shared', 'each']),
    'Over which distance accuracies are alike. shared: the same in all dimensions; each: one a dimension, or with wasserstein one a distribution.',
  ).default('shared'),
  improvement: explain(
    z.number().min(0),
    'ξ: how much better than the best a point should promise to be, in standard deviations of the accuracies.',
  ).default(0.01),
  ...readoutFields,
});

export interface HrsnnSettings extends Settings<typeof hrsnnSchema> {}
