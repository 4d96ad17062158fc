/** `study cancel`: asks whoever works on a study to save and end, and waits for it. */
import { setTimeout } from 'node:timers/promises';
import { MotifsmithError } from '../../core/errors.ts';
import { holderName, isAtWork, type LockHolder } from '../../run/lock/lock.ts';
import { readStudyRecord } from '../../study/read-study.ts';
import { requestStop } from '../../study/stop-request.ts';
import { studyStatus } from '../../study/study-status.ts';
import { counted } from '../../view/format.ts';
import { note, print } from '../output.ts';
import { quitOnSignals } from '../stop-requests.ts';

/** A step may take long, and a network disk shows what has changed elsewhere only after a while. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 500;

const named = (holder: LockHolder): string => holderName(holder) ?? 'an unknown process';

export async function cancelCommand(folder: string): Promise<void> {
  quitOnSignals(() => {});
  const study = await readStudyRecord(folder);
  /** `123 on host (CELL)` for each process at work. */
  const atWork = async (): Promise<string[]> => {
    const { holder, cells } = await studyStatus(folder, study);
    return [
      ...(isAtWork(holder) ? [`${named(holder)} (the study)`] : []),
      ...cells
        .filter(({ state }) => state === 'working')
        .map(({ id, holder: one }) => `${named(one!)} (${id})`),
    ];
  };
  let left = await atWork();
  const idle = left.length === 0;
  await requestStop(folder);
  if (left.length > 0) note(`Asked ${counted(left.length, 'process', 'processes')} to end.`);
  const deadline = performance.now() + PATIENCE_MS;
  while (left.length > 0 && performance.now() < deadline) {
    await setTimeout(LOOK_MS);
    left = await atWork();
  }
  if (idle) return print('Nobody was at work on it.\n');
  if (left.length === 0) return print('Nobody is at work any more; everything is saved.\n');
  throw new MotifsmithError('artifact', 'Some processes are still at work.', {
    where: left.join(', '),
    remedy:
      'They may be in a long step: look again with `motifsmith study status`. On a machine that does not see this folder, stop them there: kill PID.',
  });
}
