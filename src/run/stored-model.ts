/** Finds the trained networks of a run directory and reads them, without opening any data. */
import { join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { exists, readArtifact, sha256 } from '../files/files.ts';
import type { Architecture } from '../model/architecture.ts';
import type { TrainedModel } from '../training/network.ts';
import { readArchitecture } from './architecture-file.ts';
import { type Member, memberFolder, planMembers, primaryMethod } from './members.ts';
import { RUN_FILES, type RunRecord } from './run-directory.ts';
import { type MemberSummary, readMemberSummary } from './summary.ts';
import { decodeWeights } from './weights-file.ts';

/** A member and its folder within the run directory; `.` for a run without members. */
export interface StoredMember {
  readonly member: Member;
  readonly folder: string;
}

/** All members of a run, finished or not. */
export function storedMembers({ plan, member: only }: RunRecord): StoredMember[] {
  return only
    ? [{ member: only, folder: '.' }]
    : planMembers(plan).map((member) => ({ member, folder: memberFolder(member, plan) }));
}

/** @throws MotifsmithError `artifact` if the member is not finished */
async function requireFinished(folder: string): Promise<MemberSummary> {
  if (await exists(join(folder, RUN_FILES.summary))) return readMemberSummary(folder);
  throw new MotifsmithError('artifact', 'The run has not finished.', {
    where: folder,
    remedy: 'Finish it with --resume first.',
  });
}

/**
 * One member of a run: the one that is named, or the best on the test set among those of the method that
 * was asked for, the first of equals.
 * @param name a folder of the run, e.g. `seed-2`; null for the best
 * @throws MotifsmithError `usage` if there is no such member, `artifact` if it is not finished
 */
export async function chooseMember(
  record: RunRecord,
  directory: string,
  name: string | null,
): Promise<StoredMember> {
  const members = storedMembers(record);
  if (name !== null) {
    const named = members.find(({ folder }) => folder === name);
    if (named !== undefined) return named;
    const all = members.map(({ folder }) => folder).join(', ');
    throw new MotifsmithError('usage', `The run has no member ${JSON.stringify(name)}.`, {
      where: directory,
      remedy: members[0]!.folder === '.' ? 'Leave --member out.' : `Use one of ${all}.`,
    });
  }
  const asked = members.filter(({ member }) => member.method === primaryMethod(record.plan.task));
  const [first, ...others] = asked.length > 0 ? asked : members;
  let best = first!;
  if (others.length === 0) return best;
  let accuracy = (await requireFinished(join(directory, best.folder))).test.accuracy;
  for (const other of others) {
    const { test } = await requireFinished(join(directory, other.folder));
    if (test.accuracy > accuracy) {
      best = other;
      accuracy = test.accuracy;
    }
  }
  return best;
}

/**
 * The network that a member ended with.
 * @param accept looks at the architecture before the weights are read, and throws if it does not fit
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
  if (sha256(bytes) !== summary.weights.sha256) {
    throw new MotifsmithError('artifact', 'The weights are not those that the run ended with.', {
      where: `${file}: SHA-256 differs from ${RUN_FILES.summary}`,
      remedy: 'Restore the file, or delete summary.json and resume the run to write it again.',
    });
  }
  return { model, summary };
}
