/** What an evolved liquid is made of, and how it evolves. */
import * as z from 'zod';
import { explain, positive, type Settings, whole } from '../../core/settings/declare.ts';
import type { TrainingSettings } from '../../training/settings.ts';
import { READOUT_KINDS } from '../readout/readout.ts';
import { readoutFields } from '../reservoir/readout-settings.ts';

const share = () => z.number().min(0).max(1);

export const elsmSchema = z.strictObject({
  setting: explain(
    z.enum(['same', 'published']),
    'same: the readout that `readout` names; published: one of spiking neurons, trained for 100 epochs of batches of 100 by AdamW, with a learning rate of 1e-3 that falls to a tenth after 40 and after 80 of them and a decay of 1e-4.',
  ).default('same'),
  neurons: explain(whole(1, 8000), 'Neurons of the liquid.', 'neurons').default(1000),
  tauMembrane: explain(z.number().min(1), 'Membrane time constant.', 'steps').default(2),
  threshold: explain(
    positive(),
    'Membrane potential above which a neuron spikes.',
    'potential',
  ).default(0.2),
  inputWeight: explain(
    positive().nullable(),
    'Largest absolute weight of an input synapse; weights are uniform and of either sign. null: 1/√inputs.',
  ).default(null),
  share: explain(share(), 'Share of all possible connections that the first liquids have.').default(
    0.02,
  ),
  leastShare: explain(share(), 'Share of connections below which a liquid has too few.').default(
    0.005,
  ),
  mostShare: explain(share(), 'Share of connections above which a liquid has too many.').default(
    0.5,
  ),
  population: explain(whole(2, 1000), 'Liquids alive at a time.').default(20),
  children: explain(whole(1, 1000), 'Liquids that each generation adds.').default(20),
  generations: explain(whole(0), 'Generations after the first.', 'generations').default(50),
  crossover: explain(share(), 'Probability that a child has parts of two parents.').default(0.9),
  mutation: explain(
    z.number().min(0).max(1e6),
    'Mean number of connections that are made or taken away in a child.',
  ).default(64),
  samples: explain(
    whole(1),
    'Training samples on which the branching ratio is measured; labels are not looked at.',
    'samples',
  ).default(64),
  window: explain(
    whole(1, 1000),
    'Steps before and after a spike in which those of its sources and targets count.',
    'steps',
  ).default(4),
  smallWorld: explain(
    z.enum(['fixed', 'density']),
    'What clustering and paths are measured by. fixed: their means over the first liquids; density: random graphs with as many neurons and edges.',
  ).default('fixed'),
  ...readoutFields,
  readout: explain(
    z.enum(READOUT_KINDS),
    'softmax: softmax regression, solved to its optimum; ridge: ridge regression on one-hot targets; lif: spiking neurons, trained as `training` says.',
  ).default('softmax'),
});

export interface ElsmSettings extends Settings<typeof elsmSchema> {}

export const elsmReadout = ({ setting, readout }: ElsmSettings) =>
  setting === 'published' ? 'lif' : readout;

/** What differs from an experiment's training of spiking readouts. */
export function elsmTraining({ setting }: ElsmSettings): Partial<TrainingSettings> {
  if (setting === 'same') return {};
  return {
    ...{ batchSize: 100, epochs: 100, learningRate: 1e-3, schedule: 'steps' },
    ...{ decoupledWeightDecay: 1e-4, clipGradientNorm: null },
  };
}
