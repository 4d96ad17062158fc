/** Looks at every file of a run and says which are damaged, without changing anything. */
import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { canonical } from '../../core/canonical.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { exists, readArtifact, readJson } from '../../files/read.ts';
import { sha256 } from '../../files/sha256.ts';
import { readAnalysis } from '../../run/analysis-file.ts';
import { readStoredArchitecture } from '../../run/architecture-file.ts';
import {
  checkpointFile,
  checkpointSteps,
  readCheckpoint,
  readSound,
} from '../../run/checkpoints.ts';
import { changedFiles } from '../../run/finished.ts';
import { memberIdentity } from '../../run/identity.ts';
import { storedMembers } from '../../run/members.ts';
import { readMetrics } from '../../run/metrics-reader.ts';
import { type RunRecord, readRunRecord } from '../../run/run-record.ts';
import type { Member } from '../../run/schema/plan.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { type MemberSummary, parseGroupSummary, summariseGroup } from '../../run/schema/summary.ts';
import { readMemberSummary } from '../../run/summary-file.ts';

/** A file that is damaged. */
export interface Finding {
  /** Relative to the run directory. */
  readonly file: string;
  /** What is wrong with it, and where. */
  readonly problem: string;
  readonly where: string;
}

/** What is wrong with a member, and what is left of it. */
export interface MemberState {
  readonly folder: string;
  readonly findings: readonly Finding[];
  readonly finished: boolean;
  /** The newest checkpoint before anything that is damaged, and the length of its record; null for none. */
  readonly from: { readonly step: number; readonly bytes: number } | null;
  /** Steps of checkpoints after that one. */
  readonly later: readonly number[];
}

/** What is wrong with a run. */
export interface RunState {
  readonly record: RunRecord;
  readonly members: readonly MemberState[];
  /** All findings; those about the group's own files last. */
  readonly findings: readonly Finding[];
}

/** @throws MotifsmithError `artifact` if `config.json` of the directory itself cannot be read */
export async function inspectRun(directory: string): Promise<RunState> {
  const record = await readRunRecord(directory);
  const members: MemberState[] = [];
  const summaries: (MemberSummary & { folder: string })[] = [];
  for (const { member, folder } of storedMembers(record)) {
    const path = join(directory, folder);
    if (!(await isFolder(path))) continue;
    members.push(await inspectMember(directory, path, record, member));
    const summary = await readMemberSummary(path).catch(() => null);
    if (summary !== null) summaries.push({ ...summary, folder });
  }
  const findings = members.flatMap((state) => state.findings);
  const path = join(directory, RUN_FILES.summary);
  if (record.member === null && (await exists(path))) {
    const found = await failureOf(async () => {
      const stored = parseGroupSummary(await readJson(path, 'summary of the run'), path);
      if (summaries.length !== storedMembers(record).length) return;
      const expected = summariseGroup(record.plan.name, record.data, summaries);
      if (canonical(stored) === canonical(expected)) return;
      throw new MotifsmithError('artifact', 'The summary is not that of its members.', {
        where: path,
      });
    });
    if (found !== null) findings.push(finding(directory, path, found));
  }
  return { record, members, findings };
}

async function isFolder(path: string): Promise<boolean> {
  return readdir(path).then(
    () => true,
    () => false,
  );
}

/** The MotifsmithError of an action; null if it succeeds. */
async function failureOf(action: () => Promise<unknown>): Promise<MotifsmithError | null> {
  try {
    await action();
    return null;
  } catch (error) {
    if (error instanceof MotifsmithError) return error;
    throw error;
  }
}

function finding(directory: string, path: string, error: MotifsmithError): Finding {
  return {
    file: relative(directory, path),
    problem: error.message,
    where: error.where ?? path,
  };
}

