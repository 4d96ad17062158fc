/** Folders of runs: how they are created without ever touching another run, and found again. */
import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { ensureFolder, syncFolder } from '../files/folders.ts';
import { systemCode, writing } from '../files/refusals.ts';
import { removeTemporaries } from '../files/temporary.ts';
import { isLocked, isLockFile } from './lock/lock.ts';
import { type Plan, primaryMethod } from './schema/plan.ts';
import { RUN_FILES } from './schema/run-files.ts';

/** `demo-1` for one seed, `demo-2seeds` for two, with the architecture where one was given. */
function directoryStem({ name, task, config }: Plan): string {
  const { seeds } = config;
  const method = task.command === 'train' ? `-${primaryMethod(task)}` : '';
  return `${name}${method}-${seeds.length === 1 ? seeds[0] : `${seeds.length}seeds`}`;
}

/** Numbers n of all folders `<stem>-<n>`, ascending. */
async function takenNumbers(parent: string, stem: string): Promise<number[]> {
  const names = await readdir(parent).catch(() => []);
  return names
    .filter((name) => name.startsWith(`${stem}-`) && /^\d+$/.test(name.slice(stem.length + 1)))
    .map((name) => Number(name.slice(stem.length + 1)))
    .sort((a, b) => a - b);
}

/** A run without a record after this time was killed while it started. */
const ABANDONED_MS = 3600_000;

/** Whether a run has a file of this name before its record is complete. */
export const isBeforeRecord = (name: string): boolean =>
  isLockFile(name) || name === RUN_FILES.log || name.startsWith(`${RUN_FILES.config}.`);

/** Removes the folder of a run that was killed before it had a record. */
async function removeAbandoned(path: string): Promise<void> {
  const names = await readdir(path);
  const isRun = names.some((name) => !isBeforeRecord(name));
  if (isRun || (await stat(path)).mtimeMs > Date.now() - ABANDONED_MS) return;
  if (await isLocked(path)) return;
  for (const name of names) await rm(join(path, name), { force: true });
  await rmdir(path);
}

/**
 * Creates a new folder `<name>-<seed>-<n>` with the first n above all that are taken. Folders of the
 * same name whose runs were killed before they had written anything are removed.
 * @throws MotifsmithError `inputOutput`
 */
export async function createRunFolder(plan: Plan): Promise<string> {
  const parent = plan.config.output;
  await ensureFolder(parent);
  const stem = directoryStem(plan);
  for (const n of await takenNumbers(parent, stem)) {
    // If it cannot be removed, it is in nobody's way.
    await removeAbandoned(join(parent, `${stem}-${n}`)).catch(() => {});
  }
  for (let n = ((await takenNumbers(parent, stem)).at(-1) ?? 0) + 1; ; n++) {
    const path = join(parent, `${stem}-${n}`);
    try {
      await mkdir(path);
      await syncFolder(parent);
      return path;
    } catch (error) {
      // Another process was quicker: try the next number.
      if (systemCode(error) !== 'EEXIST') return writing(path, () => Promise.reject(error));
    }
  }
}

/**
 * Takes a folder that the user named, new or empty, or in which a run was killed before its record was
 * complete.
 * @param remedy what to do if it is neither
 * @throws MotifsmithError `usage` if it holds anything, `inputOutput`
 */
export async function claimRunFolder(
  path: string,
  remedy = 'Name another with --run-dir, or resume this one with --resume.',
): Promise<void> {
  await ensureFolder(path);
  await removeTemporaries(join(path, RUN_FILES.config));
  const names = (await writing(path, () => readdir(path))).filter(
    (name) => !isLockFile(name) && name !== RUN_FILES.log,
  );
  if (names.length > 0) {
    throw new MotifsmithError(
      'usage',
      'The run directory is not empty; a run never overwrites another.',
      {
        where: path,
        remedy,
      },
    );
  }
}

const isUnfinished = (names: readonly string[]): boolean =>
  names.includes(RUN_FILES.config) && !names.includes(RUN_FILES.summary);

/**
 * The unfinished run that was started last in a folder, of any kind; not one at which a process is at work.
 * @throws MotifsmithError `artifact` if there is none
 */
export async function newestUnfinishedIn(output: string): Promise<string> {
  let newest = { path: '', started: -Infinity };
  for (const name of await readdir(output).catch(() => [])) {
    const path = join(output, name);
    if (!isUnfinished(await readdir(path).catch(() => []))) continue;
    const started = (await stat(join(path, RUN_FILES.config))).mtimeMs;
    if (started > newest.started && !(await isLocked(path))) newest = { path, started };
  }
  if (newest.path !== '') return newest.path;
  throw new MotifsmithError('artifact', 'There is no unfinished run to resume.', {
    where: output,
    remedy: 'Name its directory, --resume DIR, or the folder with the runs, --output DIR.',
  });
}

/**
 * The newest unfinished run of a plan in its output folder.
 * @throws MotifsmithError `artifact` if there is none
 */
export async function newestUnfinished(plan: Plan): Promise<string> {
  const { output } = plan.config;
  const stem = directoryStem(plan);
  for (const n of (await takenNumbers(output, stem)).reverse()) {
    const path = join(output, `${stem}-${n}`);
    const names = await readdir(path);
    if (isUnfinished(names)) return path;
  }
  throw new MotifsmithError('artifact', `There is no unfinished run ${stem}-… to resume.`, {
    where: output,
    remedy: 'Name its directory: --resume DIR.',
  });
}
