/**
 * What an experiment consists of, as run directories describe it: one member for each seed and
 * method, on data that are known by their fingerprint.
 */
import { z } from 'zod';
import { SYSTEM_NAMES } from '../../baselines/names.ts';
import type { ExperimentConfig } from '../../config/schema.ts';
import type { Infer } from '../../core/schema.ts';
import { IRREGULARITY_KINDS } from '../../data/events/irregularities.ts';
import { preprocessingSchema } from '../../data/events/preprocessing.ts';
import { architectureSchema } from '../../model/architecture-schema.ts';
import { FIXED_ARCHITECTURES } from '../../search/fixed-names.ts';
import { count } from '../../training/records.ts';

/** What can be trained by name: fixed architectures and the baselines. */
export const NAMED_ARCHITECTURES = [...FIXED_ARCHITECTURES, ...SYSTEM_NAMES] as const;

export const methodSchema = z.enum(['search', ...NAMED_ARCHITECTURES, 'file']);
/** `search`, a fixed architecture, a system of others, or `file` for an architecture that was given. @useDeclaredType */
export type Method = Infer<typeof methodSchema>;

export const memberSchema = z.object({ seed: z.int(), method: methodSchema });
/** One training or search of an experiment. @interface */
export type Member = Infer<typeof memberSchema>;

export const taskSchema = z.discriminatedUnion('command', [
  z.object({ command: z.literal('search') }),
  z.object({
    command: z.literal('train'),
    architecture: z.union([z.enum(NAMED_ARCHITECTURES), architectureSchema]),
  }),
]);
/** What was asked for. @useDeclaredType */
export type Task = Infer<typeof taskSchema>;

/** What was irregular in files that were read, by kind; older versions refused such files. */
export const irregularitiesSchema = z
  .array(
    z.object({
      kind: z.enum(IRREGULARITY_KINDS),
      count,
      largest: z.number(),
      where: z.string(),
      recordings: count,
    }),
  )
  .default([]);

export const dataRecordSchema = z.object({
  name: z.string(),
  description: z.string(),
  fingerprint: z.string(),
  /** Of all recordings undivided; only where they are divided into folds, and not in runs of older versions. */
  setFingerprint: z.string().optional(),
  /** Input channels. */
  inputs: z.int().min(1),
  classNames: z.array(z.string()),
  stepMs: z.number().gt(0),
  trainSamples: count,
  validationSamples: count,
  testSamples: count,
  /** Damaged recordings that were left out; runs of older versions could leave nothing out. */
  skipped: z
    .array(z.object({ id: z.string(), problem: z.string(), where: z.string() }))
    .default([]),
  irregularities: irregularitiesSchema,
  /** How recordings became samples; runs of older versions do not say it. */
  preprocessing: preprocessingSchema.nullable().default(null),
});
/** What a run records of its data. @interface */
export type DataRecord = Infer<typeof dataRecordSchema>;

/** An experiment before any data are read. */
export interface Plan {
  /** Preset or file that it came from; run directories are named after it. */
  readonly name: string;
  readonly task: Task;
  readonly config: ExperimentConfig;
}

/** The method that was asked for; all others of an experiment are comparisons. */
export function primaryMethod(task: Task): Method {
  if (task.command === 'search') return 'search';
  return typeof task.architecture === 'string' ? task.architecture : 'file';
}

/** For each seed the method asked for, then those of `compare`. */
export function planMembers({ task, config }: Plan): Member[] {
  const comparisons = task.command === 'search' ? config.compare : [];
  const methods: Method[] = [primaryMethod(task), ...comparisons];
  return config.seeds.flatMap((seed) => methods.map((method) => ({ seed, method })));
}

/** Folder of a member in the folder of its group. */
export function memberFolder({ seed, method }: Member, { task }: Plan): string {
  return method === primaryMethod(task) ? `seed-${seed}` : `seed-${seed}-${method}`;
}
