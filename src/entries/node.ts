/**
 * `motifsmith/node`: whatever touches files or processes: data sets on a disk, whole experiments in run
 * directories, and what can be done with those afterwards. For Node alone.
 *
 * @module motifsmith/node
 */

export { configJsonSchema } from '../config/json-schema.ts';
export { type ConfigRequest, type LoadedConfig, loadConfig } from '../config/load.ts';
export type { ConfigLayer, RawConfig } from '../config/merge.ts';
export { PRESET_NAMES } from '../config/presets/presets.ts';
export {
  type ExperimentConfig,
  type ExperimentInput,
  experimentSchema,
} from '../config/schema.ts';
export type { JsonSchema } from '../core/settings/allowed.ts';
export type { ReadingProgress } from '../data/store/cache/open-cached.ts';
export { DiskStore } from '../data/store/disk.ts';
export type { FileStamp } from '../data/store/list-files.ts';
export type {
  DatasetOptions,
  RecordingsOptions,
  SyntheticOptions,
  UtterancesOptions,
} from '../data/store/locate.ts';
export { findMnist } from '../data/store/mnist-files.ts';
export { type OpenOptions, openDataset, openDecodedSet } from '../data/store/open.ts';
export type { DriveObserver } from '../experiment/drive.ts';
export {
  type EvaluateRequest,
  type EvaluationReport,
  evaluateRun,
  type MemberEvaluation,
} from '../experiment/evaluate.ts';
export type { ExperimentData } from '../experiment/experiment-data.ts';
export {
  type ImportReport,
  type ImportRequest,
  importModel,
} from '../experiment/import-model.ts';
export {
  type ExperimentObserver,
  type RunOptions,
  resumeExperiment,
  startExperiment,
} from '../experiment/run-experiment.ts';
export { writeTensorboard } from '../experiment/tensorboard-files.ts';
export { packageVersion } from '../files/version.ts';
export { readArchitecture, writeArchitecture } from '../run/architecture-file.ts';
export type { DataRecord, Member, Method, Plan, Task } from '../run/schema/plan.ts';
export type { Spread } from '../run/schema/spread.ts';
export type { ExperimentReport, MemberSummary, MethodReport } from '../run/schema/summary.ts';
