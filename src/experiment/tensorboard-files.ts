/**
 * Writes a run as TensorBoard event files, one a member, in folders that TensorBoard lists as runs. They
 * are made from the files of the run alone, so they can be made at its end or at any time later.
 */
import { join } from 'node:path';
import { encodeEventFile } from '../exchange/tensorboard/events.ts';
import { hyperparameterEvent } from '../exchange/tensorboard/hyperparameters.ts';
import { runEvents } from '../exchange/tensorboard/run-events.ts';
import { ensureFolder } from '../files/folders.ts';
import { exists } from '../files/read.ts';
import { writeWhole } from '../files/write-atomic.ts';
import { storedMembers } from '../run/members.ts';
import { readMetrics } from '../run/metrics-reader.ts';
import { readRunRecord } from '../run/run-record.ts';
import type { RunEvent } from '../run/schema/events.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import { isBaselineModel, readStored } from '../run/stored-model.ts';
import { memberHyperparameters } from './hyperparameters.ts';

/** TensorBoard reads files of this kind of name; a second one next to it would be read as well. */
const EVENT_FILE = 'events.out.tfevents.0000000000.motifsmith';
/** Folder of the event files within a run directory. */
const FOLDER = 'tensorboard';

/**
 * Converts all members that have started.
 * @param out folder to write to; null for `tensorboard` in the run directory
 * @returns the files
 * @throws MotifsmithError `artifact` if the run is damaged, `inputOutput`
 */
export async function writeTensorboard(directory: string, out: string | null): Promise<string[]> {
  const record = await readRunRecord(directory);
  const target = out ?? join(directory, FOLDER);
  const files: string[] = [];
  for (const { member, folder } of storedMembers(record)) {
    const source = join(directory, folder);
    const metrics = join(source, RUN_FILES.metrics);
    if (!(await exists(metrics))) continue;
    const finished = await exists(join(source, RUN_FILES.summary));
    const lines: RunEvent[] = [];
    const run = finished ? 'finished' : 'open';
    for await (const { event } of readMetrics(metrics, { damage: 'throw', run })) lines.push(event);
    const model = finished ? (await readStored(source)).model : null;
    const events = runEvents(lines, model === null || isBaselineModel(model) ? null : model);
    events.unshift(
      hyperparameterEvent(memberHyperparameters(record.plan, member), events, finished),
    );
    await ensureFolder(join(target, folder));
    const file = join(target, folder, EVENT_FILE);
    await writeWhole(file, encodeEventFile(events));
    files.push(file);
  }
  return files;
}
