/**
 * `motifsmith/interop`: trained networks and records in the formats of other programs, as pure
 * functions over bytes (docs/formats.md).
 *
 * @module motifsmith/interop
 */
export {
  decodePortable,
  encodePortable,
  PORTABLE_FORMATS,
  type PortableFormat,
} from '../experiment/portable-files.ts';
export { decodeWeights, encodeWeights } from '../experiment/weights-file.ts';
export {
  exportNir,
  type LossinessReport,
  type NirExport,
  type NirExportOptions,
} from '../interop/nir/export.ts';
export { importNir, type NirImport, type NirImportOptions } from '../interop/nir/import.ts';
export { type Loss, NIR_TARGETS, type NirTarget } from '../interop/nir/targets.ts';
export { encodeNpz } from '../interop/npz-archive.ts';
export type { PortableModel } from '../interop/portable-model.ts';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsFile,
  type SafetensorsMetadata,
  type StoredTensor,
} from '../interop/safetensors.ts';
export {
  type EncodedImage,
  encodeEventFile,
  type Histogram,
  type SummaryEvent,
  type SummaryValue,
} from '../interop/tensorboard/events.ts';
export { type MetricsLine, parseMetrics, runEvents } from '../interop/tensorboard/run-events.ts';
