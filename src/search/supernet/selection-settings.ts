/** How it is decided what stays at a cut. */
import * as z from 'zod';
import { explain, type Settings, whole } from '../../core/settings/declare.ts';

export const selectionSchema = z.strictObject({
  kind: explain(
    z.enum(['argmax', 'perturbation']),
    'argmax: the most probable sizes and types stay, as in the paper; perturbation: those with which the network loses least on validation samples, one decision after the other.',
  ).default('argmax'),
  unit: explain(
    z.enum(['row', 'connection']),
    'What one decision on types is about: all connections onto one neuron of the motif, or a single connection.',
  ).default('row'),
  draws: explain(
    whole(0),
    'Alternatives for a row that are sampled from the probabilities, besides the most probable one.',
  ).default(7),
  samples: explain(
    whole(1),
    'Validation samples on which each alternative is measured; drawn again for each decision.',
    'samples',
  ).default(100),
  fineTuneEpochs: explain(
    whole(0),
    'Training of the weights between decisions, shared out among those of a stage.',
    'epochs',
  ).default(0),
});

export interface SelectionSettings extends Settings<typeof selectionSchema> {}
