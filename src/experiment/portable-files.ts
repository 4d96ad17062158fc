/**
 * A trained network in one file with its architecture: safetensors or npz under the tensor names of
 * `weights.safetensors`. Such files are read back without anything beside them.
 */
import { MotifsmithError } from '../core/errors.ts';
import { decodeNpz } from '../data/npz.ts';
import { encodeNpz } from '../interop/npz-archive.ts';
import { compact } from '../interop/portable-model.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../interop/safetensors.ts';
import type { Architecture } from '../model/architecture.ts';
import { blueprint } from '../model/shape.ts';
import type { TrainedModel } from '../training/network.ts';
import { parseArchitecture } from './architecture-file.ts';
import { decodeWeights, encodeWeights } from './weights-file.ts';

export const PORTABLE_FORMATS = ['safetensors', 'npz'] as const;
export type PortableFormat = (typeof PORTABLE_FORMATS)[number];

const ARCHITECTURE = 'architecture';
const STEP = 'step_ms';

/** @param stepMs length of a step, ms */
export function encodePortable(
  model: TrainedModel,
  stepMs: number,
  format: PortableFormat,
): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(
    encodeWeights({ ...model, weights: compact(model.weights) }),
    'weights',
  );
  const texts = { [ARCHITECTURE]: JSON.stringify(model.architecture), [STEP]: String(stepMs) };
  return format === 'npz'
    ? encodeNpz(tensors, texts)
    : encodeSafetensors(tensors, { ...metadata, ...texts });
}

/**
 * @param file names the file in errors
 * @throws MotifsmithError `artifact` or `data` if it is damaged or has no architecture
 */
export function decodePortable(
  bytes: Uint8Array,
  format: PortableFormat,
  file: string,
): TrainedModel {
  return format === 'npz' ? decodeArchive(bytes, file) : decodeTensors(bytes, file);
}

function decodeTensors(bytes: Uint8Array, file: string): TrainedModel {
  const { metadata } = decodeSafetensors(bytes, file);
  return decodeWeights(bytes, architectureOf(metadata[ARCHITECTURE], file), file);
}

function decodeArchive(bytes: Uint8Array, file: string): TrainedModel {
  const text = decodeNpz(bytes, file, [ARCHITECTURE]).get(ARCHITECTURE)!.data[0];
  const architecture = architectureOf(typeof text === 'string' ? text : undefined, file);
  const { layout, shape } = blueprint(architecture);
  const names = [
    ...layout.segments.map(({ name }) => name),
    ...shape.layers.flatMap((_, l) => [`neurons.${l}.resistance`, `neurons.${l}.tau`]),
  ];
  const tensors: Record<string, StoredTensor> = {};
  for (const [name, { dtype, shape: dimensions, data }] of decodeNpz(bytes, file, names)) {
    if (!ArrayBuffer.isView(data)) {
      throw new MotifsmithError('data', 'An array of a network holds text.', {
        where: `${file}, array "${name}"`,
        remedy: 'Save it as floats.',
      });
    }
    const values = dtype === 'f4' ? Float32Array.from(data) : Float64Array.from(data);
    tensors[name] = { shape: dimensions, data: values };
  }
  return decodeWeights(encodeSafetensors(tensors), architecture, file);
}

function architectureOf(text: string | undefined, file: string): Architecture {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    throw new MotifsmithError('artifact', 'The file does not say of which architecture it is.', {
      where: `${file}, "${ARCHITECTURE}"`,
      remedy: 'Give a file that `motifsmith export` has written.',
    });
  }
  return parseArchitecture(value, `${file}, "${ARCHITECTURE}"`);
}
