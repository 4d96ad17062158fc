/**
 * The search that runs in a tab: its task, network and settings. Its data are made here, or from the digits that come with
 * the page; its size is chosen so that one thread finishes within a minute.
 */

import { MotifsmithError } from '../../../core/errors.ts';
import type { Dataset } from '../../../data/datasets/dataset.ts';
import { OFFICIAL_SPLIT } from '../../../data/datasets/recording-split.ts';
import { KEEP_ALL } from '../../../data/events/transform.ts';
import {
  type MnistFiles,
  mnistSaccade,
} from '../../../data/sources/mnist-saccade/mnist-saccade.ts';
import { findSyntheticTask } from '../../../data/sources/synthetic/index.ts';
import type { Engine } from '../../../engine/engine.ts';
import { createTransform, decodedDataset, decodeInMemory } from '../../../entries/data.ts';
import { encodeWeights } from '../../../run/schema/weights-file.ts';
import type { SearchEvent } from '../../../search/events.ts';
import { SearchJob } from '../../../search/search-job.ts';
import { DEFAULT_SEARCH, type SearchSettings } from '../../../search/settings.ts';
import type { NetworkTemplate } from '../../../search/template.ts';
import type { Sample } from '../../api/samples.ts';

/** Where its samples come from, as a configuration says it. */
type TabData =
  | {
      readonly source: 'synthetic';
      readonly task: string;
      readonly options: Readonly<Record<string, number>>;
    }
  | {
      readonly source: 'mnist-saccade';
      readonly trainSamples: number;
      readonly testSamples: number;
    };

/** A search to try. */
export interface TabTask {
  readonly id: string;
  readonly title: string;
  /** What the network has to learn, in a sentence. */
  readonly about: string;
  readonly data: TabData;
  readonly binMs: number;
  readonly pool: number;
  readonly neurons: number;
  readonly motifSizes: readonly number[];
  readonly threshold: number;
  readonly sizeEpochs: number;
  readonly typeEpochs: number;
  readonly epochs: number;
}

export const TAB_TASKS: readonly TabTask[] = [
  {
    id: 'cue-accumulation',
    title: 'Counting cues',
    about:
      'Cues come from the left and the right, then a marker, then as many again the other way round. The class is the side that led before the marker.',
    data: {
      source: 'synthetic',
      task: 'cue-accumulation',
      options: { trainPerClass: 120, testPerClass: 60, halfCues: 2 },
    },
    binMs: 5,
    pool: 1,
    neurons: 64,
    motifSizes: [2, 4, 8, 16],
    threshold: 0.5,
    sizeEpochs: 4,
    typeEpochs: 4,
    epochs: 12,
  },
  {
    id: 'spike-patterns',
    title: 'Telling orders apart',
    about:
      'Each channel fires once, in an order that is the class; spikes jitter, some are lost, others are noise.',
    data: {
      source: 'synthetic',
      task: 'spike-patterns',
      options: {
        trainPerClass: 60,
        testPerClass: 40,
        classes: 6,
        channels: 24,
        deleted: 0.2,
        noiseHz: 4,
      },
    },
    binMs: 5,
    pool: 1,
    neurons: 64,
    motifSizes: [2, 4, 8, 16],
    threshold: 0.5,
    sizeEpochs: 4,
    typeEpochs: 4,
    epochs: 12,
  },
  {
    id: 'mnist-saccade',
    title: 'Digits',
    about:
      'Handwritten digits of MNIST, seen by a simulated event camera that jerks three times, as eyes do. MNIST is by Yann LeCun and Corinna Cortes, under CC BY-SA 3.0.',
    data: { source: 'mnist-saccade', trainSamples: 600, testSamples: 200 },
    binMs: 5,
    pool: 1,
    neurons: 64,
    motifSizes: [2, 4, 8, 16],
    threshold: 0.5,
    sizeEpochs: 2,
    typeEpochs: 2,
    epochs: 10,
  },
];

/** What can be changed of a task. */
export const TAB_NEURONS = [32, 64, 128];
export const TAB_EFFORTS = { short: 0.5, usual: 1, long: 2 } as const;
export type TabEffort = keyof typeof TAB_EFFORTS;

/** A task with other neurons, and with epochs in proportion to the effort. */
export function adjusted(task: TabTask, neurons: number, effort: TabEffort): TabTask {
  const factor = TAB_EFFORTS[effort];
  const { sizeEpochs, typeEpochs, epochs } = task;
  return {
    ...task,
    neurons,
    sizeEpochs: factor * sizeEpochs,
    typeEpochs: factor * typeEpochs,
    epochs: factor * epochs,
  };
}

/** As `motifsmith` has it by default. */
const CAMERA_SEED = 1;

const WEIGHTS = {
  ...DEFAULT_SEARCH.weights,
  batchSize: 20,
  learningRate: 2e-3,
};

