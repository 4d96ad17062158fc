/**
 * Mends a run. Damaged files are set aside under a name that says so. A finished run is then computed again
 * from its last sound checkpoint, or from the start: training is deterministic, so it ends with the same
 * bytes. An unfinished one is cut back to that checkpoint and can be resumed.
 */
import { copyFile, readdir, rename, truncate } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import { syncFolder } from '../../files/folders.ts';
import { exists } from '../../files/read.ts';
import { writing } from '../../files/refusals.ts';
import { lockFolder } from '../../run/lock/lock.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { analyseMember } from '../analyse-member.ts';
import { openRunData, type RunOptions, resumeExperiment } from '../run-experiment.ts';
import { type Finding, inspectRun, type MemberState, type RunState } from './inspect.ts';

/** What a repair found and did. */
export interface RepairReport {
  readonly format: 'motifsmith-repair';
  readonly formatVersion: 1;
  readonly directory: string;
  /** What is damaged; empty if nothing is. */
  readonly findings: readonly Finding[];
  /** Whether it has been mended. */
  readonly repaired: boolean;
  /** Where the damaged files are now, relative to the directory. */
  readonly setAside: readonly string[];
}

export interface RepairOptions extends RunOptions {
  /** Only look. */
  readonly dryRun: boolean;
  /** Where the data are now; null for where the run found them. */
  readonly dataPath: string | null;
}

/**
 * @throws MotifsmithError `artifact` if `config.json` is damaged or another process works on the run, `data`
 * if the run has to be computed again and its data are not there; then nothing has been changed
 */
export async function repairRun(directory: string, options: RepairOptions): Promise<RepairReport> {
  const report = (findings: readonly Finding[], setAside: readonly string[]): RepairReport => ({
    format: 'motifsmith-repair',
    formatVersion: 1,
    directory,
    findings,
    repaired: findings.length > 0 && !options.dryRun,
    setAside,
  });
  if (options.dryRun) return report((await inspectRun(directory)).findings, []);
  const { signal, observer } = options;
  const lock = await lockFolder(directory, {
    signal,
    onWait: (notice) => observer?.waiting?.(notice),
  });
  let state: RunState;
  let setAside: string[];
  try {
    state = await inspectRun(directory);
    if (state.findings.length === 0) return report([], []);
    await requireTrained(state);
    if (wasFinished(state)) await requireData(state, directory, options);
    setAside = await setAsideDamaged(directory, state);
  } finally {
    await lock.release();
  }
  if (wasFinished(state)) await computeAgain(directory, state, options);
  const left = (await inspectRun(directory)).findings[0];
  if (left !== undefined) {
    throw new MotifsmithError('artifact', `The run cannot be mended: ${left.problem}`, {
      where: left.where,
      remedy: 'Start a new run.',
    });
  }
  return report(
    state.findings,
    setAside.map((path) => relative(directory, path)),
  );
}

/** Whether a member that had finished, or the summary of a group, has to be made again. */
function wasFinished({ members, findings }: RunState): boolean {
  const ofMembers = members.flatMap((member) => member.findings).length;
  return (
    members.some((member) => member.finished && member.findings.length > 0) ||
    findings.length > ofMembers
  );
}

/** A network that was imported cannot be computed again. @throws MotifsmithError `artifact` */
async function requireTrained({ members }: RunState): Promise<void> {
  for (const { folder, finished, findings } of members) {
    const names = await readdir(folder);
    const traces = [RUN_FILES.metrics, RUN_FILES.checkpoints].some((name) => names.includes(name));
    const lost = findings.find(({ file }) => basename(file) !== RUN_FILES.analysis);
    if (!finished || traces || lost === undefined) continue;
    throw new MotifsmithError(
      'artifact',
      'The network cannot be computed again: it was not trained here.',
      {
        where: lost.where,
        remedy: 'Import it again.',
      },
    );
  }
}

async function requireData(
  { record }: RunState,
  directory: string,
  { dataPath, signal, observer }: RepairOptions,
): Promise<void> {
  const onProgress = observer?.reading?.bind(observer);
  const data = await openRunData(record, dataPath, directory, { signal, onProgress });
  data.dataset.close();
}

async function computeAgain(
  directory: string,
  { record, members }: RunState,
  options: RepairOptions,
): Promise<void> {
  const { dataPath, signal } = options;
  const expected = { command: record.plan.task.command, config: null };
  await resumeExperiment(directory, dataPath, expected, options);
  const lost = members.filter(({ findings }) =>
    findings.some(({ file }) => basename(file) === RUN_FILES.analysis),
  );
  if (lost.length === 0) return;
  const data = await openRunData(record, dataPath, directory, { signal });
  try {
    for (const { folder } of lost) {
      await analyseMember({ plan: record.plan, folder, data, signal });
    }
  } finally {
    data.dataset.close();
  }
}

/** @returns the new paths */
async function setAsideDamaged(directory: string, state: RunState): Promise<string[]> {
  const moved: string[] = [];
  const aside = async (path: string, why = 'damaged', keep = false): Promise<void> => {
    if (!(await exists(path))) return;
    const names = await readdir(dirname(path));
    let n = 1;
    while (names.includes(`${basename(path)}.${why}-${n}`)) n += 1;
    const target = `${path}.${why}-${n}`;
    await writing(path, () => (keep ? copyFile(path, target) : rename(path, target)));
    await syncFolder(dirname(path));
    moved.push(target);
  };
  for (const member of state.members) {
    if (member.findings.length > 0) await setAsideMember(directory, member, aside);
  }
  const members = state.members.flatMap(({ findings }) => findings);
  for (const { file } of state.findings.filter((one) => !members.includes(one))) {
    await aside(join(directory, file));
  }
  return moved;
}

async function setAsideMember(
  directory: string,
  { folder, findings, from, later }: MemberState,
  aside: (path: string, why?: string, keep?: boolean) => Promise<void>,
): Promise<void> {
  const damaged = new Set(findings.map(({ file }) => join(directory, file)));
  const record = join(folder, RUN_FILES.metrics);
  const analysis = join(folder, RUN_FILES.analysis);
  const onlyAnalysis = [...damaged].every((path) => path === analysis);
  for (const path of damaged) {
    if (path !== record && dirname(path) === folder) await aside(path);
  }
  if (onlyAnalysis) return;
  // Without it, the member is computed to its end again.
  await aside(join(folder, RUN_FILES.summary), 'before-repair');
  const checkpoints = join(folder, RUN_FILES.checkpoints);
  const gone = later.map((step) => String(step).padStart(8, '0'));
  for (const path of damaged) {
    if (dirname(path) === checkpoints) gone.push(basename(path).split('.')[0]!);
  }
  for (const stem of new Set(gone)) {
    const json = join(checkpoints, `${stem}.json`);
    const why = damaged.has(json) || damaged.has(join(checkpoints, `${stem}.safetensors`));
    for (const extension of ['json', 'safetensors']) {
      const path = join(checkpoints, `${stem}.${extension}`);
      await aside(path, why ? 'damaged' : 'before-repair');
    }
  }
  if (damaged.has(record)) await aside(record, 'damaged', from !== null);
  if (from !== null && (await exists(record))) {
    await writing(record, () => truncate(record, from.bytes));
  }
}
