/**
 * Run directories: how they come into being without ever touching another run, and what stands in
 * their `config.json`.
 */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { checkConfig } from '../config/load.ts';
import { isRawConfig } from '../config/merge.ts';
import { MotifsmithError } from '../core/errors.ts';
import { ensureFolder, readJson, systemCode, writeJson, writing } from '../files/files.ts';
import { architectureSchema, parseArchitecture } from '../model/architecture-schema.ts';
import { FIXED_ARCHITECTURES } from '../search/fixed.ts';
import type { DataRecord } from './experiment-data.ts';
import { LOCK_FILE } from './lock.ts';
import { type Member, type Plan, primaryMethod, type Task } from './members.ts';

export const RUN_FILES = {
  config: 'config.json',
  metrics: 'metrics.jsonl',
  architecture: 'architecture.json',
  checkpoints: 'checkpoints',
  weights: 'weights.safetensors',
  summary: 'summary.json',
} as const;

const FORMAT = 'motifsmith-run';
const FORMAT_VERSION = 1;

/** What `config.json` holds: enough to do the run again. */
export interface RunRecord {
  /** Version of the package that began the run. */
  readonly version: string;
  readonly plan: Plan;
  /** The one member of a plain run; null for the directory of a group. */
  readonly member: Member | null;
  readonly data: DataRecord;
}

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

/**
 * Makes a new folder `<name>-<seed>-<n>` with the first n above all that are taken.
 * @throws MotifsmithError `inputOutput`
 */
export async function createRunFolder(plan: Plan): Promise<string> {
  const parent = plan.config.output;
  await ensureFolder(parent);
  const stem = directoryStem(plan);
  for (let n = ((await takenNumbers(parent, stem)).at(-1) ?? 0) + 1; ; n++) {
    const path = join(parent, `${stem}-${n}`);
    try {
      await mkdir(path);
      return path;
    } catch (error) {
      // Another process was quicker: the next number is ours.
      if (systemCode(error) !== 'EEXIST') return writing(path, () => Promise.reject(error));
    }
  }
}

/**
 * Takes a folder that the user named, new or empty.
 * @throws MotifsmithError `usage` if it holds anything, `inputOutput`
 */
export async function claimRunFolder(path: string): Promise<void> {
  await ensureFolder(path);
  const names = (await writing(path, () => readdir(path))).filter((name) => name !== LOCK_FILE);
  if (names.length > 0) {
    throw new MotifsmithError(
      'usage',
      'The run directory is not empty; a run never overwrites another.',
      {
        where: path,
        remedy: 'Name another with --run-dir, or go on with this one by --resume.',
      },
    );
  }
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
    if (names.includes(RUN_FILES.config) && !names.includes(RUN_FILES.summary)) return path;
  }
  throw new MotifsmithError('artifact', `There is no unfinished run ${stem}-… to resume.`, {
    where: output,
    remedy: 'Name its directory: --resume DIR.',
  });
}

export async function writeRunRecord(
  folder: string,
  { version, plan, member, data }: RunRecord,
): Promise<void> {
  const { name, task, config } = plan;
  await writeJson(join(folder, RUN_FILES.config), {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    version,
    kind: member === null ? 'group' : 'run',
    name,
    task,
    ...(member === null ? {} : { seed: member.seed, method: member.method }),
    engine: config.engine,
    data,
    config,
  });
}

const fixed = z.enum(FIXED_ARCHITECTURES);
const recordSchema = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
  version: z.string(),
  kind: z.enum(['run', 'group']),
  name: z.string(),
  task: z.union([
    z.object({ command: z.literal('search') }),
    z.object({ command: z.literal('train'), architecture: z.union([fixed, architectureSchema]) }),
  ]),
  seed: z.int().optional(),
  method: z.enum(['search', ...fixed.options, 'file']).optional(),
  data: z.object({
    name: z.string(),
    description: z.string(),
    fingerprint: z.string(),
    inputs: z.int(),
    classNames: z.array(z.string()),
    stepMs: z.number(),
    trainSamples: z.int(),
    validationSamples: z.int(),
    testSamples: z.int(),
    // Runs of older versions could leave nothing out.
    skipped: z
      .array(z.object({ id: z.string(), problem: z.string(), where: z.string() }))
      .default([]),
  }),
  config: z.record(z.string(), z.unknown()),
});

/**
 * Reads what a run directory says of itself.
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
  const value = await readJson(path, 'record of the run');
  const parsed = recordSchema.safeParse(value);
  const damaged = (field: string, message: string): MotifsmithError =>
    new MotifsmithError('artifact', `The record of the run is not valid: ${message}.`, {
      where: `${path}, field ${field}`,
      remedy: 'Restore the file, or begin a new run.',
    });
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw damaged(issue.path.join('.'), issue.message);
  }
  const { version, kind, name, seed, method, data, config } = parsed.data;
  const member = seed === undefined || method === undefined ? null : { seed, method };
  if ((kind === 'run') !== (member !== null))
    throw damaged('seed', 'seed and method do not fit kind');
  const { task } = parsed.data;
  if (task.command === 'train' && isRawConfig(task.architecture)) {
    parseArchitecture(task.architecture, `${path}, field task.architecture`);
  }
  try {
    const checked = checkConfig(config, [{ name: path, value: config }]);
    return { version, plan: { name, task: task as Task, config: checked }, member, data };
  } catch (error) {
    if (error instanceof MotifsmithError) throw damaged('config', error.message);
    throw error;
  }
}