function tabSettings({ sizeEpochs, typeEpochs, epochs }: TabTask): SearchSettings {
  return {
    ...DEFAULT_SEARCH,
    sizeEpochs,
    typeEpochs,
    weights: WEIGHTS,
    architecture: { ...DEFAULT_SEARCH.architecture, learningRate: 3e-2, weightDecay: 0 },
    initialTypeLogits: { exc: 0.3, inh: -0.5, none: 0.5 },
    plasticity: {
      ...DEFAULT_SEARCH.plasticity,
      window: 20,
      learningRate: 1e-2,
      targetRate: 0.1,
      bounds: [0.5, 2],
    },
    retrain: { ...DEFAULT_SEARCH.retrain, ...WEIGHTS, epochs, schedule: 'linear' },
  };
}

/** @param readMnist the files of MNIST, for digits */
export async function tabData(
  { data, binMs, pool }: TabTask,
  readMnist: () => Promise<MnistFiles>,
): Promise<Dataset> {
  const set =
    data.source === 'synthetic'
      ? findSyntheticTask(data.task).create(data.options)
      : mnistSaccade(await readMnist(), { ...data, seed: CAMERA_SEED });
  const transform = createTransform(set.sensor, { ...KEEP_ALL, binMs, counts: false, pool });
  const decoded = await decodeInMemory(set, transform);
  return decodedDataset(decoded, binMs, OFFICIAL_SPLIT);
}

function tabTemplate(task: TabTask, data: Dataset): NetworkTemplate {
  return {
    inputs: data.inputs,
    outputs: data.classNames.length,
    neuron: { tauMembrane: 16, tauSynapse: 8, threshold: task.threshold, inhibitoryWeight: -2 },
    hidden: [{ kind: 'scml', neurons: task.neurons }],
    motifSizes: task.motifSizes,
    boundary: 'open',
    lateral: true,
  };
}

/** The same search as a configuration for `motifsmith search`. */
export function tabExperiment(task: TabTask) {
  const { retrain, ...search } = tabSettings(task);
  const { data, binMs, pool, neurons, motifSizes, threshold } = task;
  return {
    data: { ...data, binMs, ...(data.source === 'synthetic' && { pool }) },
    network: { layers: [{ kind: 'scml' as const, neurons }], motifSizes, threshold },
    search,
    training: retrain,
  };
}

/** The record of such a search, as `config.json` would contain it. */
export function tabRecord(task: TabTask, data: Dataset, seed: number) {
  const { search, training, network } = tabExperiment(task);
  const { name, description, fingerprint, inputs, classNames, stepMs } = data;
  return {
    name: task.id,
    method: 'search',
    seed,
    engine: 'wasm',
    data: {
      name,
      description,
      fingerprint,
      inputs,
      classNames,
      stepMs,
      trainSamples: data.train.length,
      validationSamples: 0,
      testSamples: data.test.length,
      preprocessing: data.preprocessing ?? null,
    },
    config: { network: { ...network, lateral: true }, search, training },
  };
}

/** Observes a search in a tab. */
export interface TabObserver {
  /** @param samples one of each of the first classes */
  begin(record: ReturnType<typeof tabRecord>, samples: readonly Sample[]): void;
  /** @param work gradient passes of a sample so far */
  progress(events: readonly SearchEvent[], work: number): void | Promise<void>;
}

/** What a search in a tab ended with. */
export interface TabResult {
  readonly accuracy: number;
  /** Bytes of weights.safetensors. */
  readonly weights: Uint8Array;
}

const SHOWN_CLASSES = 3;

function firstOfClasses({ train, classNames }: Dataset): Sample[] {
  return classNames.slice(0, SHOWN_CLASSES).flatMap((_, label) => {
    const k = Array.from({ length: train.length }, (__, i) => i).find(
      (i) => train.label(i) === label,
    );
    if (k === undefined) return [];
    const { steps, offsets, channels } = train.read(k);
    return [{ label, steps, offsets: [...offsets], channels: [...channels] }];
  });
}

/** @throws MotifsmithError `interrupted` if the signal is aborted */
export async function tabSearch(
  task: TabTask,
  seed: number,
  engine: Engine,
  readMnist: () => Promise<MnistFiles>,
  observer: TabObserver,
  signal?: AbortSignal,
): Promise<TabResult> {
  const data = await tabData(task, readMnist);
  observer.begin(tabRecord(task, data, seed), firstOfClasses(data));
  const job = await SearchJob.start({
    engine,
    template: tabTemplate(task, data),
    train: data.train,
    validation: null,
    test: data.test,
    settings: tabSettings(task),
    seed,
  });
  try {
    while (!job.finished) {
      if (signal?.aborted) throw new MotifsmithError('interrupted', 'The search was stopped.');
      const events = await job.advance();
      await observer.progress(events, job.progress().work);
    }
    return { accuracy: job.result().test.accuracy, weights: encodeWeights(job.model()!) };
  } finally {
    job.dispose();
  }
}
