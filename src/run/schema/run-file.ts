/** `config.json`: what a run directory says of its run, enough to do it again. */
import { z } from 'zod';
import type { ExperimentConfig } from '../../config/schema.ts';
import { type Infer, parse } from '../../core/schema.ts';
import { dataRecordSchema, methodSchema, taskSchema } from './plan.ts';

const FORMAT = 'motifsmith-run';
/** What to do about a `config.json` that is not valid. */
export const RUN_FILE_REMEDY = 'Restore the file, or start a new run.';

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
  /** Left to the schema of configurations, except for what lists of runs show. */
  config: z.looseObject({
    search: z.looseObject({ strategy: z.string().optional() }).optional(),
  }),
};

/** The whole file but for the settings within `config`. */
const runFileSchema = z.discriminatedUnion('kind', [
  z.object({ ...shared, kind: z.literal('run'), seed: z.int(), method: methodSchema }),
  z.object({ ...shared, kind: z.literal('group') }),
]);
/** `config.json` as it is written. */
export type RunFile = Infer<typeof runFileSchema>;

/** `config.json` with its settings checked; those that an older version did not have are the defaults. */
export type CheckedRunFile = RunFile & { readonly config: ExperimentConfig };

/** Whether a `config.json` is that of a run, valid or not, and not that of another program. */
export function isRunFile(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'format' in value && value.format === FORMAT
  );
}

/**
 * `config.json`, its settings unchecked.
 * @throws MotifsmithError `artifact` naming the field that is not valid
 */
export function parseRunFile(value: unknown, path: string): RunFile {
  return parse(runFileSchema, value, path, RUN_FILE_REMEDY);
}
