/**
 * What everything is called. The terminal, the tables of a study, reports, the studio and TensorBoard
 * figures take their words from here, so that the same run has the same name in all of them. The keys
 * are the ids that files hold; they never change.
 */
import type { HiddenLayer } from '../model/architecture-schema.ts';
import type { ConnectionType } from '../model/connection-types.ts';

/** What something is called where there is little room, in a sentence, and what it means. */
export interface Term {
  readonly short: string;
  readonly label: string;
  readonly description: string;
}

const term = (label: string, description: string, short = label): Term => ({
  short,
  label,
  description,
});

/** The methods, by the names that study files use. */
export const METHODS = {
  hrmas: term(
    'HRMAS',
    'gradient search over motif sizes and connection types, then training from scratch',
  ),
  'hrmas-published': term(
    'HRMAS as published',
    '`hrmas` with softmax and argmax and without finalists, its stages as long as the budget of `hrmas` allows',
    'HRMAS, published',
  ),
  'hrmas-sampled': term(
    'HRMAS, sampled',
    '`hrmas-published` with one sampled size and one sampled type a connection in each pass (Gumbel-softmax), the temperature falling',
  ),
  'hrmas-annealed': term(
    'HRMAS, annealed',
    '`hrmas-published` with a softmax whose temperature falls',
  ),
  'hrmas-perturbation': term(
    'HRMAS, perturbation',
    '`hrmas-published` with selection by perturbation, as the settings describe it',
  ),
  'supernet-ranking': term(
    'HRMAS, 20 motifs ranked',
    '`hrmas`, then 20 motifs sampled from what it found, each trained for as many epochs as the final network, to see whether the supernet ranked them right (Kendall’s τ)',
  ),
  'hrmas-no-ip': term('HRMAS without IP', '`hrmas` without intrinsic plasticity', 'HRMAS, no IP'),
  'hrmas-no-lateral': term(
    'HRMAS without lateral connections',
    '`hrmas` without connections between neighbouring motifs',
    'HRMAS, no lateral',
  ),
  'hrmas-no-motifs': term(
    'HRMAS without motifs',
    'one motif of all N neurons: the types of all N × N connections are free, nothing is lateral',
    'HRMAS, no motifs',
  ),
  'random-search': term(
    'random search',
    'the best of random motifs, on the budget that `hrmas` has with the same settings',
  ),
  evolution: term(
    'evolution',
    'random motifs, then mutations of the best (aging evolution), on the budget that `hrmas` has with the same settings',
  ),
  'random-motif': term('random motif', 'one random motif'),
  'excitatory-motif': term(
    'excitatory motif',
    'every connection of the median motif size, all excitatory',
  ),
  'even-motif': term(
    'random motif of equal density',
    'a random motif of the size and density that `evenMotif` says, another for each seed',
    'equal density',
  ),
  'same-motif': term(
    'the same motif',
    'one motif of that size and density for all seeds: what differs is training alone',
  ),
  'self-recurrent': term('self-recurrent', 'every neuron excites itself and no other'),
  dense: term('dense recurrence', 'all-to-all recurrence', 'dense'),
  feedforward: term('feedforward', 'no recurrence'),
  stbp: term(
    'feedforward SNN by STBP',
    'no recurrence and no synaptic filter, trained by a surrogate gradient (Wu et al., 2018)',
    'STBP',
  ),
  'hrmas-large': term(
    'HRMAS, twice the neurons',
    '`hrmas` with layers twice as large',
    'HRMAS, 2 × neurons',
  ),
  lsm: term(
    'liquid state machine',
    'a liquid state machine: a fixed random column of spiking neurons and a trained linear readout',
    'LSM',
  ),
  rnn: term(
    'recurrent neural network',
    'a plain recurrent network of real numbers: no spikes, no gates',
    'RNN',
  ),
  lstm: term(
    'long short-term memory',
    'a network of long short-term memory: real numbers and gates, no spikes',
    'LSTM',
  ),
  gru: term(
    'gated recurrent units',
    'a network of gated recurrent units: real numbers and gates, no spikes',
    'GRU',
  ),
  'phased-lstm': term(
    'Phased LSTM',
    'a network of long short-term memory whose units are open for a share of a period that they learn',
  ),
  hrsnn: term(
    'HRSNN',
    'a network of heterogeneous neurons and synapses, learned by spike-timing-dependent plasticity, and a trained linear readout',
  ),
  elsm: term(
    'ELSM',
    'a liquid whose connections evolved towards a small world at criticality, and a trained linear readout',
  ),
  'st-rsbp': term(
    'RSNN by ST-RSBP',
    'layers around a column with sparse recurrence, all weights trained at the level of spike trains (Zhang and Li, 2019)',
    'ST-RSBP',
  ),
  'given-architecture': term('given architecture', 'an architecture from a file', 'given'),
} as const satisfies Readonly<Record<string, Term>>;

export type MethodName = keyof typeof METHODS;

