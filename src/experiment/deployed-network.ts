/** The network of a run, or of a file that was exported, ready for events. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExperimentConfig } from '../config/schema.ts';
import { MotifsmithError } from '../core/errors.ts';
import { readArtifact } from '../files/read.ts';
import { chooseMember } from '../run/members.ts';
import { readRunRecord } from '../run/run-record.ts';
import { readStoredModel } from '../run/stored-model.ts';
import { loadNetwork, type StreamingNetwork } from '../runtime/network.ts';
import { deploymentOf } from './deployment.ts';
import { encodePortable } from './portable-files.ts';

/** Where a network is. */
export interface DeployedRequest {
  /** A run directory, or a file. */
  readonly path: string;
  /** Folder of a member of the run; null for the first. */
  readonly member: string | null;
  /** Where the data are now, for runs that did not record their sensor. */
  readonly dataPath?: string | undefined;
}

/** A network, and how the recordings of its run are read. */
export interface DeployedNetwork {
  readonly network: StreamingNetwork;
  /** Null for a file. */
  readonly data: ExperimentConfig['data'] | null;
}

/**
 * @throws MotifsmithError `artifact` if there is no finished run and no such file, `usage` for a file of
 * another format or an unknown member
 */
export async function openDeployed(request: DeployedRequest): Promise<DeployedNetwork> {
  const { path, member, dataPath } = request;
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return { network: await fromFile(path), data: null };
  const record = await readRunRecord(path);
  const { folder } = chooseMember(record, member, path);
  const { model } = await readStoredModel(join(path, folder));
  const deployment = await deploymentOf(record, { directory: path, folder, dataPath });
  if (deployment === null) {
    throw new MotifsmithError(
      'artifact',
      'The run did not record its sensor, as an older version made it, and its data are not there.',
      { where: path, remedy: 'Say where the data of the run are now: --data PATH.' },
    );
  }
  // Through its file, so that what streams here is what would be deployed.
  const bytes = encodePortable(model, record.data.stepMs, 'safetensors', deployment);
  return { network: await loadNetwork(bytes, path), data: record.plan.config.data };
}

async function fromFile(path: string): Promise<StreamingNetwork> {
  const bytes = await readArtifact(path, 'run or file of a network');
  const startsWith = (...signature: number[]) => signature.every((byte, i) => bytes[i] === byte);
  const other = startsWith(0x89, 0x48, 0x44, 0x46) ? 'NIR' : startsWith(0x50, 0x4b) ? 'npz' : null;
  if (other !== null) {
    throw new MotifsmithError('usage', `The network is in ${other}, which does not stream.`, {
      where: path,
      remedy: 'Give the run, or export it by `motifsmith export RUN --format safetensors`.',
    });
  }
  return loadNetwork(bytes, path);
}
