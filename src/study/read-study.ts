/** Reads a study's folder back: what it is, what it came to, and where its runs lie. */
import { join } from 'node:path';
import { z } from 'zod';
import { checkConfig } from '../config/load.ts';
import { MotifsmithError } from '../core/errors.ts';
import { exists, readJson } from '../files/read.ts';
import { writeJson } from '../files/write-atomic.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import { BUILT_IN_METHODS, builtInMethod } from './methods.ts';
import { RESULTS_FORMAT, RESULTS_FORMAT_VERSION, type StudyResults } from './results.ts';
import {
  type Cell,
  cellFolder,
  STUDY_FILES,
  STUDY_FORMAT,
  STUDY_FORMAT_VERSION,
  type Study,
  studyCells,
} from './study-record.ts';

const name = z.string().regex(/^[a-z0-9][a-z0-9._-]*$/);
const recordSchema = z.object({
  format: z.literal(STUDY_FORMAT),
  formatVersion: z.literal(STUDY_FORMAT_VERSION),
  name,
  seeds: z.array(z.int().min(0)).min(1),
  reference: z.string(),
  datasets: z.array(name).min(1),
  methods: z.array(z.object({ name, label: z.string(), base: z.enum(BUILT_IN_METHODS) })).min(1),
  entries: z.array(
    z.object({
      dataset: name,
      method: name,
      seeds: z.array(z.int().min(0)),
      config: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** Writes `study.json`, all or nothing. @throws MotifsmithError `inputOutput` */
export function writeStudyRecord(folder: string, study: Study): Promise<void> {
  const entries = study.entries.map(({ task: _, ...entry }) => entry);
  return writeJson(join(folder, STUDY_FILES.study), {
    format: STUDY_FORMAT,
    formatVersion: STUDY_FORMAT_VERSION,
    ...study,
    entries,
  });
}

/**
 * Reads `study.json`.
 * @throws MotifsmithError `artifact` if the folder holds no study or it is damaged
 */
export async function readStudyRecord(folder: string): Promise<Study> {
  const path = join(folder, STUDY_FILES.study);
  if (!(await exists(path))) {
    throw new MotifsmithError('artifact', 'There is no study in this folder.', {
      where: path,
      remedy: 'Give a folder that `motifsmith study` has made.',
    });
  }
  const damaged = (field: string, message: string): MotifsmithError =>
    new MotifsmithError('artifact', `The record of the study is not valid: ${message}.`, {
      where: `${path}, field ${field}`,
      remedy: 'Begin the study again from its study file, with the same output folder.',
    });
  const parsed = recordSchema.safeParse(await readJson(path, 'record of the study'));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw damaged(issue.path.join('.'), issue.message);
  }
  const { format: _, formatVersion: __, entries, ...rest } = parsed.data;
  return {
    ...rest,
    entries: entries.map(({ config, ...entry }, k) => {
      const method = rest.methods.find((one) => one.name === entry.method);
      if (method === undefined) throw damaged(`entries.${k}.method`, 'it is not in methods');
      const { task } = builtInMethod(method.base);
      try {
        return { ...entry, task, config: checkConfig(config, [{ name: path, value: config }]) };
      } catch (error) {
        if (error instanceof MotifsmithError) throw damaged(`entries.${k}.config`, error.message);
        throw error;
      }
    }),
  };
}

/** The parts of `results.json` without which nothing of it can be read. */
const resultsSchema = z.looseObject({
  format: z.literal(RESULTS_FORMAT),
  formatVersion: z.literal(RESULTS_FORMAT_VERSION),
  name: z.string(),
  reference: z.string(),
  datasets: z.array(
    z.looseObject({
      name: z.string(),
      methods: z.array(z.looseObject({ method: z.string(), label: z.string() })),
    }),
  ),
});

/** A run of a study, and how far it is. */
export interface StudyMember extends Cell {
  /** Relative to the study's folder, with `/`. */
  readonly folder: string;
  readonly state: 'waiting' | 'begun' | 'finished';
}

/** All that a study's folder says of itself. */
export interface StoredStudy {
  readonly study: Study;
  /** Null before the first time that tables were made. */
  readonly results: StudyResults | null;
  /** By data set, then method, then seed. */
  readonly members: readonly StudyMember[];
}

/**
 * Reads a study and looks at which runs there are.
 * @throws MotifsmithError `artifact` if it is missing or damaged
 */
export async function readStudy(folder: string): Promise<StoredStudy> {
  const study = await readStudyRecord(folder);
  const members: StudyMember[] = [];
  for (const cell of studyCells(study)) {
    const relative = cellFolder(cell);
    const has = (file: string) => exists(join(folder, relative, file));
    const state = (await has(RUN_FILES.analysis))
      ? 'finished'
      : (await has(RUN_FILES.config))
        ? 'begun'
        : 'waiting';
    members.push({ ...cell, folder: relative, state });
  }
  return { study, results: await readResults(folder), members };
}

async function readResults(folder: string): Promise<StudyResults | null> {
  const path = join(folder, STUDY_FILES.results);
  if (!(await exists(path))) return null;
  const value = await readJson(path, 'results of the study');
  const parsed = resultsSchema.safeParse(value);
  if (parsed.success) return value as StudyResults;
  const { path: field, message } = parsed.error.issues[0]!;
  throw new MotifsmithError('artifact', `The results of the study are not valid: ${message}.`, {
    where: `${path}, field ${field.join('.')}`,
    remedy: 'Delete the file and go on with the study: it is written again from its runs.',
  });
}
