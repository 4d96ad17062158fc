/**
 * What the list of runs says of a run, out of its config.json and its summary.json. Only what is
 * shown is looked at: a list of thousands must not check every setting of every run.
 */
import { z } from 'zod';
import { MotifsmithError } from '../../core/errors.ts';
import { RUN_FILES } from '../../run/run-files.ts';
import { readRunJson } from './paths.ts';

/** From config.json; it never changes. */
export interface RunFacts {
  readonly kind: 'run' | 'group';
  readonly name: string;
  readonly command: 'search' | 'train';
  readonly method: string;
  /** Of a search: `hrmas` or `random`. */
  readonly strategy: string | null;
  readonly seed: number | null;
  readonly dataset: string;
  /** What is wrong with the file. */
  readonly problem: string | null;
}

/** From summary.json. */
export interface RunOutcome {
  readonly accuracy: number;
  readonly motifSizes: readonly number[];
  readonly trainable: number;
  readonly seconds: number;
}

const FORMAT = 'motifsmith-run';

const record = z.object({
  kind: z.enum(['run', 'group']),
  name: z.string(),
  task: z.object({
    command: z.enum(['search', 'train']),
    // A network that was given need not be looked at to be called one.
    architecture: z.unknown().optional(),
  }),
  seed: z.int().optional(),
  method: z.string().optional(),
  data: z.object({ name: z.string() }),
  config: z.object({ search: z.object({ strategy: z.string() }) }).optional(),
});

/**
 * @returns null if the folder's config.json is that of something else
 * @throws MotifsmithError `artifact` if it cannot be read
 */
export async function readFacts(folder: string, limit: number): Promise<RunFacts | null> {
  const value = await readRunJson(folder, RUN_FILES.config, limit);
  if (typeof value !== 'object' || value === null) return null;
  if (!('format' in value) || value.format !== FORMAT) return null;
  const parsed = record.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    return damagedFacts(`The record of the run is not valid: ${path.join('.')}: ${message}.`);
  }
  const { kind, name, task, seed = null, method, data, config } = parsed.data;
  const given = typeof task.architecture === 'string' ? task.architecture : 'file';
  return {
    kind,
    name,
    command: task.command,
    method: method ?? (task.command === 'search' ? 'search' : given),
    strategy: config?.search.strategy ?? null,
    seed,
    dataset: data.name,
    problem: null,
  };
}

/** Stands for a record that cannot be read, so that the list still shows that there is a run. */
export function damagedFacts(problem: string): RunFacts {
  return {
    kind: 'run',
    name: '',
    command: 'search',
    method: '',
    strategy: null,
    seed: null,
    dataset: '',
    problem,
  };
}

const member = z.object({
  motifSizes: z.array(z.int()),
  test: z.object({ accuracy: z.number() }),
  census: z.object({ trainable: z.number() }),
  timing: z.object({ seconds: z.number() }),
});

const group = z.object({
  methods: z
    .array(z.object({ accuracy: z.object({ mean: z.number() }), trainable: z.number() }))
    .min(1),
  seconds: z.number(),
});

/** @throws MotifsmithError `artifact` if it cannot be read or lacks a part */
export async function readOutcome(
  folder: string,
  kind: RunFacts['kind'],
  limit: number,
): Promise<RunOutcome | null> {
  const value = await readRunJson(folder, RUN_FILES.summary, limit);
  if (value === null) return null;
  if (kind === 'run') {
    const { motifSizes, test, census, timing } = checked(member, value);
    const { accuracy } = test;
    return { accuracy, motifSizes, trainable: census.trainable, seconds: timing.seconds };
  }
  const { methods, seconds } = checked(group, value);
  const { accuracy, trainable } = methods[0]!;
  return { accuracy: accuracy.mean, motifSizes: [], trainable, seconds };
}

function checked<Shape extends z.ZodType>(shape: Shape, value: unknown): z.infer<Shape> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new MotifsmithError(
    'artifact',
    `The summary is not valid: ${path.join('.')}: ${message}.`,
    { remedy: 'Delete it and resume the run: it is written again from the last checkpoint.' },
  );
}
