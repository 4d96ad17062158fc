/** What a run's record is made of: its stages, and the events in them. */
import { type Term, term } from './term.ts';

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
