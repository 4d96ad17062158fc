/**
 * Reads a network's file, as `motifsmith export --format safetensors` writes it: the weights, R and τ
 * as tensors, architecture, length of a step and deployment in the metadata (docs/formats.md).
 */
import { MotifsmithError } from '../core/errors.ts';
import { DEPLOYMENT_FIELD, type Deployment, parseDeployment } from '../exchange/deployment.ts';
import {
  ARCHITECTURE_FIELD,
  NETWORK_METADATA,
  requireTensors,
  STEP_FIELD,
  tensorShapes,
} from '../exchange/network-tensors.ts';
import { decodeSafetensors, type StoredTensor } from '../formats/safetensors.ts';
import { type Blueprint, blueprint } from '../model/shape.ts';
import { readArchitecture } from './architecture.ts';

export interface StoredNetwork {
  readonly plan: Blueprint;
  /** All tensors of the plan, by name. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  /** Length of a step, ms. */
  readonly stepMs: number;
  /** Null in files of versions that did not write it. */
  readonly deployment: Deployment | null;
}

/**
 * @param file names the file in errors
 * @throws MotifsmithError `artifact` if it is damaged or not of such a network
 */
export function readNetworkFile(bytes: Uint8Array, file: string): StoredNetwork {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  for (const [name, expected] of Object.entries(NETWORK_METADATA)) {
    if (metadata[name] === expected) continue;
    throw new MotifsmithError(
      'artifact',
      'The file does not contain a network that this version can read.',
      {
        where: `${file}, metadata "${name}": ${JSON.stringify(metadata[name])}, not "${expected}"`,
        remedy: 'Write it by `motifsmith export RUN --format safetensors` of this version.',
      },
    );
  }
  const stepMs = Number(metadata[STEP_FIELD]);
  if (!(stepMs > 0 && Number.isFinite(stepMs))) {
    throw new MotifsmithError('artifact', 'The file does not say how long a step is.', {
      where: `${file}, metadata "${STEP_FIELD}": ${JSON.stringify(metadata[STEP_FIELD])}`,
      remedy: 'Write it by `motifsmith export RUN --format safetensors`.',
    });
  }
  const architecture = readArchitecture(metadata[ARCHITECTURE_FIELD], tensors, file);
  const plan = blueprint(architecture);
  requireTensors(tensors, tensorShapes(plan), file);
  const { inputs, outputs } = architecture;
  const where = `${file}, metadata "${DEPLOYMENT_FIELD}"`;
  const network = { inputs, outputs, stepMs };
  const deployment = parseDeployment(metadata[DEPLOYMENT_FIELD], network, where);
  return { plan, tensors, stepMs, deployment };
}