async function inspectMember(
  directory: string,
  folder: string,
  { plan, data, member: only }: RunRecord,
  member: Member,
): Promise<MemberState> {
  const findings: Finding[] = [];
  const check = async (name: string, action: () => Promise<unknown>): Promise<void> => {
    const failure = await failureOf(action);
    if (failure !== null) findings.push(finding(directory, join(folder, name), failure));
  };
  const names = await readdir(folder);
  const finished = names.includes(RUN_FILES.summary);
  if (only === null && names.includes(RUN_FILES.config)) {
    await check(RUN_FILES.config, () => readRunRecord(folder));
  }
  if (finished) await inspectFinished(folder, names, check, (one) => findings.push(one), directory);
  else if (names.includes(RUN_FILES.architecture)) {
    await check(RUN_FILES.architecture, () =>
      readStoredArchitecture(join(folder, RUN_FILES.architecture)),
    );
  }
  const identity = memberIdentity(plan, member, data.fingerprint);
  const checkpoints = join(folder, RUN_FILES.checkpoints);
  const record = join(folder, RUN_FILES.metrics);
  const sound: MemberState['from'][] = [];
  const steps = await checkpointSteps(checkpoints);
  let from: MemberState['from'] = null;
  let whole = true;
  for (const step of steps) {
    const name = join(RUN_FILES.checkpoints, basename(checkpointFile(checkpoints, step)));
    const damage = await failureOf(() => readCheckpoint(checkpoints, step, identity));
    if (damage !== null) findings.push(finding(directory, join(folder, name), damage));
    const unsound =
      damage ?? (await failureOf(() => readSound(checkpoints, step, identity, record)));
    if (unsound !== null) whole = false;
    if (damage === null && unsound !== null && !findings.some(({ file }) => isRecord(file))) {
      findings.push(finding(directory, record, unsound));
    }
    if (!whole) continue;
    const { header } = await readCheckpoint(checkpoints, step, identity);
    from = { step, bytes: header.metricsBytes };
    sound.push(from);
  }
  for (const name of finished ? await tensorsAlone(checkpoints, steps) : []) {
    const path = join(checkpoints, name);
    const problem = 'The header of the checkpoint is missing.';
    findings.push({ file: relative(directory, path), problem, where: path });
    const step = Number.parseInt(name, 10);
    while (from !== null && from.step > step) {
      sound.pop();
      from = sound.at(-1) ?? null;
    }
  }
  const later = steps.filter((step) => step > (from?.step ?? -1));
  return { folder, findings, finished, from, later };
}

const isRecord = (file: string): boolean => basename(file) === RUN_FILES.metrics;

async function tensorsAlone(folder: string, steps: readonly number[]): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => {
    const step = /^(\d+)\.safetensors$/.exec(name)?.[1];
    return step !== undefined && !steps.includes(Number(step));
  });
}

async function inspectFinished(
  folder: string,
  names: readonly string[],
  check: (name: string, action: () => Promise<unknown>) => Promise<void>,
  add: (finding: Finding) => void,
  directory: string,
): Promise<void> {
  let summary: MemberSummary | null = null;
  await check(RUN_FILES.summary, async () => {
    summary = await readMemberSummary(folder);
  });
  const found = summary as MemberSummary | null;
  if (found?.files !== undefined) {
    for (const name of Object.keys(found.files)) {
      const only = { ...found, files: { [name]: found.files[name]! } };
      for (const error of await changedFiles(folder, only)) {
        add(finding(directory, join(folder, name), error));
      }
    }
  } else {
    await check(RUN_FILES.architecture, () =>
      readStoredArchitecture(join(folder, RUN_FILES.architecture)),
    );
    // What `import` makes of a network has no record.
    if (names.includes(RUN_FILES.metrics) || names.includes(RUN_FILES.checkpoints)) {
      await check(RUN_FILES.metrics, async () => {
        const path = join(folder, RUN_FILES.metrics);
        for await (const _ of readMetrics(path, { damage: 'throw', run: 'finished' }));
      });
    }
  }
  await check(RUN_FILES.weights, async () => {
    const path = join(folder, RUN_FILES.weights);
    const hash = sha256(await readArtifact(path, 'file of weights'));
    if (found === null || hash === found.weights.sha256) return;
    throw new MotifsmithError('artifact', 'The weights are not those that the run ended with.', {
      where: path,
    });
  });
  await check(RUN_FILES.analysis, async () => {
    const analysis = await readAnalysis(folder);
    if (analysis === null || found === null) return;
    if (analysis.weightsSha256 === found.weights.sha256) return;
    throw new MotifsmithError('artifact', 'The analysis is not of these weights.', {
      where: join(folder, RUN_FILES.analysis),
    });
  });
}
