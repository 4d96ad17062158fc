/**
 * `motifsmith/interop`: trained networks and records in the formats of other programs, as pure
 * functions over bytes (docs/formats.md).
 *
 * @module motifsmith/interop
 */

export type {
  BaselineEvent,
  CalibratedEvent,
  FittedEvent,
  GenerationEvent,
  RecordedEvent,
  TrialEvent,
} from '../baselines/events.ts';
export {
  exportNir,
  type LossinessReport,
  type NirExport,
  type NirExportOptions,
} from '../exchange/nir/export.ts';
export { importNir, type NirImport, type NirImportOptions } from '../exchange/nir/import.ts';
export type { NirWarning } from '../exchange/nir/origin.ts';
export type { Loss } from '../exchange/nir/target-rules.ts';
export { NIR_TARGETS, type NirTarget } from '../exchange/nir/targets.ts';
export { exportOnnx, type OnnxExportOptions } from '../exchange/onnx/export.ts';
export type { PortableModel } from '../exchange/portable-model.ts';
export {
  type EncodedImage,
  encodeEventFile,
  type Histogram,
  type PluginData,
  type SummaryEvent,
  type SummaryValue,
} from '../exchange/tensorboard/events.ts';
export { runEvents } from '../exchange/tensorboard/run-events.ts';
export {
  decodePortable,
  encodePortable,
  PORTABLE_FORMATS,
  type PortableFormat,
} from '../experiment/portable-files.ts';
export { encodeNpz } from '../formats/npz-archive.ts';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsFile,
  type SafetensorsMetadata,
  type StoredTensor,
} from '../formats/safetensors.ts';
export { parseMetrics, type RunEvent } from '../run/schema/events.ts';
export { decodeWeights, encodeWeights } from '../run/schema/weights-file.ts';
