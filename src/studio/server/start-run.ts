/**
 * From the body of a request to a run: the same checks as on the command line, before anything is
 * started. The process gets one complete configuration in a file, so that no word of a request ever
 * becomes one of its arguments.
 */
import { basename } from 'node:path';
import { z } from 'zod';
import { configJsonSchema } from '../../config/json-schema.ts';
import { checkConfig, type LoadedConfig, loadConfig } from '../../config/load.ts';
import { applySet, type ConfigLayer, mergeConfigs } from '../../config/merge.ts';
import { PRESET_NAMES, preset } from '../../config/presets/presets.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { nearestWord } from '../../core/nearest-word.ts';
import type { JsonSchema } from '../../core/settings/allowed.ts';
import { DiskStore } from '../../data/store/disk.ts';
import { parseArchitecture } from '../../model/parse-architecture.ts';
import { createRunFolder } from '../../run/run-directory.ts';
import {
  NAMED_ARCHITECTURES,
  planMembers,
  primaryMethod,
  type Task,
} from '../../run/schema/plan.ts';
import { MOST_SEEDS } from '../api/start.ts';
import type { ChildTask } from './child-runs.ts';

const body = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
    .optional(),
  preset: z.string().optional(),
  config: z.record(z.string(), z.unknown()).optional(),
  command: z.enum(['search', 'train']),
  architecture: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  sets: z.array(z.string()).max(200).optional(),
  seed: z.int().min(0),
  seedCount: z.int().min(1).max(MOST_SEEDS).optional(),
});
type Body = z.infer<typeof body>;

const ARCHITECTURE = 'architecture.json';

/** The schema of a request's configuration: it has no `output`, which is the server's folder. */
export function requestSchema(): JsonSchema {
  const schema = configJsonSchema();
  const { output: _, ...properties } = schema.properties!;
  return { ...schema, properties };
}

/** A requested run, checked, with nothing written yet. */
export interface AskedRun extends LoadedConfig {
  readonly task: Task;
}

/**
 * @param value the parsed body
 * @throws MotifsmithError `usage` or `artifact` naming what is wrong, in the words of the schema
 */
export async function readRequest(value: unknown): Promise<AskedRun> {
  const parsed = body.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw usage(`The request is not valid: ${message}.`, `body, field ${path.join('.')}`);
  }
  const task = readTask(parsed.data);
  return { ...(await readConfig(parsed.data)), task };
}

async function readConfig({
  name: called,
  preset: name,
  config,
  sets = [],
  seed,
  seedCount = 1,
}: Body): Promise<LoadedConfig> {
  const seeds = Array.from({ length: seedCount }, (_, k) => seed + k);
  const options: ConfigLayer[] = [{ name: 'field seed', value: { seeds } }];
  if ((name === undefined) === (config === undefined)) {
    throw usage('Either a preset or a configuration is needed.', 'body, fields preset and config');
  }
  if (name !== undefined) {
    requirePreset(name);
    return loadConfig({ source: name, sets, options });
  }
  const { preset: base, ...rest } = config!;
  const layers: ConfigLayer[] = [{ name: 'field config', value: rest }, ...options];
  if (base !== undefined) layers.unshift({ name: `preset ${base}`, value: requirePreset(base) });
  let raw = layers.map(({ value }) => value).reduce(mergeConfigs, {});
  for (const text of sets) {
    raw = applySet(raw, text);
    layers.push({ name: `set ${text}`, value: applySet(raw, text) });
  }
  return {
    name: typeof base === 'string' ? base : (called ?? 'custom'),
    config: checkConfig(raw, layers),
  };
}

/** Unlike on the command line, no word of a request is ever taken as the path of a file. */
function requirePreset(name: unknown): NonNullable<ReturnType<typeof preset>> {
  const found = typeof name === 'string' ? preset(name) : null;
  if (found !== null) return found;
  const near = typeof name === 'string' ? nearestWord(name, PRESET_NAMES) : null;
  throw new MotifsmithError('usage', `There is no preset ${JSON.stringify(name)}.`, {
    where: 'body, field preset',
    remedy: near ? `Did you mean ${near}?` : `Use one of ${PRESET_NAMES.join(', ')}.`,
  });
}

/**
 * Data that are not there would end the run before it has written anything; in time, the page can ask for others.
 * @throws MotifsmithError `data`
 */
export async function requireData({ config: { data } }: AskedRun): Promise<void> {
  if (!('path' in data)) return;
  await DiskStore.open(data.path).catch((error: unknown) => {
    if (!(error instanceof MotifsmithError)) throw error;
    throw new MotifsmithError('data', error.message, {
      where: `data.path: ${data.path}`,
      remedy: 'Choose other data.',
    });
  });
}

function readTask({ command, architecture }: Body): Task {
  if (command === 'search') {
    if (architecture === undefined) return { command };
    throw usage('A search finds its own architecture.', 'body, field architecture');
  }
  if (typeof architecture === 'object') {
    return { command, architecture: parseArchitecture(architecture, 'body, field architecture') };
  }
  const known = NAMED_ARCHITECTURES.find((each) => each === architecture);
  if (known !== undefined) return { command, architecture: known };
  throw new MotifsmithError(
    'usage',
    architecture === undefined
      ? 'An architecture is missing.'
      : `There is no architecture ${JSON.stringify(architecture)}.`,
    {
      where: 'body, field architecture',
      remedy: `Give ${NAMED_ARCHITECTURES.join(', ')}, or what an architecture.json holds.`,
    },
  );
}

function usage(message: string, where: string): MotifsmithError {
  return new MotifsmithError('usage', message, { where, remedy: 'See docs/studio.md.' });
}

/**
 * Creates the run's folder, which gives it its id.
 * @param root the runs folder, resolved
 */
export async function newRun({ name, task, config }: AskedRun, root: string): Promise<ChildTask> {
  const plan = { name, task, config: { ...config, output: root } };
  const folder = await createRunFolder(plan);
  const given = task.command === 'train' && typeof task.architecture === 'object';
  const members = planMembers(plan);
  return {
    id: basename(folder),
    folder,
    facts: {
      kind: members.length === 1 ? 'run' : 'group',
      name,
      command: task.command,
      method: primaryMethod(task),
      strategy: config.search.strategy,
      seed: members.length === 1 ? members[0]!.seed : null,
      dataset: '',
      problem: null,
    },
    // Runs are named after the file of their configuration.
    files: {
      [`${name}.json`]: plan.config,
      ...(given ? { [ARCHITECTURE]: task.architecture } : {}),
    },
    arguments: (path) => [
      task.command,
      path(`${name}.json`),
      ...(task.command === 'train'
        ? ['--architecture', given ? path(ARCHITECTURE) : String(task.architecture)]
        : []),
      ...['--run-dir', folder, '--json'],
    ],
  };
}
