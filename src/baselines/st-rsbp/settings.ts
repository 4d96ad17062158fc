/** What an ST-RSBP network is made of, and how it is trained. */
import * as z from 'zod';
import { explain, positive, type Settings, whole } from '../../core/settings/declare.ts';
import { DEFAULT_TRAINING, type TrainingSettings } from '../../training/settings.ts';
import { columnFields, connectivityFields } from '../reservoir/column-settings.ts';
import { RECURRENT_ERRORS } from './backward.ts';
import type { SpikeTrainNetwork } from './network.ts';

/** A system of equations with a matrix of N × N is solved for every sample. */
const LONGEST_AXIS = 16;
const MOST_NEURONS = LONGEST_AXIS ** 3;
const MOST_LAYERS = 8;

const NEURONS = ['published', 'motifsmith'] as const;

const sizes = () => z.array(whole(1, MOST_NEURONS)).max(MOST_LAYERS);
const threshold = (of: string) =>
  explain(positive(), `Membrane potential above which a neuron of ${of} spikes.`, 'potential');
const count = () => z.number().min(0);

export const stRsbpSchema = z.strictObject({
  setting: explain(
    z.enum(['same', 'published']),
    'same: epochs, batches, augmentation and limits as `training` says, and a learning rate times the root of the batch size; published: batches of 1 and 150 epochs, as for TI46-Alpha, without anything else.',
  ).default('same'),
  neuron: explain(
    z.enum(NEURONS).nullable(),
    'published: a step of delay between layers, 2 steps at rest after a spike, and outputs that inhibit each other; motifsmith: none of these, the neuron of all other networks; null: published in the setting published, else motifsmith.',
  ).default(null),
  before: explain(sizes(), 'Sizes of the layers before the column.', 'neurons').default([400]),
  ...columnFields(LONGEST_AXIS, [5, 5, 16]),
  ...connectivityFields,
  after: explain(sizes(), 'Sizes of the layers after the column.', 'neurons').default([400]),
  firstThreshold: threshold('the first layer').default(10),
  threshold: threshold('any other hidden layer').default(8),
  outputThreshold: threshold('the output layer').default(8),
  tauMembrane: explain(z.number().min(1), 'Membrane time constant.', 'steps').default(128),
  tauSynapse: explain(z.number().min(1), 'Synaptic time constant.', 'steps').default(8),
  initialWeight: explain(positive(), 'Weights start uniformly within ± this.').default(1),
  desired: explain(positive(), 'Spikes that the output of the class should have.').default(35),
  undesired: explain(count(), 'Spikes that all other outputs should have.').default(5),
  margin: explain(count(), 'Spikes that an output may be off without an error.').default(5),
  duration: explain(
    positive(),
    'Duration of a sample for which desired, undesired and margin hold; they are in proportion for others.',
    'ms',
  ).default(700),
  learningRate: explain(
    positive(),
    'Learning rate of the first epoch, for batches of 1; it falls with the root of the number of the epoch.',
  ).default(0.005),
  boost: explain(
    z.number().min(0).max(1),
    'After each epoch, misclassified samples weigh more by the factor e^(boost × the share of their class that was misclassified); 0: all samples weigh the same.',
  ).default(0.05),
  recurrentErrors: explain(
    z.enum(RECURRENT_ERRORS),
    'What the weights of the column learn from: published: the error from the layer above; full: also what passes through the recurrence.',
  ).default('published'),
});

export interface StRsbpSettings extends Settings<typeof stRsbpSchema> {}

/** The published training for TI46-Alpha, or nothing that differs. */
export function stRsbpTraining({ setting }: StRsbpSettings): Partial<TrainingSettings> {
  return setting === 'same' ? {} : { ...DEFAULT_TRAINING, batchSize: 1, epochs: 150 };
}

/** The neuron, and how strongly outputs inhibit each other. */
export function spikeTrainNeuron(
  settings: StRsbpSettings,
): Pick<SpikeTrainNetwork, 'neuron' | 'lateralInhibition'> {
  const { tauMembrane, tauSynapse, neuron, setting } = settings;
  const isPublished =
    (neuron ?? (setting === 'published' ? 'published' : 'motifsmith')) === 'published';
  return isPublished
    ? { neuron: { tauMembrane, tauSynapse, refractory: 2, inputDelay: 1 }, lateralInhibition: 1 }
    : { neuron: { tauMembrane, tauSynapse, refractory: 0, inputDelay: 0 }, lateralInhibition: 0 };
}
