/**
 * `motifsmith/node`: whatever touches files or processes: data sets on a disk, whole experiments in run
 * directories, and what can be done with those afterwards. For Node alone.
 *
 * @module motifsmith/node
 */
export { packageVersion } from '../core/version.ts';
export type { ReadingProgress } from '../data/cache/open-cached.ts';
export { DiskStore, type FileStamp } from '../data/disk.ts';
export {
  type DatasetOptions,
  findMnist,
  type OpenOptions,
  openDataset,
  openDecodedSet,
} from '../data/open.ts';
export type {
  ReadingOptions,
  RecordingsOptions,
  SyntheticOptions,
} from '../data/open-recordings.ts';
export { readArchitecture, writeArchitecture } from '../experiment/architecture-file.ts';
export { configJsonSchema, type JsonSchema } from '../experiment/config/json-schema.ts';
export { type ConfigRequest, type LoadedConfig, loadConfig } from '../experiment/config/load.ts';
export type { ConfigLayer, RawConfig } from '../experiment/config/merge.ts';
export {
  type ExperimentConfig,
  type ExperimentInput,
  experimentSchema,
} from '../experiment/config/schema.ts';
export type { DriveObserver } from '../experiment/drive.ts';
export {
  type EvaluateRequest,
  type EvaluationReport,
  evaluateRun,
  type MemberEvaluation,
} from '../experiment/evaluate.ts';
export type { DataRecord, ExperimentData } from '../experiment/experiment-data.ts';
export {
  type ImportReport,
  type ImportRequest,
  importModel,
} from '../experiment/import-model.ts';
export type { Member, Method, Plan, Task } from '../experiment/members.ts';
export { PRESET_NAMES } from '../experiment/presets/presets.ts';
export {
  type ExperimentObserver,
  type RunOptions,
  resumeExperiment,
  startExperiment,
} from '../experiment/run-experiment.ts';
export type { Spread } from '../experiment/statistics.ts';
export type { ExperimentReport, MemberSummary, MethodReport } from '../experiment/summary.ts';
export { writeTensorboard } from '../experiment/tensorboard-files.ts';
