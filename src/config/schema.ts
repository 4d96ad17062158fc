/**
 * The one schema of an experiment. A file, a preset and `--set` all fill in the same keys; whatever
 * is left out has the default that stands here.
 */
import { z } from 'zod';
import { MOST_JITTER } from '../data/events/augment.ts';
import { ENGINE_NAMES } from '../engine/engine.ts';
import { DEFAULT_CROSS_ENTROPY, MOST_SHARPNESS } from '../engine/loss.ts';
import { FIXED_ARCHITECTURES } from '../search/fixed.ts';
import { DEFAULT_SEARCH, STRATEGIES } from '../search/settings.ts';
import {
  DEFAULT_TRAINING,
  DEFAULT_WEIGHT_SETTINGS,
  SCHEDULES,
  type WeightSettings,
} from '../training/settings.ts';
import { dataSchema } from './data-schema.ts';
import { explain, fraction, limit, positive, whole } from './fields.ts';

const layer = z.strictObject({
  kind: explain(
    z.enum(['scml', 'dense', 'feedforward']),
    'scml: motifs, which the search designs; dense: all-to-all recurrence; feedforward: none.',
  ),
  neurons: explain(whole(1, 1_000_000), 'Size of the layer.', 'neurons'),
});

const network = z.strictObject({
  layers: explain(
    z.array(layer).min(1),
    'Hidden layers in order, at least one of them scml.',
  ).default([{ kind: 'scml', neurons: 200 }]),
  motifSizes: explain(
    z.array(whole(1)).min(1),
    'Candidate motif sizes, ascending.',
    'neurons',
  ).default([5, 10, 16, 25, 40]),
  boundary: explain(
    z.enum(['open', 'ring']),
    'What lies beyond the first and last motif: nothing, or each other.',
  ).default('open'),
  lateral: explain(
    z.boolean(),
    'Whether connections between neighbouring motifs are in the search space.',
  ).default(true),
  tauMembrane: explain(z.number().min(1), 'Membrane time constant at the start.', 'steps').default(
    16,
  ),
  tauSynapse: explain(z.number().min(1), 'Synaptic time constant.', 'steps').default(8),
  threshold: explain(positive(), 'Potential above which a neuron spikes.', 'potential').default(1),
  inhibitoryWeight: explain(
    z.number().lt(0),
    'Fixed weight of every inhibitory recurrent connection.',
  ).default(-2),
});

const noChange = DEFAULT_WEIGHT_SETTINGS.augmentation;
const augmentation = z.strictObject({
  stretch: explain(
    z.number().min(0).lt(1),
    'Largest change of a training sample in length, as a part of it.',
  ).default(noChange.stretch),
  channelShift: explain(
    whole(0),
    'Most cells by which all events of a training sample move together, along each axis of the sensor.',
    'cells',
  ).default(noChange.channelShift),
  eventDrop: explain(
    z.number().min(0).max(0.5),
    'Mean probability that an event of a training sample is lost.',
  ).default(noChange.eventDrop),
  timeJitter: explain(
    z.number().min(0).max(MOST_JITTER),
    'Standard deviation by which each event of a training sample moves in time.',
    'steps',
  ).default(noChange.timeJitter),
  channelDrop: explain(
    fraction(),
    'Probability that a channel is silent throughout a training sample.',
  ).default(noChange.channelDrop),
  rotation: explain(
    z.number().min(0).max(180),
    "Largest turn of a camera's picture, either way.",
    'degrees',
  ).default(noChange.rotation),
  zoom: explain(
    z.number().min(0).lt(1),
    "Largest change of a camera's picture in size, as a part of it.",
  ).default(noChange.zoom),
});

