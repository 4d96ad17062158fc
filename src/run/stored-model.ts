/** Reads the trained network of a member, without opening any data. */
import { join } from 'node:path';
import type { BaselineModel } from '../baselines/system.ts';
import { MotifsmithError } from '../core/errors.ts';
import { exists, readArtifact } from '../files/read.ts';
import type { TrainedModel } from '../training/network.ts';
import {
  isBaseline,
  otherSystem,
  readStoredArchitecture,
  type StoredArchitecture,
} from './architecture-file.ts';
import { readFinished, requireOwnWeights } from './finished.ts';
import { RUN_FILES } from './schema/run-files.ts';
import type { MemberSummary } from './schema/summary.ts';
import { decodeBaseline, decodeWeights } from './schema/weights-file.ts';

/** @throws MotifsmithError `artifact` if the member is not finished */
async function requireFinished(folder: string): Promise<MemberSummary> {
  if (await exists(join(folder, RUN_FILES.summary))) return readFinished(folder);
  throw new MotifsmithError('artifact', 'The run has not finished.', {
    where: folder,
    remedy: 'Finish it with --resume first.',
  });
}

/** What a member ended with, and its summary. */
interface Stored<Model> {
  readonly model: Model;
  readonly summary: MemberSummary;
}

/** Whether a model is that of a system of others. */
export const isBaselineModel = (model: TrainedModel | BaselineModel): model is BaselineModel =>
  'tensors' in model;

/**
 * The network, or the system of another kind, that a member ended with.
 * @param accept called with the architecture before the weights are read; throws if it does not fit
 * @throws MotifsmithError `artifact` if it is unfinished or damaged
 */
export async function readStored(
  folder: string,
  accept: (architecture: StoredArchitecture, file: string) => void = () => {},
): Promise<Stored<TrainedModel | BaselineModel>> {
  const summary = await requireFinished(folder);
  const architectureFile = join(folder, RUN_FILES.architecture);
  const architecture = await readStoredArchitecture(architectureFile);
  accept(architecture, architectureFile);
  const file = join(folder, RUN_FILES.weights);
  const bytes = await readArtifact(file, 'file of weights');
  const model = isBaseline(architecture)
    ? decodeBaseline(bytes, architecture, file)
    : decodeWeights(bytes, architecture, file);
  requireOwnWeights(bytes, summary, file);
  return { model, summary };
}

/**
 * The network of this package that a member ended with.
 * @throws MotifsmithError `artifact` also if the member is of another system
 */
export async function readStoredModel(folder: string): Promise<Stored<TrainedModel>> {
  const { model, summary } = await readStored(folder);
  if (!isBaselineModel(model)) return { model, summary };
  throw otherSystem(model.architecture, join(folder, RUN_FILES.architecture));
}
