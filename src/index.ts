/**
 * The public API: what a program may rely on. Everything else may change without notice.
 *
 * data set → `startExperiment` (or `SearchJob`, `TrainJob` for full control) → report and files.
 */
export { type ErrorDetails, type ErrorKind, EXIT_CODES, MotifsmithError } from './core/errors.ts';
export { Random } from './core/random.ts';
export type { Dataset } from './data/dataset.ts';
export { type DatasetOptions, openDataset } from './data/open.ts';
export { type EventSample, sampleFromEvents } from './data/sample.ts';
export { memorySource, type SampleSource } from './data/sample-source.ts';
export { stratifiedSplit } from './data/split.ts';
export type {
  AdamSettings,
  BatchResult,
  Engine,
  EngineName,
  EngineNetwork,
  IntrinsicPlasticitySettings,
  Recording,
  SpikeTrain,
  StreamState,
} from './engine/engine.ts';
export { readArchitecture } from './experiment/architecture-file.ts';
export { configJsonSchema } from './experiment/config/json-schema.ts';
export { type ConfigRequest, type LoadedConfig, loadConfig } from './experiment/config/load.ts';
export {
  type ExperimentConfig,
  type ExperimentInput,
  experimentSchema,
} from './experiment/config/schema.ts';
export { type CaseReport, checkCase, type FieldReport } from './experiment/conformance.ts';
export { createEngine } from './experiment/engines.ts';
export {
  type EvaluateRequest,
  type EvaluationReport,
  evaluateRun,
} from './experiment/evaluate.ts';
export {
  type ImportReport,
  type ImportRequest,
  importModel,
} from './experiment/import-model.ts';
export type { Member, Method, Plan, Task } from './experiment/members.ts';
export {
  decodePortable,
  encodePortable,
  type PortableFormat,
} from './experiment/portable-files.ts';
export { PRESET_NAMES } from './experiment/presets/presets.ts';
export {
  type ExperimentObserver,
  type RunOptions,
  resumeExperiment,
  startExperiment,
} from './experiment/run-experiment.ts';
export type { ExperimentReport, MemberSummary, MethodReport } from './experiment/summary.ts';
export { writeTensorboard } from './experiment/tensorboard-files.ts';
export { decodeWeights, encodeWeights } from './experiment/weights-file.ts';
export {
  exportNir,
  type LossinessReport,
  type NirExport,
  type NirExportOptions,
} from './interop/nir/export.ts';
export { importNir, type NirImport, type NirImportOptions } from './interop/nir/import.ts';
export { type Loss, NIR_TARGETS, type NirTarget } from './interop/nir/targets.ts';
export { encodeNpz } from './interop/npz-archive.ts';
export type { PortableModel } from './interop/portable-model.ts';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsFile,
  type StoredTensor,
} from './interop/safetensors.ts';
export { encodeEventFile, type SummaryEvent } from './interop/tensorboard/events.ts';
export { type MetricsLine, parseMetrics, runEvents } from './interop/tensorboard/run-events.ts';
export {
  type Architecture,
  type HiddenLayer,
  type NeuronModel,
  validateArchitecture,
} from './model/architecture.ts';
export { type Blueprint, blueprint, type WeightLayout } from './model/shape.ts';
export {
  type Boundary,
  CONNECTION_TYPES,
  type ConnectionType,
  type MotifTopology,
} from './model/topology.ts';
export { type FixedArchitecture, fixedArchitecture } from './search/fixed.ts';
export { type SearchInput, SearchJob, type SearchResult } from './search/search-job.ts';
export { DEFAULT_SEARCH, type SearchSettings } from './search/settings.ts';
export type { NetworkTemplate } from './search/template.ts';
export { type Census, takeCensus } from './training/census.ts';
export { type Evaluation, evaluateSamples } from './training/evaluation.ts';
export type { Job, JobEvent, JobProgress, Snapshot } from './training/job.ts';
export { openModel, type TrainedModel } from './training/network.ts';
export { DEFAULT_TRAINING, type TrainingSettings } from './training/settings.ts';
export { type TrainInput, TrainJob, type TrainResult } from './training/train-job.ts';
