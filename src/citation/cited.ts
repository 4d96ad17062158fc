/** What a run should cite: the methods and the data that it used, and nothing else. */
import { isSystemName, SYSTEM_NAMES, type SystemName } from '../baselines/names.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import type { RunRecord } from '../run/run-record.ts';
import { memberTraining } from '../run/schema/member-training.ts';
import { type Method, primaryMethod, type Task } from '../run/schema/plan.ts';
import { motifsmithReference, type Reference } from './reference.ts';
import { REFERENCES, type ReferenceName } from './references.ts';

/** What was done in a run, as far as citations depend on it. */
export interface Work {
  /** Of the package. */
  readonly version: string;
  readonly task: Task;
  readonly config: ExperimentConfig;
  readonly dataName: string;
}

export interface Citation {
  readonly reference: Reference;
  /** What the run used it for. */
  readonly purpose: string;
}

/** Data sets by the name or format that a run records. */
const DATA_SETS: Readonly<Record<string, readonly [ReferenceName, purpose: string]>> = {
  'mnist-saccade': ['mnist', 'data: MNIST digits, seen by a simulated event camera'],
  nmnist: ['nMnist', 'data: N-MNIST'],
  'atis-folder': ['nMnist', 'data: N-MNIST'],
  'dvs-gesture': ['dvsGesture', 'data: DVS-Gesture'],
  'n-tidigits': ['nTidigits', 'data: N-TIDIGITS'],
  'n-tidigits-strings': ['nTidigits', 'data: N-TIDIGITS'],
  shd: ['heidelberg', 'data: Spiking Heidelberg Digits'],
  ssc: ['heidelberg', 'data: Spiking Speech Commands'],
  fsdd: ['fsdd', 'data: Free Spoken Digit Dataset'],
  ti46: ['ti46', 'data: TI46'],
  'ti46-alpha': ['ti46', 'data: TI46-Alpha'],
  'ti46-audio': ['ti46', 'data: TI46'],
};
const AUDIO = ['fsdd', 'ti46', 'ti46-audio', 'audio-folder'];
const COCHLEAGRAMS = ['cochleagrams', 'cochleagram-npz'];

/** The set that the data came from: the format, if one was given, else the recorded name. */
function dataSet({ config, dataName }: Work): string {
  return (config.data.source === 'recordings' ? config.data.format : null) ?? dataName;
}

/** Whether sound went through the ear here, and whether BSA encoded it. */
function hearing(set: string, data: ExperimentConfig['data']): { ear: boolean; bsa: boolean } {
  if (data.source !== 'recordings') return { ear: false, bsa: false };
  // A set that `data convert` has written keeps its name, but the spikes were made before the run.
  const ear = AUDIO.includes(set) && !data.path.toLowerCase().endsWith('.npz');
  const encoded = ear || COCHLEAGRAMS.includes(set);
  return { ear, bsa: encoded && data.ear.encoder.kind === 'bsa' };
}

/** What a run did, from its record. */
export function workOf({ version, plan, data }: RunRecord): Work {
  return { version, task: plan.task, config: plan.config, dataName: data.name };
}

/** Where the baselines are from. */
const SYSTEMS: Readonly<Record<SystemName, readonly [ReferenceName, purpose: string]>> = {
  lsm: ['lsm', 'liquid state machine'],
  rnn: ['rnn', 'recurrent network'],
  lstm: ['lstm', 'LSTM'],
  gru: ['gru', 'GRU'],
  'phased-lstm': ['phasedLstm', 'Phased LSTM'],
  hrsnn: ['hrsnn', 'HRSNN'],
  elsm: ['elsm', 'ELSM'],
  'st-rsbp': ['stRsbp', 'ST-RSBP'],
};

/** What was trained in a run. */
const methodsOf = ({ task, config }: Work): Method[] => [
  primaryMethod(task),
  ...(task.command === 'search' ? config.compare : []),
];

/** The rules by which the networks of a run were trained; baselines have none of these. */
function rulesOf(work: Work): string[] {
  const { task, config } = work;
  const trained = methodsOf(work)
    .filter((method) => !isSystemName(method))
    .map((method) => memberTraining(config, { method }).rule.kind);
  return task.command === 'search' ? [config.search.weights.rule.kind, ...trained] : trained;
}

/** What to cite for some runs, such as those of a study, each reference once. */
export function citationsOf(works: readonly Work[]): Citation[] {
  const cited = new Map<string, Citation>();
  const cite = (reference: Reference, purpose: string): void => {
    if (!cited.has(reference.key)) cited.set(reference.key, { reference, purpose });
  };
  const versions = [...new Set(works.map(({ version }) => version))].sort();
  cite(motifsmithReference(versions.join(', ')), 'software');
  const searches = works
    .filter(({ task }) => task.command === 'search')
    .map(({ config }) => config.search);
  const hrmas = searches.filter(({ strategy }) => strategy === 'hrmas');
  const methods = works.flatMap(methodsOf);
  if (!methods.every(isSystemName)) {
    cite(REFERENCES.hrmas, hrmas.length > 0 ? 'network model and HRMAS' : 'network model');
  }
  const rules = works.flatMap(rulesOf);
  if (rules.includes('tssl-bp')) cite(REFERENCES.tsslBp, 'training: TSSL-BP');
  if (rules.includes('stbp')) cite(REFERENCES.stbp, 'training: STBP');
  for (const system of SYSTEM_NAMES.filter((name) => methods.includes(name))) {
    const [name, purpose] = SYSTEMS[system];
    cite(REFERENCES[name], purpose);
  }
  if (hrmas.some(({ plasticity }) => plasticity.mode !== 'off')) {
    cite(REFERENCES.spiklIp, 'intrinsic plasticity: SpiKL-IP');
  }
  if (searches.some(({ strategy }) => strategy === 'random')) {
    cite(REFERENCES.randomSearch, 'random search over architectures');
  }
  if (searches.some(({ strategy }) => strategy === 'evolution')) {
    cite(REFERENCES.agingEvolution, 'aging evolution over architectures');
  }
  for (const work of works) {
    const set = dataSet(work);
    const [name, purpose] = DATA_SETS[set] ?? [];
    if (name !== undefined && purpose !== undefined) cite(REFERENCES[name], purpose);
    const { ear, bsa } = hearing(set, work.config.data);
    if (ear) {
      cite(REFERENCES.lyon, "sound: Lyon's ear");
      cite(REFERENCES.slaney, "sound: constants of Lyon's ear");
    }
    if (bsa) cite(REFERENCES.bsa, "sound to spikes: Ben's Spiker Algorithm");
  }
  return [...cited.values()];
}