/** What a run's record calls its method; a `search` is of one of several strategies. */
const RUN_METHODS: Readonly<Record<string, MethodName>> = {
  random: 'random-motif',
  excitatory: 'excitatory-motif',
  even: 'even-motif',
  same: 'same-motif',
  self: 'self-recurrent',
  dense: 'dense',
  feedforward: 'feedforward',
  stbp: 'stbp',
  file: 'given-architecture',
  lsm: 'lsm',
  rnn: 'rnn',
  lstm: 'lstm',
  gru: 'gru',
  'phased-lstm': 'phased-lstm',
  hrsnn: 'hrsnn',
  elsm: 'elsm',
  'st-rsbp': 'st-rsbp',
};

/** The strategies that are another method than HRMAS. */
const STRATEGY_METHODS: Readonly<Record<string, MethodName>> = {
  random: 'random-search',
  evolution: 'evolution',
};

/** What of a run its name depends on. */
export interface NamedRun {
  /** `search`, a fixed architecture, a system of others, or `file`. */
  readonly method: string;
  /** `search.strategy` of its settings, for a search. */
  readonly strategy: string | null;
}

/** The method of a run; null for one that this version does not know. */
export function methodOfRun({ method, strategy }: NamedRun): MethodName | null {
  if (method === 'search') return STRATEGY_METHODS[strategy ?? ''] ?? 'hrmas';
  return RUN_METHODS[method] ?? null;
}

/** `HRMAS`; the id of a method that this version does not know. */
export function runMethodLabel(run: NamedRun): string {
  const name = methodOfRun(run);
  return name === null ? run.method : METHODS[name].label;
}

/** `HRMAS, seed 3` */
export const runLabel = (label: string, seed: number, fold?: number): string =>
  `${label}, seed ${seed}${fold === undefined ? '' : `, fold ${fold}`}`;

/** The stages of a run in order, by the names that its record uses. */
export const STAGES: Readonly<Record<string, Term>> = {
  size: term(
    'size search',
    'Weights and the probabilities of motif sizes learn together.',
    'sizes',
  ),
  types: term(
    'type search',
    'Weights and the probabilities of connection types learn together.',
    'types',
  ),
  candidates: term('candidates', 'Motifs are trained briefly and compared.'),
  finalists: term('finalists', 'The most promising motifs are trained briefly and compared.'),
  retrain: term('final training', 'The architecture found is trained from scratch.', 'final'),
  train: term('training', 'A given architecture is trained.'),
  calibrate: term('calibration', 'The liquid is brought to its firing rate.'),
  trials: term(
    'trials',
    'Values of the settings of a network are tried on one half of the training samples and compared on the other.',
  ),
  plasticity: term('plasticity', 'The network learns from samples without their labels.'),
  evolve: term('evolution', 'Liquids evolve, generation by generation.'),
  fit: term('readout', 'The readout is fitted to the features of all training samples.'),
  test: term('test', 'The trained network is tested.'),
};

/** What a stage is called; each motif that is compared has a stage, `candidate.3` or `finalist.3`. */
export function stageTerm(stage: string): Term {
  const compared = /^(candidate|finalist)\.(\d+)/.exec(stage);
  if (compared) {
    const [, kind, number] = compared;
    return term(`${kind} ${number}`, STAGES[`${kind}s`]!.description);
  }
  return STAGES[stage] ?? term(stage, '');
}

/** `size search` */
export const stageLabel = (stage: string): string => stageTerm(stage).label;

/** The kinds of events in a run's record, `metrics.jsonl`. */
export const EVENTS = {
  iteration: term('iteration', 'one step of a search: a batch for the weights, one for the logits'),
  epoch: term('epoch', 'means over an epoch'),
  probe: term('probe', 'distributions over the neurons after an epoch'),
  cut: term('cut', 'the supernet is cut to its most probable sizes or types'),
  candidate: term('candidate', 'the accuracy of a motif that is compared with others'),
  architecture: term('motif found', 'the architecture that the search decided on', 'found'),
  kept: term('weights kept', 'where a training with early stopping ended, and its best epoch'),
  test: term('test', 'the trained network on the test samples'),
  calibrated: term('calibrated', 'how a liquid was brought to its firing rate'),
  generation: term(
    'generation',
    'the best liquids of a generation, and the one that would be chosen',
  ),
  trial: term(
    'trial',
    'values of settings, and their accuracy on the other half of the training samples',
  ),
  recorded: term(
    'recorded',
    'how often a liquid fires on the training samples, and how many of its features never change',
  ),
  strategy: term('strategy', 'figures of a strategy that is not part of the package'),
  fitted: term('fitted', 'the penalty of a readout, and its accuracy on the training samples'),
} as const satisfies Readonly<Record<string, Term>>;

/** Where the recurrent weights of a system that reads out a liquid come from. */
export const LIQUIDS = {
  lsm: 'none of which is trained',
  hrsnn: 'whose excitatory ones learned by spike-timing-dependent plasticity',
  elsm: 'whose places evolved and whose weights are fixed',
} as const;

/** The cuts that end the stages of a search. */
export const CUTS = {
  size: term('to one motif size', 'Only the most probable motif size stays.', 'sizes'),
  types: term('to one type per connection', 'Only the most probable types stay.', 'types'),
} as const satisfies Readonly<Record<string, Term>>;

