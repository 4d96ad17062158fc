/**
 * A trained network in one file with its architecture: safetensors or npz under the tensor names of
 * `weights.safetensors`. Such files are read back without any other.
 */
import { MotifsmithError } from '../core/errors.ts';
import { DEPLOYMENT_FIELD, type Deployment, encodeDeployment } from '../exchange/deployment.ts';
import { requireSame } from '../exchange/motif-constraints.ts';
import { ARCHITECTURE_FIELD, STEP_FIELD, tensorShapes } from '../exchange/network-tensors.ts';
import { compact } from '../exchange/portable-model.ts';
import { decodeNpz } from '../formats/npz.ts';
import { encodeNpz } from '../formats/npz-archive.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../formats/safetensors.ts';
import { readZip } from '../formats/zip.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import { parseArchitectureText } from '../model/parse-architecture.ts';
import { blueprint } from '../model/shape.ts';
import { decodeWeights, encodeWeights } from '../run/schema/weights-file.ts';
import type { TrainedModel } from '../training/network.ts';

/** Formats of such files. */
export const PORTABLE_FORMATS = ['safetensors', 'npz'] as const;
/** Format of such a file. */
export type PortableFormat = (typeof PORTABLE_FORMATS)[number];

/**
 * A network and its architecture as one file.
 * @param model the network
 * @param stepMs length of a step, ms
 * @param format of the file
 * @param deployment its sensor, preprocessing and classes; null leaves them out, and the runtime then
 *   takes inputs only, no events
 */
export function encodePortable(
  model: TrainedModel,
  stepMs: number,
  format: PortableFormat,
  deployment: Deployment | null = null,
): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(
    encodeWeights({ ...model, weights: compact(model.weights) }),
    'weights',
  );
  const architecture = { [ARCHITECTURE_FIELD]: JSON.stringify(model.architecture) };
  const use = deployment && { [DEPLOYMENT_FIELD]: encodeDeployment(deployment) };
  if (format === 'npz') {
    const step = { shape: [], data: Float64Array.of(stepMs) };
    return encodeNpz({ ...tensors, [STEP_FIELD]: step }, { ...architecture, ...use });
  }
  const step = { [STEP_FIELD]: String(stepMs) };
  return encodeSafetensors(tensors, { ...metadata, ...architecture, ...step, ...use });
}

/**
 * The network of such a file.
 * @param bytes the whole file
 * @param format of the file
 * @param file names the file in errors
 * @param memory bytes that the network may take
 * @param given its architecture, which the file need not have then; null for that of the file
 * @throws MotifsmithError `artifact` or `data` if it is damaged, too large, has no architecture or
 *   another one
 */
export function decodePortable(
  bytes: Uint8Array,
  format: PortableFormat,
  file: string,
  memory: number,
  given: Architecture | null = null,
): TrainedModel {
  const decode = format === 'npz' ? decodeArchive : decodeTensors;
  return decode(bytes, file, memory, given);
}

/**
 * The length of a step for which the network of such a file was made, in ms; null if the file does not say.
 * @throws MotifsmithError as `decodePortable`
 */
export function portableStepMs(
  bytes: Uint8Array,
  format: PortableFormat,
  file: string,
): number | null {
  const stored =
    format === 'npz'
      ? decodeNpz(bytes, file, [], [STEP_FIELD]).get(STEP_FIELD)?.data[0]
      : decodeSafetensors(bytes, file).metadata[STEP_FIELD];
  if (stored === undefined) return null;
  const step = Number(stored);
  if (step > 0 && Number.isFinite(step)) return step;
  throw new MotifsmithError('artifact', `A step of ${stored} ms is impossible.`, {
    where: `${file}, "${STEP_FIELD}"`,
    remedy: 'Write the length of a step in ms there, or leave it out.',
  });
}

function decodeTensors(
  bytes: Uint8Array,
  file: string,
  memory: number,
  given: Architecture | null,
): TrainedModel {
  const { metadata } = decodeSafetensors(bytes, file);
  const architecture = architectureOf(metadata[ARCHITECTURE_FIELD], file, memory, given);
  return decodeWeights(bytes, architecture, file);
}

function decodeArchive(
  bytes: Uint8Array,
  file: string,
  memory: number,
  given: Architecture | null,
): TrainedModel {
  const unpacked = readZip(bytes, file).reduce((sum, { size }) => sum + size, 0);
  if (unpacked > memory) throw tooLarge(unpacked, file);
  const text = decodeNpz(bytes, file, [], [ARCHITECTURE_FIELD]).get(ARCHITECTURE_FIELD)?.data[0];
  const own = typeof text === 'string' ? text : undefined;
  const architecture = architectureOf(own, file, memory, given);
  const names = [...tensorShapes(blueprint(architecture)).keys()];
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

function tooLarge(bytes: number, where: string): MotifsmithError {
  return new MotifsmithError('artifact', `The network would take ${bytes} bytes of memory.`, {
    where,
    remedy: 'Allow more with --memory if the file is to be trusted.',
  });
}

function architectureOf(
  text: string | undefined,
  file: string,
  memory: number,
  given: Architecture | null,
): Architecture {
  const where = `${file}, "${ARCHITECTURE_FIELD}"`;
  if (text === undefined && given === null) {
    throw new MotifsmithError('artifact', 'The file does not say which network it is of.', {
      where,
      remedy: 'Name the architecture with --architecture RUN, or an architecture.json.',
    });
  }
  const own = text === undefined ? null : parseArchitectureText(text, where);
  if (own !== null && given !== null) requireSame(own, given, where);
  const architecture = own ?? given!;
  const bytes = BYTES_PER_CONNECTION * connections(architecture);
  if (bytes > memory) throw tooLarge(bytes, where);
  return architecture;
}

/** A weight, where it comes from, and its gain and offset. */
const BYTES_PER_CONNECTION = 16;

/** How many connections a network would have, found without making any. */
function connections({ inputs, hidden, outputs }: Architecture): number {
  let before = inputs;
  let count = 0;
  for (const layer of hidden) {
    const { kind, neurons } = layer;
    const sources = kind === 'dense' ? neurons : kind === 'scml' ? layer.motif.size + 2 : 0;
    count += neurons * (before + sources);
    before = neurons;
  }
  return count + before * outputs;
}