const loss = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: explain(
      z.literal('psc'),
      "The paper's: the neuron of the right class is to fire at every step, all others never.",
    ),
  }),
  z.strictObject({
    kind: explain(
      z.literal('cross-entropy'),
      'Between the class and the softmax of the PSCs, means over the sample.',
    ),
    sharpness: explain(
      z.number().gt(0).max(MOST_SHARPNESS),
      'Logit of a neuron that fires at every step.',
    ).default(DEFAULT_CROSS_ENTROPY.sharpness),
    reference: explain(
      fraction(),
      'Mean PSC that the neuron of the right class has to beat, so that outputs do not fall silent.',
    ).default(DEFAULT_CROSS_ENTROPY.reference),
  }),
]);

const weightFields = (defaults: WeightSettings) => ({
  batchSize: explain(whole(1), 'Samples in a batch.', 'samples').default(defaults.batchSize),
  learningRate: explain(positive(), "Adam's step.").default(defaults.learningRate),
  schedule: explain(
    z.enum(SCHEDULES),
    'Learning rate over time: constant, or falling linearly to 0.',
  ).default(defaults.schedule),
  loss: explain(
    loss,
    "What is minimised: psc, the paper's loss, or cross-entropy; in a search by both levels.",
  ).default(defaults.loss),
  beta1: explain(fraction(), "Adam's decay of the first moment.").default(defaults.beta1),
  beta2: explain(fraction(), "Adam's decay of the second moment.").default(defaults.beta2),
  epsilon: explain(positive(), "Adam's guard against division by 0.").default(defaults.epsilon),
  decoupledWeightDecay: explain(
    z.number().min(0),
    'AdamW: before each step a weight shrinks by this times the learning rate, as a part of it.',
  ).default(defaults.decoupledWeightDecay),
  clipGradientNorm: explain(
    limit(),
    'Gradients are scaled down to this Euclidean norm; null for no limit.',
  ).default(defaults.clipGradientNorm),
  clipFeedforward: explain(
    limit(),
    'Feedforward weights are kept within ± this; null for no limit.',
  ).default(defaults.clipFeedforward),
  initialExcitatoryWeight: explain(
    z.number().min(0),
    'Weight of every excitatory recurrent connection at the start.',
  ).default(defaults.initialExcitatoryWeight),
  augmentation: explain(
    augmentation,
    'Random changes of training samples, new ones each time that they are seen.',
  ).prefault({}),
});

const training = z.strictObject({
  epochs: explain(whole(1), 'Passes over the training samples.', 'epochs').default(
    DEFAULT_TRAINING.epochs,
  ),
  ...weightFields(DEFAULT_TRAINING),
});

const alpha = DEFAULT_SEARCH.architecture;
const architectureOptimiser = z.strictObject({
  learningRate: explain(positive(), "Adam's step for the architecture logits.").default(
    alpha.learningRate,
  ),
  beta1: explain(fraction(), "Adam's decay of the first moment.").default(alpha.beta1),
  beta2: explain(fraction(), "Adam's decay of the second moment.").default(alpha.beta2),
  epsilon: explain(positive(), "Adam's guard against division by 0.").default(alpha.epsilon),
  weightDecay: explain(z.number().min(0), 'L2 penalty on the logits.').default(alpha.weightDecay),
});

const logits = DEFAULT_SEARCH.initialTypeLogits;
const typeLogit = (of: string, value: number) =>
  explain(z.number(), `Logit of ${of} connections at the start.`).default(value);
const initialTypeLogits = z.strictObject({
  exc: typeLogit('excitatory', logits.exc),
  inh: typeLogit('inhibitory', logits.inh),
  none: typeLogit('absent', logits.none),
});