/** Connection types; the sign distinguishes them without colour. */
export const TYPES: Readonly<Record<ConnectionType, Term & { readonly sign: string }>> = {
  exc: { ...term('excitatory', 'a trained weight of at least 0', 'exc'), sign: '+' },
  inh: { ...term('inhibitory', 'a fixed weight below 0', 'inh'), sign: '−' },
  none: { ...term('absent', 'no connection', 'none'), sign: '·' },
};

/** Losses that training can minimise. */
export const LOSSES = {
  psc: term('squared PSC error', 'the squared error of the PSCs (equation 30)', 'PSC'),
  'cross-entropy': term('cross-entropy', 'the cross-entropy of the mean PSCs over the sample'),
  'rate-mse': term(
    'mean squared rate error',
    'the mean squared error of the mean PSCs over the sample',
    'rate MSE',
  ),
} as const satisfies Readonly<Record<string, Term>>;

/** Losses of networks that are read out at every step. */
export const READOUT_LOSSES = {
  'rate-mse': term(
    'mean squared error of the mean readout',
    'the mean squared error of the readout’s mean over the sample',
  ),
  'last-mse': term(
    'mean squared error of the last readout',
    'the mean squared error of the readout at the last step',
  ),
  'rate-ce': term(
    'cross-entropy of the mean readout',
    'the cross-entropy of the readout’s mean over the sample',
  ),
} as const satisfies Readonly<Record<string, Term>>;

/** What layers without spikes are made of. */
export const CELLS = {
  rnn: term('tanh units', 'units with h = tanh(W x + U h⁻ + b)'),
  'gru-reset-before': term(
    'gated recurrent units',
    'gated recurrent units whose reset gate acts before the product with the recurrent weights',
  ),
  'gru-reset-after': term(
    'gated recurrent units',
    'gated recurrent units whose reset gate acts after the product with the recurrent weights',
  ),
  lstm: term('LSTM units', 'units of long short-term memory'),
  phased: term(
    'Phased LSTM units',
    'units of long short-term memory with peepholes and time gates',
  ),
} as const satisfies Readonly<Record<string, Term>>;

/** Rules by which training passes errors back through spikes. */
export const RULES = {
  'tssl-bp': term('TSSL-BP', 'errors follow the times of spikes (equations 19 to 23)'),
  stbp: term('STBP', 'a rectangular surrogate gradient in place of the spike (Wu et al., 2018)'),
} as const satisfies Readonly<Record<string, Term>>;

/** What a network takes to run. */
export const COSTS = {
  connections: term('connections', 'recurrent connections'),
  spikes: term('spikes', 'spikes of the hidden neurons'),
  synops: term('SynOps', 'synaptic operations: one for each connection that a spike crosses'),
} as const satisfies Readonly<Record<string, Term>>;

/** Kinds of layers. */
export const LAYERS: Readonly<Record<HiddenLayer['kind'] | 'reservoir' | 'column', Term>> = {
  scml: term('SC-ML layer', 'sparsely connected recurrent motif layer (SC-ML)', 'SC-ML'),
  dense: term('dense layer', 'densely recurrent layer', 'dense'),
  feedforward: term('feedforward layer', 'feedforward layer', 'feedforward'),
  reservoir: term('reservoir', 'recurrent layer whose weights are not trained'),
  column: term('column', 'sparsely recurrent layer whose weights are trained'),
  supernet: term('supernet layer', 'layer whose motif is still being searched for', 'supernet'),
};

/** What an iteration or an epoch measures. */
export const MEASURES = {
  loss: term('training loss', 'loss on training samples', 'training'),
  accuracy: term('training accuracy', 'accuracy on training samples', 'training'),
  validationLoss: term('validation loss', 'loss on held-out samples', 'validation'),
  validationAccuracy: term('validation accuracy', 'accuracy on held-out samples', 'validation'),
} as const satisfies Readonly<Record<string, Term>>;

/** What neurons are probed for. */
export const NEURON_MEASURES = {
  rates: { ...term('firing rate', 'spikes per step', 'rate'), unit: 'spikes/step' },
  resistance: { ...term('resistance R', 'membrane resistance', 'R'), unit: 'steps' },
  tau: { ...term('time constant τ', 'membrane time constant', 'τ'), unit: 'steps' },
} as const satisfies Readonly<Record<string, Term & { readonly unit: string }>>;

/** What can be made of a finished run. */
export const PRODUCTS = {
  evaluation: term('Evaluation', 'the stored weights on the test samples again'),
  report: term('Report', 'a page with all figures and tables, and the tables as files'),
  nir: term('NIR', 'the network for programs that read NIR'),
  safetensors: term('safetensors', 'the network for motifsmith stream and motifsmith/runtime'),
  npz: term('npz', 'the network for NumPy'),
  onnx: term('ONNX', 'one step of the network as a graph for onnxruntime'),
  pytorch: term('PyTorch', 'the network, and a module that runs, trains and saves it'),
  tensorboard: term('TensorBoard', 'the history of the run'),
} as const satisfies Readonly<Record<string, Term>>;
