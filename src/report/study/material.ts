/** Reads all that a report says of a study from its folder, and checks it before anything is drawn. */
import { join } from 'node:path';
import { z } from 'zod';
import { MotifsmithError } from '../../core/errors.ts';
import { exists, readJson } from '../../files/read.ts';
import type { Architecture } from '../../model/architecture-schema.ts';
import { readArchitecture } from '../../run/architecture-file.ts';
import { type RunRecord, readRunRecord } from '../../run/run-record.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { type Cost, readCost } from '../../study/cost.ts';
import type { CellFailure } from '../../study/messages.ts';
import { readStudy, type StudyMember } from '../../study/read-study.ts';
import type { StudyResults } from '../../study/results.ts';
import { STUDY_FILES, type Study } from '../../study/study-record.ts';

/** A run of the study and what a report needs of it. */
export interface CellMaterial extends StudyMember {
  readonly cost: Cost | null;
  /** Of a finished run. */
  readonly architecture: Architecture | null;
}

export interface StudyMaterial {
  readonly study: Study;
  readonly results: StudyResults;
  readonly cells: readonly CellMaterial[];
  readonly failures: readonly CellFailure[];
  /** The record of the first run of each data set that has begun. */
  readonly records: ReadonlyMap<string, RunRecord>;
}

const number = z.number();
const meanStd = { mean: number, std: number.nullable() };
const interval = z.tuple([number, number]).nullable();
const band = { mean: z.array(number), std: z.array(number.nullable()) };
const gap = z.looseObject({
  ...meanStd,
  before: number,
  after: number,
  accuracy: z.looseObject(meanStd),
});
const gaps = z.looseObject({ size: gap, types: gap }).nullable();
const curves = z.looseObject({
  label: z.string(),
  seeds: z.array(z.int()),
  stages: z.array(
    z.looseObject({
      stage: z.string(),
      epochs: z.array(z.int()),
      ...band,
      accuracy: z.looseObject(band),
    }),
  ),
  gaps,
});
const method = z.looseObject({
  method: z.string(),
  label: z.string(),
  searched: z.boolean(),
  seeds: z.array(z.int()),
  failed: z.array(z.int()),
  missing: z.array(z.int()),
  accuracy: z
    .looseObject({ ...meanStd, values: z.array(number).min(1), interval, best: number })
    .nullable(),
  versusReference: z
    .looseObject({
      pairs: z.int(),
      difference: number,
      interval,
      p: number.nullable(),
      adjusted: number.nullable(),
      permutation: number.nullable(),
      effectSize: number.nullable(),
      seedsForOnePoint: number.nullable(),
    })
    .nullable(),
  motifSizes: z.array(z.array(z.int())),
  parameters: z.looseObject({ trainable: number, fixed: number, stored: number }).nullable(),
  operations: z.looseObject({ ac: number, mac: number }).nullable(),
  spikes: number.nullable(),
  divergence: number.nullable(),
  decision: z
    .looseObject({ stepMs: number, steps: z.array(number), accuracy: z.array(number) })
    .nullable(),
  gaps,
});
/** What a report draws of `results.json`. */
const drawnResults = z.looseObject({
  datasets: z.array(
    z.looseObject({
      name: z.string(),
      fingerprint: z.string().nullable(),
      trainSamples: z.int().nullable(),
      testSamples: z.int().nullable(),
      methods: z.array(method),
      plasticity: z.looseObject({ on: curves, off: curves }).nullable(),
    }),
  ),
});
const failureList = z.array(
  z.looseObject({
    dataset: z.string(),
    method: z.string(),
    seed: z.int(),
    kind: z.string(),
    message: z.string(),
    where: z.string().nullable(),
    attempts: z.int(),
  }),
);

function check(schema: z.ZodType, value: unknown, path: string, what: string): void {
  const parsed = schema.safeParse(value);
  if (parsed.success) return;
  const { path: field, message } = parsed.error.issues[0]!;
  throw new MotifsmithError('artifact', `The ${what} of the study are not valid: ${message}.`, {
    where: `${path}, field ${field.join('.')}`,
    remedy: 'Delete the file and go on with the study: it is written again from its runs.',
  });
}

async function readFailures(folder: string): Promise<readonly CellFailure[]> {
  const path = join(folder, STUDY_FILES.failures);
  if (!(await exists(path))) return [];
  const value = await readJson(path, 'list of failures');
  check(failureList, value, path, 'failures');
  return value as readonly CellFailure[];
}

/**
 * Reads a study, finished or under way.
 * @throws MotifsmithError `artifact` if it is damaged or has no results yet
 */
export async function readStudyMaterial(folder: string): Promise<StudyMaterial> {
  const { study, results, members } = await readStudy(folder);
  const path = join(folder, STUDY_FILES.results);
  if (results === null) {
    throw new MotifsmithError('artifact', 'The study has no results yet.', {
      where: path,
      remedy: 'Go on with the study; the file is written when a first run has finished.',
    });
  }
  check(drawnResults, results, path, 'results');
  const cells: CellMaterial[] = [];
  const records = new Map<string, RunRecord>();
  for (const member of members) {
    const run = join(folder, member.folder);
    if (member.state !== 'waiting' && !records.has(member.dataset)) {
      records.set(member.dataset, await readRunRecord(run));
    }
    const finished = member.state === 'finished';
    cells.push({
      ...member,
      cost: await readCost(run),
      architecture: finished ? await readArchitecture(join(run, RUN_FILES.architecture)) : null,
    });
  }
  return { study, results, cells, failures: await readFailures(folder), records };
}
