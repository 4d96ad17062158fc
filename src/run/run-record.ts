/** `config.json`: what a run directory says of its run, enough to do it again. */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { checkConfig } from '../config/load.ts';
import { MotifsmithError } from '../core/errors.ts';
import { type Infer, parse } from '../core/schema.ts';
import { readJson } from '../files/read.ts';
import { writeJson } from '../files/write-atomic.ts';
import { parseArchitecture } from '../model/parse-architecture.ts';
import {
  type DataRecord,
  dataRecordSchema,
  type Member,
  methodSchema,
  type Plan,
  taskSchema,
} from './plan.ts';
import { RUN_FILES } from './run-files.ts';

const FORMAT = 'motifsmith-run';
const REMEDY = 'Restore the file, or start a new run.';

const shared = {
  format: z.literal(FORMAT),
  formatVersion: z.literal(1),
  /** Version of the package that started the run. */
  version: z.string(),
  /** Preset or file that the configuration came from. */
  name: z.string(),
  task: taskSchema,
  engine: z.string(),
  data: dataRecordSchema,
  /** Checked by the schema of configurations. */
  config: z.record(z.string(), z.unknown()),
};

/** The whole file but for the settings within `config`. */
export const runFileSchema = z.discriminatedUnion('kind', [
  z.object({ ...shared, kind: z.literal('run'), seed: z.int(), method: methodSchema }),
  z.object({ ...shared, kind: z.literal('group') }),
]);
/** `config.json` as it is written. */
export type RunFile = Infer<typeof runFileSchema>;

/** A run directory's own description, checked throughout. */
export interface RunRecord {
  /** Version of the package that started the run. */
  readonly version: string;
  readonly plan: Plan;
  /** The one member of a plain run; null for the directory of a group. */
  readonly member: Member | null;
  readonly data: DataRecord;
}

/**
 * `config.json` without a look at the settings, for those who show thousands of runs.
 * @returns null for the `config.json` of another program
 * @throws MotifsmithError `artifact` naming the field that is not valid
 */
export function parseRunFile(value: unknown, path: string): RunFile | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!('format' in value) || value.format !== FORMAT) return null;
  return parse(runFileSchema, value, path, REMEDY);
}

/** @throws MotifsmithError `inputOutput` */
export async function writeRunRecord(
  folder: string,
  { version, plan, member, data }: RunRecord,
): Promise<void> {
  const { name, task, config } = plan;
  const file = {
    format: FORMAT,
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
 * Reads a run directory's description of itself.
 * @throws MotifsmithError `artifact` if it is not one or is damaged
 */
export async function readRunRecord(folder: string): Promise<RunRecord> {
  const path = join(folder, RUN_FILES.config);
  const found = await stat(path).catch(() => null);
  if (found === null) {
    throw new MotifsmithError('artifact', `There is no run in ${basename(folder)}.`, {
      where: path,
      remedy: 'Give a folder that `motifsmith search` or `motifsmith train` has made.',
    });
  }
  const file = parse(runFileSchema, await readJson(path, 'record of the run'), path, REMEDY);
  const { version, name, task, data, config } = file;
  if (task.command === 'train' && typeof task.architecture !== 'string') {
    parseArchitecture(task.architecture, `${path}, field task.architecture`);
  }
  const member = file.kind === 'run' ? { seed: file.seed, method: file.method } : null;
  return { version, plan: { name, task, config: settings(config, path) }, member, data };
}

function settings(config: RunFile['config'], path: string): Plan['config'] {
  try {
    return checkConfig(config, [{ name: path, value: config }]);
  } catch (cause) {
    if (!(cause instanceof MotifsmithError)) throw cause;
    throw new MotifsmithError('artifact', cause.message, {
      where: `${path}, field config`,
      remedy: REMEDY,
      cause,
    });
  }
}
