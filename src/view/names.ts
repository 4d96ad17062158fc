/**
 * What everything is called; methods are in `method-names.ts`, stages and events in `record-names.ts`. The
 * terminal, the tables of a study, reports, the studio and TensorBoard figures take their words from there, so that
 * the same run has the same name in all of them. The keys are the ids that files hold; they never change.
 */
import type { HiddenLayer } from '../model/architecture-schema.ts';
import type { ConnectionType } from '../model/connection-types.ts';
import { type Term, term } from './term.ts';

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
