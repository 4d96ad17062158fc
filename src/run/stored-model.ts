/** Reads the trained network of a member, without opening any data. */
import { join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { exists, readArtifact } from '../files/read.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import type { TrainedModel } from '../training/network.ts';
import { readArchitecture } from './architecture-file.ts';
import { readFinished, requireOwnWeights } from './finished.ts';
import { RUN_FILES } from './schema/run-files.ts';
import type { MemberSummary } from './schema/summary.ts';
import { decodeWeights } from './schema/weights-file.ts';

/** @throws MotifsmithError `artifact` if the member is not finished */
async function requireFinished(folder: string): Promise<MemberSummary> {
  if (await exists(join(folder, RUN_FILES.summary))) return readFinished(folder);
  throw new MotifsmithError('artifact', 'The run has not finished.', {
    where: folder,
    remedy: 'Finish it with --resume first.',
  });
}

/**
 * The network that a member ended with.
 * @param accept called with the architecture before the weights are read; throws if it does not fit
 * @throws MotifsmithError `artifact` if it is unfinished or damaged
 */
export async function readStoredModel(
  folder: string,
  accept: (architecture: Architecture, file: string) => void = () => {},
): Promise<{ readonly model: TrainedModel; readonly summary: MemberSummary }> {
  const summary = await requireFinished(folder);
  const architectureFile = join(folder, RUN_FILES.architecture);
  const architecture = await readArchitecture(architectureFile);
  accept(architecture, architectureFile);
  const file = join(folder, RUN_FILES.weights);
  const bytes = await readArtifact(file, 'file of weights');
  const model = decodeWeights(bytes, architecture, file);
  requireOwnWeights(bytes, summary, file);
  return { model, summary };
}
