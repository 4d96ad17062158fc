/**
 * `motifsmith/data`: recordings as lists of events, and what they are made from: sensor files, sound,
 * arrays, synthetic tasks. Decoders are pure functions over bytes; `motifsmith/node` reads the disk.
 *
 * @module motifsmith/data
 */
export {
  type AddressEvents,
  channelCount,
  channelOf,
  type Sensor,
} from '../data/address-events.ts';
export { decodeAudio } from '../data/audio/decode.ts';
export { createEar, DEFAULT_EAR, type Ear, type EarOptions } from '../data/audio/ear.ts';
export type { LyonOptions } from '../data/audio/lyon.ts';
export type { Waveform } from '../data/audio/waveform.ts';
export { type Augmentation, augment, NO_AUGMENTATION } from '../data/augment.ts';
export type { Dataset } from '../data/dataset.ts';
export {
  type DecodedSet,
  type DecodeOptions,
  decodeInMemory,
  type OddityLog,
  type SkippedRecording,
} from '../data/decode.ts';
export { decodedDataset } from '../data/decoded-dataset.ts';
export {
  type BsaSettings,
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
export { EventCamera, type EventCameraOptions } from '../data/event-camera.ts';
export type { FileEntry, FileStore, OpenFile } from '../data/file-store.ts';
export { completeDataset, type DatasetContent, fingerprint } from '../data/fingerprint.ts';
export type {
  DecodeOptions as EventDecodeOptions,
  EventFormat,
  Oddity,
} from '../data/formats/format.ts';
export { EVENT_FORMATS, guessFormat, HEAD_BYTES } from '../data/formats/registry.ts';
export {
  type MnistFiles,
  type MnistSaccadeOptions,
  mnistSaccade,
  type NamedBytes,
} from '../data/mnist-saccade.ts';
export { decodeNpy, type NpyArray, type NumericArray, type NumericType } from '../data/npy.ts';
export { decodeNpz } from '../data/npz.ts';
export { onlyClasses } from '../data/only-classes.ts';
export type { RecordingInfo, RecordingSet, Split } from '../data/recording-set.ts';
export { SPLIT_RULES, type SplitOptions } from '../data/recording-split.ts';
export { type EventSample, sampleFromEvents, withoutRepeats } from '../data/sample.ts';
export { memorySource, type SampleSource, subset } from '../data/sample-source.ts';
export { findSetFormat, SET_FORMATS } from '../data/sets/registry.ts';
export type { RecordingSetFormat, SetOptions } from '../data/sets/set-format.ts';
export {
  type ByteSink,
  type WrittenSpikes,
  writeSpikeNpz,
} from '../data/spike-npz-writer.ts';
export { decodeSpikeSet, type SpikeSetOptions } from '../data/spike-set.ts';
export { stratifiedSplit } from '../data/split.ts';
export { findSyntheticTask, SYNTHETIC_TASKS } from '../data/synthetic/index.ts';
export type { NumberOption, OptionTable, OptionValues } from '../data/synthetic/options.ts';
export type { SyntheticSet, SyntheticTask } from '../data/synthetic/task.ts';
export type { BinningOptions } from '../data/transform/binning.ts';
export {
  type Crop,
  POLARITY_HANDLINGS,
  type PolarityHandling,
} from '../data/transform/spatial.ts';
export {
  createTransform,
  type Transform,
  type TransformOptions,
} from '../data/transform/transform.ts';
