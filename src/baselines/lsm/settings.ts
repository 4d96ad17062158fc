/** What a liquid state machine is made of. */
import * as z from 'zod';
import { explain, positive, type Settings, whole } from '../../core/settings/declare.ts';
import { columnFields, connectivityFields } from '../reservoir/column-settings.ts';
import { readoutFields } from '../reservoir/readout-settings.ts';

/** 25 × 25 × 25 are 2.4e8 pairs of neurons. */
const LONGEST_AXIS = 25;

export const lsmSchema = z.strictObject({
  ...columnFields(LONGEST_AXIS, [10, 10, 20]),
  ...connectivityFields,
  excitatoryWeight: explain(
    z.number().min(0),
    'Weight of every connection out of an excitatory neuron.',
  ).default(0.4),
  inhibitoryWeight: explain(
    z.number().max(0),
    'Weight of every connection out of an inhibitory neuron.',
  ).default(-0.4),
  inputFanOut: explain(
    whole(1, 10_000),
    'Neurons, drawn with replacement, that each input channel reaches.',
    'neurons',
  ).default(32),
  inputWeight: explain(
    positive(),
    'Largest absolute weight of an input synapse; weights are uniform and of either sign.',
  ).default(0.8),
  tauMembrane: explain(z.number().min(1), 'Membrane time constant.', 'steps').default(64),
  tauSynapse: explain(z.number().min(1), 'Synaptic time constant.', 'steps').default(8),
  threshold: explain(
    positive(),
    'Membrane potential above which a neuron spikes.',
    'potential',
  ).default(1),
  calibrate: explain(
    z.enum(['rate', 'plasticity', 'none']),
    'How the liquid is brought to targetRate on at most 200 training samples. rate: one factor of all input weights; plasticity: R and τ of each neuron, by intrinsic plasticity (SpiKL-IP); none: not at all.',
  ).default('rate'),
  targetRate: explain(
    z.number().gt(0).max(1),
    'Mean firing rate of the liquid after calibration.',
    'spikes per step',
  ).default(0.05),
  ...readoutFields,
});

export interface LsmSettings extends Settings<typeof lsmSchema> {}
