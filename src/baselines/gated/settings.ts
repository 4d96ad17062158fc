/** What networks of gated cells are made of, and how the published ones were trained. */
import * as z from 'zod';
import { LIMITS } from '../../core/limits.ts';
import { explain, positive, type Settings, whole } from '../../core/settings/declare.ts';
import type { TrainingSettings } from '../../training/settings.ts';
import type { GatedName } from '../names.ts';
import { MOST_LAYERS } from './architecture.ts';
import { type Cell, SAMPLINGS } from './layout.ts';
import { GATED_LOSSES, type GatedLoss } from './loss.ts';

/** How the first layer sees events. */
const FEATURES = ['counts', 'exponential'] as const;

/** Sizes and training of the published networks. */
const PUBLISHED = {
  // He et al. (2020) on N-MNIST; the rate of the LSTM is that of their DVS-Gesture.
  rnn: { layers: [512], dense: 0, training: { batchSize: 50, epochs: 100, learningRate: 5e-4 } },
  lstm: { layers: [512], dense: 0, training: { batchSize: 50, epochs: 100, learningRate: 1e-4 } },
  // Anumula et al. (2018) on N-TIDIGITS, with the batches of Neil et al. (2016).
  gru: {
    ...{ layers: [200, 200], dense: 100 },
    training: { batchSize: 32, epochs: 50, learningRate: 1e-3, clipGradientNorm: 1 },
  },
  'phased-lstm': {
    ...{ layers: [250, 250], dense: 0 },
    training: { batchSize: 32, epochs: 50, learningRate: 1e-3, clipGradientNorm: 100 },
  },
} as const satisfies Readonly<Record<GatedName, unknown>>;

const units = () => whole(1).max(LIMITS.neurons);

const sharedFields = (name: GatedName, loss: GatedLoss, features: (typeof FEATURES)[number]) => {
  const { layers, training } = PUBLISHED[name];
  return {
    setting: explain(
      z.enum(['same', 'published']),
      `same: trained as \`training\` says; published: batches of ${training.batchSize}, ${training.epochs} epochs, and a constant learning rate of ${training.learningRate}.`,
    ).default('same'),
    layers: explain(
      z.array(units()).max(MOST_LAYERS),
      `Units of each recurrent layer. An empty list: as many as the layers of \`network.layers\` have neurons; with \`setting: published\`, ${layers.join(' and ')}.`,
      'units',
    ).default([]),
    loss: explain(
      z.enum(GATED_LOSSES),
      'rate-mse: squared error of the mean readout over time; last-mse: of the last step; rate-ce: cross-entropy of the mean readout.',
    ).default(loss),
    features: explain(
      z.enum(FEATURES),
      'What the first layer sees of each channel. counts: the events of a step; exponential: those of earlier steps as well, fading.',
    ).default(features),
    featureTau: explain(positive(), 'Time constant of exponential features.', 'ms').default(5),
  };
};

export const rnnSchema = z.strictObject(sharedFields('rnn', 'rate-mse', 'counts'));
export const lstmSchema = z.strictObject(sharedFields('lstm', 'rate-mse', 'counts'));
export const gruSchema = z.strictObject({
  ...sharedFields('gru', 'rate-ce', 'exponential'),
  dense: explain(
    z.int().min(0).max(LIMITS.neurons).nullable(),
    'Units of a dense layer with ReLU in front of the readout; 0: none. null: none; with `setting: published`, 100.',
    'units',
  ).default(null),
  reset: explain(
    z.enum(['before', 'after']),
    'Whether the reset gate acts before the product with the recurrent weights (Cho et al., 2014) or after it, as in PyTorch.',
  ).default('before'),
});
export const phasedLstmSchema = z.strictObject({
  ...sharedFields('phased-lstm', 'rate-ce', 'exponential'),
  sampling: explain(
    z.enum(SAMPLINGS),
    'steps: every step of a sample is seen; events: only those with events.',
  ).default('steps'),
  open: explain(
    positive().max(1),
    'Share of its period in which a time gate is open; more where that would be less than two steps.',
  ).default(0.05),
  leak: explain(
    z.number().min(0).max(1),
    'How far a closed time gate lets pass in training; nothing in a test.',
  ).default(1e-3),
});

/** What the settings of all four have. */
interface GatedSettings extends Settings<typeof lstmSchema> {}

/** The settings of the section `baselines` that are read here. */
export interface GatedSections {
  readonly rnn: GatedSettings;
  readonly lstm: GatedSettings;
  readonly gru: Settings<typeof gruSchema>;
  readonly 'phased-lstm': Settings<typeof phasedLstmSchema>;
}

/** One of the systems as its settings say. */
export interface GatedPlan extends Omit<GatedSettings, 'setting' | 'layers'> {
  readonly cell: Cell;
  /** Null: as many units as other networks have neurons. */
  readonly layers: readonly number[] | null;
  readonly dense: number | null;
  readonly sampling: (typeof SAMPLINGS)[number];
  /** r of time gates, at least. */
  readonly open: number;
  /** α of time gates in training. */
  readonly leak: number;
}

const cellOf = (name: GatedName, { gru }: GatedSections): Cell => {
  if (name === 'gru') return `gru-reset-${gru.reset}`;
  return name === 'phased-lstm' ? 'phased' : name;
};

export function gatedPlan(name: GatedName, sections: GatedSections): GatedPlan {
  const { setting, layers, ...own } = sections[name];
  const published = setting === 'published' ? PUBLISHED[name] : null;
  const { open, leak, sampling } = sections['phased-lstm'];
  const dense = (name === 'gru' ? sections.gru.dense : null) ?? published?.dense ?? 0;
  return {
    ...own,
    cell: cellOf(name, sections),
    layers: layers.length > 0 ? layers : (published?.layers ?? null),
    dense: dense === 0 ? null : dense,
    sampling: name === 'phased-lstm' ? sampling : 'steps',
    open,
    leak,
  };
}

/** What differs from an experiment's training. */
export function gatedTraining(name: GatedName, sections: GatedSections): Partial<TrainingSettings> {
  if (sections[name].setting === 'same') return {};
  return { schedule: 'constant', clipGradientNorm: null, ...PUBLISHED[name].training };
}
