/** Whether a folder may become a study's or a sweep's: it holds nothing else. */
import { readdir } from 'node:fs/promises';
import { MotifsmithError } from '../core/errors.ts';
import { ensureFolder } from '../files/folders.ts';
import { writing } from '../files/refusals.ts';
import { isLockFile } from '../run/lock/lock.ts';
import { STUDY_FILES } from './study-record.ts';

/** What is to have a folder. */
export interface Owner {
  /** In words, for messages. */
  readonly kind: 'study' | 'sweep';
  /** Name of the file that says that the folder is its own. */
  readonly record: string;
  /** Whether the folder is its own already; throws if it belongs to another of its kind. */
  holds(): Promise<boolean>;
}

/**
 * Makes a folder unless it is there. Other processes may be doing the same for the same owner.
 * @throws MotifsmithError `usage` if it is neither the owner's nor empty, and what `holds` throws
 */
export async function requireOwnFolder(folder: string, owner: Owner): Promise<void> {
  await ensureFolder(folder);
  // Listed before the record is looked for: whatever else another process puts there, its record comes first.
  const names = await writing(folder, () => readdir(folder));
  if (await owner.holds()) return;
  const ours = (file: string) =>
    isLockFile(file) || file.startsWith(`${owner.record}.`) || file === STUDY_FILES.runs;
  const other = names.find((file) => !ours(file));
  if (other === undefined) return;
  throw new MotifsmithError('usage', `The folder is not empty and holds no ${owner.kind}.`, {
    where: `${folder}: ${other}`,
    remedy: 'Name another folder with --output.',
  });
}
