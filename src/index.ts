/**
 * `motifsmith`: what most programs need, for Node and browsers alike: data in memory, a network or a
 * search, its training, and what was found as bytes. `motifsmith/core`, `/data`, `/search` and
 * `/interop` hold more of each; `motifsmith/node` adds files and whole experiments.
 *
 * What these entry points export is what a program may rely on; everything else may change without
 * notice.
 */
export {
  type Architecture,
  type BatchResult,
  type Blueprint,
  type Boundary,
  blueprint,
  type Census,
  CONNECTION_TYPES,
  type ConnectionType,
  createEngine,
  DEFAULT_TRAINING,
  type Engine,
  type EngineName,
  type EngineNetwork,
  type ErrorDetails,
  type ErrorKind,
  type Evaluation,
  EXIT_CODES,
  evaluateSamples,
  type HiddenLayer,
  type Job,
  type JobEvent,
  type JobProgress,
  MotifsmithError,
  type MotifTopology,
  type NeuronModel,
  openModel,
  parseArchitecture,
  Random,
  type Recording,
  type Snapshot,
  type SpikeTrain,
  type StreamState,
  type TrainedModel,
  type TrainInput,
  type TrainingSettings,
  TrainJob,
  type TrainResult,
  takeCensus,
  validateArchitecture,
} from './entries/core.ts';
export {
  completeDataset,
  type Dataset,
  type EventSample,
  memorySource,
  type SampleSource,
  type Sensor,
  sampleFromEvents,
  stratifiedSplit,
} from './entries/data.ts';
export { decodeWeights, encodeWeights } from './entries/interop.ts';
export {
  DEFAULT_SEARCH,
  type FixedArchitecture,
  fixedArchitecture,
  type NetworkTemplate,
  type SearchInput,
  SearchJob,
  type SearchResult,
  type SearchSettings,
} from './entries/search.ts';
