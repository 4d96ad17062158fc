/** `study status`: where a study stands. */
import { readStudyRecord } from '../../study/read-study.ts';
import { studyStatus } from '../../study/study-status.ts';
import { print, printJson } from '../output.ts';
import { statusJson, statusPrintout } from '../status-printout.ts';

export async function statusCommand(
  folder: string,
  { json }: { readonly json?: boolean },
): Promise<void> {
  const status = await studyStatus(folder, await readStudyRecord(folder));
  if (json) printJson(statusJson(status));
  else print(statusPrintout(status));
}
