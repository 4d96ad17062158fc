/**
 * What a sweep is once everything about it is decided: `sweep.json`. It holds every setting, so that a sweep can be
 * resumed without the file that it was started from.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { checkConfig } from '../config/load.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { MotifsmithError } from '../core/errors.ts';
import { type Infer, parse } from '../core/schema.ts';
import { exists, readJson } from '../files/read.ts';
import { writeJson } from '../files/write-atomic.ts';
import { NAMED_ARCHITECTURES } from '../run/schema/plan.ts';
import { STUDY_FILES } from '../study/study-record.ts';
import { parameterSchema, pathSchema, valueSchema } from './space.ts';
import { SWEEP_FILES } from './sweep-files.ts';

const whole = z.int().min(1);

const sweepSchema = z.object({
  format: z.literal('motifsmith-sweep'),
  formatVersion: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/),
  task: z.discriminatedUnion('command', [
    z.object({ command: z.literal('search') }),
    z.object({ command: z.literal('train'), architecture: z.enum(NAMED_ARCHITECTURES) }),
  ]),
  /** What the file says of the settings, for the file with the best. */
  given: z.object({
    preset: z.string().nullable(),
    settings: z.record(z.string(), valueSchema),
  }),
  parameters: z.array(parameterSchema).min(1),
  strategy: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('grid'), trials: whole }),
    z.object({ kind: z.literal('random'), trials: whole, seed: z.int() }),
    z.object({
      kind: z.literal('bayesian'),
      trials: whole,
      seed: z.int(),
      initial: whole,
      batch: whole,
    }),
  ]),
  halving: z
    .object({ settings: z.array(pathSchema).min(1), factor: z.int().min(2), rungs: z.int().min(2) })
    .nullable(),
  seeds: z.array(z.int().min(0)).min(1),
  /** All settings, before a trial changes some; `data.tuningFraction` is above 0. */
  config: z.record(z.string(), z.unknown()),
});

/** A complete sweep. */
export interface Sweep
  extends Omit<Infer<typeof sweepSchema>, 'format' | 'formatVersion' | 'config'> {
  readonly config: ExperimentConfig;
}

const REMEDY = 'Start the sweep again from its file, with the same output folder.';

/** Writes `sweep.json`, all or nothing. @throws MotifsmithError `inputOutput` */
export function writeSweepRecord(folder: string, sweep: Sweep): Promise<void> {
  const file = { format: 'motifsmith-sweep', formatVersion: 1, ...sweep };
  return writeJson(join(folder, SWEEP_FILES.sweep), file);
}

export const holdsSweep = (folder: string): Promise<boolean> =>
  exists(join(folder, SWEEP_FILES.sweep));

/**
 * Reads `sweep.json`.
 * @throws MotifsmithError `artifact` if the folder holds no sweep or it is damaged
 */
export async function readSweepRecord(folder: string): Promise<Sweep> {
  const path = join(folder, SWEEP_FILES.sweep);
  if (!(await holdsSweep(folder))) {
    const isStudy = await exists(join(folder, STUDY_FILES.study));
    throw new MotifsmithError('artifact', 'There is no sweep in this folder.', {
      where: path,
      remedy: isStudy
        ? 'It holds a study: use `motifsmith study`.'
        : 'Give a folder that `motifsmith sweep` has made.',
    });
  }
  const value = await readJson(path, 'record of the sweep');
  const { format: _, formatVersion: __, config, ...rest } = parse(sweepSchema, value, path, REMEDY);
  let checked: ExperimentConfig;
  try {
    checked = checkConfig(config, [{ name: path, value: config }]);
  } catch (cause) {
    if (!(cause instanceof MotifsmithError)) throw cause;
    throw damaged(cause.message, `${path}, field config`, cause);
  }
  if (checked.data.tuningFraction === 0) {
    throw damaged(
      'A sweep scores its trials on training samples, but none are held out.',
      `${path}, field config.data.tuningFraction`,
    );
  }
  return { ...rest, config: checked };
}

const damaged = (message: string, where: string, cause?: unknown): MotifsmithError =>
  new MotifsmithError('artifact', message, { where, remedy: REMEDY, cause });
