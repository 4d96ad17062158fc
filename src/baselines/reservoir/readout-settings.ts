/** Settings of what a readout sees of a liquid, and of the readout: the same for every system that has one. */
import * as z from 'zod';
import { explain, positive, whole } from '../../core/settings/declare.ts';
import { LINEAR_KINDS } from '../readout/readout.ts';
import { FEATURE_KINDS } from './features.ts';

export const readoutFields = {
  features: explain(
    z.enum(FEATURE_KINDS),
    'What the readout sees of each neuron. rate: spikes per step; trace: its spikes, low-pass filtered, at the end.',
  ).default('rate'),
  windows: explain(
    whole(1).max(64),
    'Equal parts of a sample, each of which gives a feature a neuron.',
  ).default(1),
  traceTau: explain(positive(), 'Time constant of the filter of trace.', 'steps').default(30),
  readout: explain(
    z.enum(LINEAR_KINDS),
    'softmax: softmax regression, solved to its optimum; ridge: ridge regression on one-hot targets.',
  ).default('softmax'),
  penalty: explain(
    positive().nullable(),
    'Factor λ of the squared weights of the readout. null: the best of several on a tenth of the training samples.',
  ).default(null),
};
