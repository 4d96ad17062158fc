/** Reads and writes `config.json`, its settings checked. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkConfig } from '../config/load.ts';
import { MotifsmithError } from '../core/errors.ts';
import { readJson } from '../files/read.ts';
import { writeJson } from '../files/write-atomic.ts';
import { parseArchitecture } from '../model/parse-architecture.ts';
import { isBeforeRecord } from './run-directory.ts';
import type { DataRecord, Member, Plan } from './schema/plan.ts';
import {
  type CheckedRunFile,
  parseRunFile,
  RUN_FILE_REMEDY,
  type RunFile,
} from './schema/run-file.ts';
import { RUN_FILES } from './schema/run-files.ts';

/** A run directory's own description, checked throughout. */
export interface RunRecord {
  /** Version of the package that started the run. */
  readonly version: string;
  readonly plan: Plan;
  /** The one member of a plain run; null for the directory of a group. */
  readonly member: Member | null;
  readonly data: DataRecord;
}

/** @throws MotifsmithError `inputOutput` */
export async function writeRunRecord(
  folder: string,
  { version, plan, member, data }: RunRecord,
): Promise<void> {
  const { name, task, config } = plan;
  const file = {
    format: 'motifsmith-run',
    formatVersion: 1,
    version,
    kind: member === null ? 'group' : 'run',
    name,
    task,
    ...(member === null ? {} : { seed: member.seed, method: member.method }),
    engine: config.engine,
    data,
    config: config as unknown as RunFile['config'],
  } as const;
  await writeJson(join(folder, RUN_FILES.config), file satisfies Omit<RunFile, 'kind'>);
}

/**
 * `config.json` with all of its settings.
 * @throws MotifsmithError `artifact` naming the field that is not valid
 */
export function checkRunFile(value: unknown, path: string): CheckedRunFile {
  const file = parseRunFile(value, path);
  const { task, config } = file;
  if (task.command === 'train' && typeof task.architecture !== 'string') {
    parseArchitecture(task.architecture, `${path}, field task.architecture`);
  }
  return { ...file, config: settings(config, path) };
}

/**
 * Reads a run directory's description of itself.
 * @throws MotifsmithError `artifact` if it is not one or is damaged
 */
export async function readRunRecord(folder: string): Promise<RunRecord> {
  const path = join(folder, RUN_FILES.config);
  const found = await stat(path).catch(() => null);
  if (found === null) throw await noRun(folder, path);
  const file = checkRunFile(await readJson(path, 'record of the run'), path);
  const { version, name, task, data, config } = file;
  const member = file.kind === 'run' ? { seed: file.seed, method: file.method } : null;
  return { version, plan: { name, task, config }, member, data };
}

/** What a folder without a record holds instead. @param path of the record that is not there */
async function noRun(folder: string, path: string): Promise<MotifsmithError> {
  const names = await readdir(folder).catch(() => null);
  const others = names?.filter((name) => !isBeforeRecord(name)) ?? [];
  const name = basename(folder);
  if (names === null || others.length > 0) {
    const held = others.length === 0 ? '' : `, but ${others.sort().slice(0, 5).join(', ')}`;
    return new MotifsmithError('artifact', `There is no run in ${name}${held}.`, {
      where: path,
      remedy: 'Give a folder that `motifsmith search` or `motifsmith train` has made.',
    });
  }
  const message = `There is no run in ${name}: if one was started there, it was stopped before it had written its ${RUN_FILES.config}.`;
  return new MotifsmithError('artifact', message, {
    where: path,
    remedy: 'Nothing was computed: start it again without --resume, with the same command.',
  });
}

function settings(config: RunFile['config'], path: string): Plan['config'] {
  try {
    return checkConfig(config, [{ name: path, value: config }]);
  } catch (cause) {
    if (!(cause instanceof MotifsmithError)) throw cause;
    throw new MotifsmithError('artifact', cause.message, {
      where: `${path}, field config`,
      remedy: RUN_FILE_REMEDY,
      cause,
    });
  }
}
