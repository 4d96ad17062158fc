/**
 * What all baseline systems have in common: a job that trains one, and a classifier made of what it left. Commands,
 * studies and reports know no more of them than this.
 */
import type { EventSample } from '../data/events/sample.ts';
import type { SampleSource } from '../data/events/sample-source.ts';
import type { Engine } from '../engine/engine.ts';
import type { Evaluable } from '../training/evaluation.ts';
import type { Job, Snapshot } from '../training/job.ts';
import type { Tensors } from '../training/network.ts';
import type { Census, Evaluation } from '../training/records.ts';
import type { TrainingSettings } from '../training/settings.ts';
import type { BaselineArchitecture } from './architecture-schema.ts';
import type { BaselineEvent } from './events.ts';
import type { BaselineSettings } from './settings.ts';

/** A trained system as plain data: what a run keeps of it. */
export interface BaselineModel<Architecture extends BaselineArchitecture = BaselineArchitecture> {
  /** Content of `architecture.json`. */
  readonly architecture: Architecture;
  /** Content of `weights.safetensors`. */
  readonly tensors: Tensors;
}

/** What a system is trained with: the same as any other method of a study. */
export interface BaselineInput {
  readonly engine: Engine;
  /** Input channels. */
  readonly inputs: number;
  readonly classes: number;
  /** Length of a step. */
  readonly stepMs: number;
  /** Neurons of each hidden layer of the other methods. */
  readonly hidden: readonly number[];
  readonly train: SampleSource;
  /** Evaluated, never trained on; null for none. */
  readonly validation: SampleSource | null;
  /** Evaluated once, at the end. */
  readonly test: SampleSource;
  readonly training: TrainingSettings;
  readonly settings: BaselineSettings;
  readonly seed: number;
}

/** The training of a system and its test. */
export interface BaselineJob extends Job<BaselineEvent> {
  /** Null before it is known: some systems search for theirs. */
  readonly architecture: BaselineArchitecture | null;
  /** What is kept. @throws MotifsmithError (`internal`) before the job has finished */
  model(): BaselineModel;
  /** @throws MotifsmithError (`internal`) before the job has finished */
  result(): { readonly census: Census; readonly test: Evaluation };
}

/** Operations of one layer over one sample, counted as `analysis/operations.ts` says. */
export interface LayerOperations {
  /** `hidden.0` …, `output`. */
  readonly name: string;
  readonly inputSpikes: number;
  readonly ac: number;
  readonly mac: number;
}

/** One sample, looked at closely. */
export interface Examined {
  /** [K]; the class is the first largest. */
  readonly scores: Float64Array;
  /** [layers][N] spikes of each neuron of `Classifier.layers`, and of the outputs if they fire. */
  readonly spikes: readonly ArrayLike<number>[];
  /** The output layer last. */
  readonly operations: readonly LayerOperations[];
  /** Of the accumulations, those that the input's events cause. */
  readonly inputAc: number;
}

/** A layer that fires. */
export interface SpikingLayer {
  readonly kind: 'reservoir' | 'feedforward' | 'column';
  readonly neurons: number;
  /** R [N]. */
  readonly resistance: ArrayLike<number>;
  /** τ [N], steps. */
  readonly tau: ArrayLike<number>;
  readonly spectralRadius: number | null;
}

/** A trained system, ready to classify. `evaluate` of `Evaluable` is for many samples. */
export interface Classifier extends Evaluable {
  readonly classes: number;
  /** Numbers that training changes, and those that it does not. */
  readonly parameters: { readonly trainable: number; readonly fixed: number };
  /** Hidden ones that fire; none for a system without spikes. */
  readonly layers: readonly SpikingLayer[];
  examine(sample: EventSample): Promise<Examined>;
  dispose(): void;
}

/** One system. @typeParam Architecture its part of `BaselineArchitecture` */
export interface BaselineSystem<Architecture extends BaselineArchitecture> {
  /** @throws MotifsmithError `usage` or `data` if it cannot be done */
  start(input: BaselineInput): Promise<BaselineJob>;
  /** @throws MotifsmithError `artifact` if the snapshot is of another job */
  restore(input: BaselineInput, snapshot: Snapshot): Promise<BaselineJob>;
  /** Name and shape of every tensor that a model has. */
  tensorShapes(architecture: Architecture): ReadonlyMap<string, readonly number[]>;
  /** @throws MotifsmithError `artifact` if tensors, of the right shapes, hold what cannot be */
  open(engine: Engine, model: BaselineModel<Architecture>): Promise<Classifier>;
}
