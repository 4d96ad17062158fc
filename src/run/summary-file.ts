/** Reads `summary.json` of a finished member. */
import { join } from 'node:path';
import { readJson } from '../files/read.ts';
import { RUN_FILES } from './schema/run-files.ts';
import { type MemberSummary, parseMemberSummary } from './schema/summary.ts';

/** @throws MotifsmithError `artifact` if it is missing or damaged */
export async function readMemberSummary(folder: string): Promise<MemberSummary> {
  const path = join(folder, RUN_FILES.summary);
  return parseMemberSummary(await readJson(path, 'summary of the run'), path);
}