const rule = DEFAULT_SEARCH.plasticity;
const plasticity = z.strictObject({
  mode: explain(
    z.enum(['window', 'online', 'off']),
    'SpiKL-IP after each iteration: mean update of the window at its end, at each step, or none.',
  ).default(rule.mode),
  window: explain(whole(1), 'Training samples in a window.', 'samples').default(rule.window),
  targetRate: explain(
    z.number().gt(0).max(1),
    'Mean firing rate that neurons are drawn to.',
    'spikes per step',
  ).default(rule.targetRate),
  learningRate: explain(positive(), 'Step of R and τ.').default(rule.learningRate),
  tauCalcium: explain(
    z.number().min(1),
    'Time constant of the firing-rate estimate.',
    'steps',
  ).default(rule.tauCalcium),
  minimumRate: explain(
    positive(),
    'Below this estimate a neuron counts as silent.',
    'spikes per step',
  ).default(rule.minimumRate),
  bounds: explain(
    z.tuple([positive(), positive()]),
    'Bounds of R and τ as multiples of tauMembrane.',
  ).default([...rule.bounds]),
});

const search = z.strictObject({
  strategy: explain(
    z.enum(STRATEGIES),
    'hrmas: gradient search over a supernet; random: best of random motifs, on the same budget.',
  ).default(DEFAULT_SEARCH.strategy),
  sizeEpochs: explain(
    whole(1),
    'Epochs of the stage that ends with a motif size.',
    'epochs',
  ).default(DEFAULT_SEARCH.sizeEpochs),
  typeEpochs: explain(
    whole(1),
    'Epochs of the stage that ends with connection types.',
    'epochs',
  ).default(DEFAULT_SEARCH.typeEpochs),
  order: explain(
    z.union([z.literal(1), z.literal(2)]),
    'Order of the architecture gradient.',
  ).default(DEFAULT_SEARCH.order),
  candidates: explain(
    whole(1),
    'Random strategy: motifs tried, each on an equal share of the budget.',
  ).default(DEFAULT_SEARCH.candidates),
  keepIntrinsic: explain(
    z.boolean(),
    'Whether the final training starts from the R and τ of the search.',
  ).default(DEFAULT_SEARCH.keepIntrinsic),
  weights: explain(
    z.strictObject(weightFields(DEFAULT_WEIGHT_SETTINGS)),
    'How weights are trained during the search.',
  ).prefault({}),
  architecture: explain(architectureOptimiser, 'How the architecture logits are trained.').prefault(
    {},
  ),
  initialTypeLogits: explain(
    initialTypeLogits,
    'Where the logits of the connection types start.',
  ).prefault({}),
  plasticity: explain(plasticity, 'Intrinsic plasticity during the search (SpiKL-IP).').prefault(
    {},
  ),
});

const distinct = (values: readonly unknown[]) => new Set(values).size === values.length;

/** The zod schema of an experiment, with a default for every setting. */
export const experimentSchema = z.strictObject({
  data: dataSchema.prefault({ source: 'mnist-saccade' }),
  network: explain(network, 'The network around the motifs.').prefault({}),
  search: explain(search, 'The search for an architecture (command `search`).').prefault({}),
  training: explain(
    training,
    'The training of a given or found architecture, which ends with the test.',
  ).prefault({}),
  compare: explain(
    z.array(z.enum(FIXED_ARCHITECTURES)).refine(distinct, 'each at most once'),
    'Architectures that are trained beside, with the same `training`.',
  ).default([]),
  seeds: explain(
    z.array(whole(0)).min(1).refine(distinct, 'each at most once'),
    'One run for each; also --seed and --seeds.',
  ).default([1]),
  engine: explain(
    z.enum(ENGINE_NAMES),
    'wasm: fast, single precision; reference: slow, double precision.',
  ).default('wasm'),
  checkpointEveryEpochs: explain(
    whole(1),
    'Epochs between checkpoints; the end of a stage always has one.',
    'epochs',
  ).default(1),
  output: explain(z.string().min(1), 'Folder in which run directories are made.').default('runs'),
});

/** A complete experiment: every setting has a value. */
export type ExperimentConfig = z.output<typeof experimentSchema>;
/** What a file or preset may hold: any part of an experiment. */
export type ExperimentInput = z.input<typeof experimentSchema>;
