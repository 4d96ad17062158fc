/**
 * `motifsmith/core`: networks, the engines that compute them, and their training. Runs in Node and in
 * browsers alike; what touches files is in `motifsmith/node`.
 *
 * @module motifsmith/core
 */

export {
  CASE_KINDS,
  type CaseKind,
  type CaseReport,
  checkCase,
  type FieldReport,
} from '../conformance/conformance.ts';
export { type ErrorDetails, type ErrorKind, EXIT_CODES, MotifsmithError } from '../core/errors.ts';
export type { Json } from '../core/json.ts';
export { adjustLimits } from '../core/limits.ts';
export { Random } from '../core/random.ts';
export {
  type AdamState,
  type BatchResult,
  ENGINE_NAMES,
  type Engine,
  type EngineName,
  type EngineNetwork,
  type GradientOptions,
  type LayerState,
  type NeuronParameters,
  type Recording,
  type SpikeTrain,
  type StreamState,
  type Vector,
} from '../engine/engine.ts';
export {
  type CrossEntropyLoss,
  LOSS_KINDS,
  type Loss,
  PSC_LOSS,
  type PscLoss,
  type RateLoss,
} from '../engine/loss.ts';
export type { AdamSettings, WeightUpdateSettings } from '../engine/optimiser-settings.ts';
export type { IntrinsicPlasticitySettings } from '../engine/plasticity-settings.ts';
export { type Rule, type StbpRule, TSSL_BP, type TsslRule } from '../engine/rule.ts';
export { createEngine, type EngineOptions } from '../experiment/engines.ts';
export type {
  Architecture,
  Boundary,
  DenseLayer,
  FeedforwardLayer,
  HiddenLayer,
  MotifLayer,
  MotifTopology,
  SupernetLayer,
} from '../model/architecture-schema.ts';
export { CONNECTION_TYPES, type ConnectionType } from '../model/connection-types.ts';
export type { Coupling, EdgePattern } from '../model/edges.ts';
export {
  type IntrinsicParameters,
  initialIntrinsic,
  initialWeights,
  uniformWeights,
} from '../model/initialise.ts';
export type { NeuronModel } from '../model/neuron.ts';
export { parseArchitecture } from '../model/parse-architecture.ts';
export {
  type Blueprint,
  blueprint,
  type LayerShape,
  type NetworkShape,
  type WeightLayout,
  type WeightSegment,
} from '../model/shape.ts';
export type { Candidate as SupernetCandidate, Supernet } from '../model/supernet.ts';
export type { TauSpread } from '../model/time-constants.ts';
export { validateArchitecture } from '../model/validate-architecture.ts';
export { takeCensus } from '../training/census.ts';
export type { EarlyStoppingSettings } from '../training/early-stopping.ts';
export { type Evaluable, evaluateSamples } from '../training/evaluation.ts';
export type {
  KeptEvent,
  ProbeEvent,
  TestEvent,
  TrainingEpochEvent,
  TrainingEvent,
} from '../training/events.ts';
export type { Job, JobEvent, JobProgress, Snapshot, Tensor } from '../training/job.ts';
export { openModel, readModel, type TrainedModel } from '../training/network.ts';
export type { Census, Evaluation, MotifCensus, TypeCounts } from '../training/records.ts';
export {
  DEFAULT_TRAINING,
  DEFAULT_WEIGHT_SETTINGS,
  SCHEDULES,
  type Schedule,
  type TrainingSettings,
  type WeightSettings,
} from '../training/settings.ts';
export type { TrainInput } from '../training/train-input.ts';
export { TrainJob, type TrainResult } from '../training/train-job.ts';
