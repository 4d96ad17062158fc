/** A member's identity: a hash of everything that its results depend on. */
import { READING_SETTINGS } from '../config/data-schema.ts';
import { type ExperimentConfig, experimentSchema } from '../config/schema.ts';
import { canonical } from '../core/canonical.ts';
import { isRecord } from '../core/json.ts';
import { sha256 } from '../files/sha256.ts';
import type { Member, Plan } from './schema/plan.ts';

/**
 * The settings that results depend on. Where files are, how often they are written and how wide vectors are is not
 * among them, nor how recordings are read, which the fingerprint of the data tells.
 */
export function decisiveConfig(config: ExperimentConfig): object {
  const {
    output: _output,
    revectorize: _revectorize,
    checkpointEveryEpochs: _every,
    seeds: _seeds,
    compare: _compare,
    ...rest
  } = config;
  const decides = (name: string) => name !== 'path' && !READING_SETTINGS.includes(name);
  const data = Object.entries(rest.data).filter(([name]) => decides(name));
  return { ...rest, data: Object.fromEntries(data) };
}

/**
 * Settings that version 0.1 did not have. The default of each is what every run of that version did, so it does
 * not enter the identity: what that version began can still be continued.
 */
const LATER_SETTINGS = [
  'baselines',
  'baselines.elsm',
  'baselines.elsm.setting',
  'baselines.gru',
  'baselines.hrsnn',
  'baselines.hrsnn.distance',
  'baselines.hrsnn.stdp',
  'baselines.lsm',
  'baselines.lstm',
  'baselines.phased-lstm',
  'baselines.rnn',
  'baselines.st-rsbp',
  'baselines.stbp',
  'data.split.fold',
  'data.split.folds',
  'data.split.group',
  'data.tuningFraction',
  'network.readout',
  'network.tauSpread',
  'network.tauCandidates',
  'evenMotif',
  'search.reduction',
  'search.evolution',
  'search.finalists',
  'search.keepWeights',
  'search.objective',
  'search.plasticity.rateDivisor',
  'search.plasticity.refractory',
  'search.relaxation',
  'search.selection',
  'search.weights.averageWeights',
  'search.weights.classWeights',
  'search.weights.rule',
  'training.averageWeights',
  'training.classWeights',
  'training.earlyStopping',
  'training.rule',
];

/** Of the source that has the most settings. */
const DEFAULTS = experimentSchema.parse({ data: { source: 'recordings', path: '.' } });

/** The settings without those of later versions that are at their defaults. */
function withoutLaterDefaults(settings: object, defaults: unknown = DEFAULTS, at = ''): object {
  const entries = Object.entries(settings).flatMap(([name, value]): [string, unknown][] => {
    const path = `${at}${name}`;
    const standard = isRecord(defaults) ? defaults[name] : undefined;
    if (LATER_SETTINGS.includes(path) && canonical(value) === canonical(standard)) return [];
    return [[name, isRecord(value) ? withoutLaterDefaults(value, standard, `${path}.`) : value]];
  });
  return Object.fromEntries(entries);
}

/** @param fingerprint of the data set */
export function memberIdentity(plan: Plan, member: Member, fingerprint: string): string {
  const { task, config } = plan;
  const decisive = withoutLaterDefaults(decisiveConfig(config));
  return sha256(canonical({ config: decisive, task, member, fingerprint }));
}
