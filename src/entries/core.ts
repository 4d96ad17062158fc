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
export { Random } from '../core/random.ts';
export {
  type AdamState,
  type BatchResult,
  ENGINE_NAMES,
  type Engine,
  type EngineName,
  type EngineNetwork,
  type LayerState,
  type NeuronParameters,
  type PlasticityProblem,
  type PlasticityResult,
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
} from '../engine/loss.ts';
export type { AdamSettings, WeightUpdateSettings } from '../engine/optimiser-settings.ts';
export type { IntrinsicPlasticitySettings } from '../engine/plasticity-settings.ts';
export { createEngine } from '../experiment/engines.ts';
export {
  type Architecture,
  type DenseLayer,
  type FeedforwardLayer,
  type HiddenLayer,
  type MotifLayer,
  type SupernetLayer,
  validateArchitecture,
} from '../model/architecture.ts';
export { parseArchitecture } from '../model/architecture-schema.ts';
export type { Coupling, EdgePattern } from '../model/edges.ts';
export { type IntrinsicParameters, initialIntrinsic, initialWeights } from '../model/initialise.ts';
export type { NeuronModel } from '../model/neuron.ts';
export {
  type Blueprint,
  blueprint,
  type LayerShape,
  type NetworkShape,
  type WeightLayout,
  type WeightSegment,
} from '../model/shape.ts';
export type { Candidate as SupernetCandidate, Supernet } from '../model/supernet.ts';
export {
  type Boundary,
  CONNECTION_TYPES,
  type ConnectionType,
  type MotifTopology,
} from '../model/topology.ts';
export { type Census, type MotifCensus, type TypeCounts, takeCensus } from '../training/census.ts';
export { type Evaluation, evaluateSamples } from '../training/evaluation.ts';
export type { Job, JobEvent, JobProgress, Json, Snapshot, Tensor } from '../training/job.ts';
export { openModel, readModel, type TrainedModel } from '../training/network.ts';
export {
  DEFAULT_TRAINING,
  DEFAULT_WEIGHT_SETTINGS,
  SCHEDULES,
  type Schedule,
  type TrainingSettings,
  type WeightSettings,
} from '../training/settings.ts';
export { type TrainInput, TrainJob, type TrainResult } from '../training/train-job.ts';
