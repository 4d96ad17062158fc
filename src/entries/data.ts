/**
 * `motifsmith/data`: recordings as lists of events, and what they are made from: sensor files, sound,
 * arrays, synthetic tasks. Decoders are pure functions over bytes; `motifsmith/node` reads the disk.
 *
 * @module motifsmith/data
 */

export { decodeAudio } from '../data/audio/decode.ts';
export { createEar, DEFAULT_EAR, type Ear, type EarOptions } from '../data/audio/ear.ts';
export type { LyonOptions } from '../data/audio/lyon.ts';
export type { Waveform } from '../data/audio/waveform.ts';
export { decodeRecording } from '../data/cameras/decode-recording.ts';
export type {
  DecodeOptions as EventDecodeOptions,
  EventFormat,
  FormatOptions,
  RawEvents,
} from '../data/cameras/format.ts';
export { EVENT_FORMATS, guessFormat, HEAD_BYTES } from '../data/cameras/registry.ts';
export type { Dataset } from '../data/datasets/dataset.ts';
export {
  type DecodedSet,
  type DecodeOptions,
  decodeInMemory,
} from '../data/datasets/decode.ts';
export { decodedDataset } from '../data/datasets/decoded-dataset.ts';
export { completeDataset, type DatasetContent, fingerprint } from '../data/datasets/fingerprint.ts';
export {
  OFFICIAL_SPLIT,
  SPLIT_RULES,
  type SplitOptions,
} from '../data/datasets/recording-split.ts';
export { type WrittenSpikes, writeSpikeNpz } from '../data/datasets/spike-npz-writer.ts';
export { stratifiedSplit } from '../data/datasets/split.ts';
export type { BsaSettings } from '../data/encoders/bsa.ts';
export {
  ENCODER_DEFAULTS,
  ENCODER_KINDS,
  type EncoderSettings,
  encode,
  encodedSensor,
} from '../data/encoders/encode.ts';
export type { LatencySettings } from '../data/encoders/latency.ts';
export type { LevelCrossingSettings } from '../data/encoders/level-crossing.ts';
export type { RateSettings } from '../data/encoders/rate.ts';
export type { ChannelSignal } from '../data/encoders/signal.ts';
export {
  type AddressEvents,
  channelCount,
  channelOf,
  type Sensor,
} from '../data/events/address-events.ts';
export { type Augmentation, augment, NO_AUGMENTATION } from '../data/events/augment.ts';
export type { BinningOptions } from '../data/events/binning.ts';
export {
  type Crop,
  POLARITY_HANDLINGS,
  type PolarityHandling,
} from '../data/events/input-channel.ts';
export {
  IRREGULARITY_UNITS,
  type Irregularity,
  type IrregularityKind,
  type IrregularityTotal,
} from '../data/events/irregularities.ts';
export { PLAUSIBLE, type Plausible } from '../data/events/plausible.ts';
export type { Preprocessing } from '../data/events/preprocessing.ts';
export {
  ORIGINS,
  type Origin,
  type ReadingOptions,
  TIME_UNITS,
  type TimeUnit,
} from '../data/events/reading.ts';
export type {
  IrregularPlace,
  Report,
  ReportOptions,
  SensorSize,
} from '../data/events/report.ts';
export { type EventSample, sampleFromEvents, withoutRepeats } from '../data/events/sample.ts';
export { memorySource, type SampleSource, subset } from '../data/events/sample-source.ts';
export {
  createTransform,
  KEEP_ALL,
  type Transform,
  type TransformOptions,
} from '../data/events/transform.ts';
export type {
  DecodeWarning,
  OnWarning,
  SkippedRecording,
  WarningLog,
} from '../data/events/warnings.ts';
export { EventCamera } from '../data/sources/mnist-saccade/event-camera.ts';
export {
  type MnistFiles,
  type MnistSaccadeOptions,
  mnistSaccade,
  type NamedBytes,
} from '../data/sources/mnist-saccade/mnist-saccade.ts';
export { onlyClasses } from '../data/sources/only-classes.ts';
export type {
  RecordingInfo,
  RecordingSet,
  RecordingSetDescription,
  Split,
  UnreadablePart,
} from '../data/sources/recording-set.ts';
export { findSetFormat, SET_FORMATS } from '../data/sources/registry.ts';
export type { RecordingSetFormat, SetOptions } from '../data/sources/set-format.ts';
export { openSpikeNpz, type SpikeReading } from '../data/sources/spike-npz/spike-npz.ts';
export type { SpikeNpzOptions } from '../data/sources/spike-npz/utterances.ts';
export { findSyntheticTask, SYNTHETIC_TASKS } from '../data/sources/synthetic/index.ts';
export type { NumberOption, OptionTable, OptionValues } from '../data/sources/synthetic/options.ts';
export type { SyntheticSet, SyntheticTask } from '../data/sources/synthetic/task.ts';
export type { Complain } from '../formats/complain.ts';
export type { FileEntry, FileStore, OpenFile } from '../formats/file-store.ts';
export { decodeNpy, type NpyArray, type NumericArray, type NumericType } from '../formats/npy.ts';
export { decodeNpz } from '../formats/npz.ts';
export type { ByteSink } from '../formats/npz-stream.ts';
