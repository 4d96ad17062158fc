/** The members of a run directory, and which of several is meant. */
import { MotifsmithError } from '../core/errors.ts';
import type { RunRecord } from './run-record.ts';
import { type Member, memberFolder, planMembers, primaryMethod } from './schema/plan.ts';

/** A member and its folder within the run directory; `.` for a run without members. */
export interface StoredMember {
  readonly member: Member;
  readonly folder: string;
}

/** All members of a run, finished or not, in the order in which they are run. */
export function storedMembers({ plan, member: only }: RunRecord): StoredMember[] {
  return only
    ? [{ member: only, folder: '.' }]
    : planMembers(plan).map((member) => ({ member, folder: memberFolder(member, plan) }));
}

/**
 * The member that is shown or exported: the one that is named, or else the first seed of the method
 * that was asked for. Never the best: choosing by the test set would make its accuracy a lie, and a
 * reader should see what is usual.
 * @param name folder of a member, e.g. `seed-2`; null for the first
 * @param directory of the run, for errors
 * @throws MotifsmithError `usage` if there is no such member
 */
export function chooseMember(
  record: RunRecord,
  name: string | null,
  directory: string,
): StoredMember {
  const members = storedMembers(record);
  if (name === null) {
    const asked = primaryMethod(record.plan.task);
    return members.find(({ member }) => member.method === asked) ?? members[0]!;
  }
  const named = members.find(({ folder }) => folder === name);
  if (named !== undefined) return named;
  const folders = members.map(({ folder }) => folder);
  throw new MotifsmithError('usage', `The run has no member ${JSON.stringify(name)}.`, {
    where: directory,
    remedy: folders[0] === '.' ? 'Leave --member out.' : `Use one of ${folders.join(', ')}.`,
  });
}
