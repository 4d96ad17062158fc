/** The methods, and what a run of each is called. */
import { type Term, term } from './term.ts';

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
