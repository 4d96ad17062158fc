/** Reads a study's folder: its settings, its results, and where its runs are. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { meanInterval } from '../analysis/statistics.ts';
import { checkConfig } from '../config/load.ts';
import { MotifsmithError } from '../core/errors.ts';
import { parse } from '../core/schema.ts';
import { exists, readJson } from '../files/read.ts';
import { writeJson } from '../files/write-atomic.ts';
import { isLocked } from '../run/lock/lock.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import { builtInMethod } from './methods.ts';
import { type DatasetResults, type StudyResults, studyResultsSchema } from './results.ts';
import {
  type Cell,
  cellFolder,
  STUDY_FILES,
  type Study,
  studyCells,
  studySchema,
} from './study-record.ts';

const REMEDY = 'Start the study again from its study file, with the same output folder.';

/** Writes `study.json`, all or nothing. @throws MotifsmithError `inputOutput` */
export function writeStudyRecord(folder: string, study: Study): Promise<void> {
  const entries = study.entries.map(({ task: _, ...entry }) => entry);
  const file = { format: 'motifsmith-study', formatVersion: 1, ...study, entries };
  return writeJson(join(folder, STUDY_FILES.study), file);
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
  const value = await readJson(path, 'record of the study');
  const {
    format: _,
    formatVersion: __,
    entries,
    ...rest
  } = parse(studySchema, value, path, REMEDY);
  return {
    ...rest,
    entries: entries.map(({ config, ...entry }, k) => {
      const method = rest.methods.find((one) => one.name === entry.method);
      const field = `${path}, field entries[${k}]`;
      if (method === undefined) {
        throw damaged(`There is no method ${entry.method} in methods.`, `${field}.method`);
      }
      const { task } = builtInMethod(method.base);
      try {
        return { ...entry, task, config: checkConfig(config, [{ name: path, value: config }]) };
      } catch (cause) {
        if (!(cause instanceof MotifsmithError)) throw cause;
        throw damaged(cause.message, `${field}.config`, cause);
      }
    }),
  };
}

function damaged(message: string, where: string, cause?: unknown): MotifsmithError {
  return new MotifsmithError('artifact', message, { where, remedy: REMEDY, cause });
}

/** A run of a study, and how far it is. */
export interface StudyMember extends Cell {
  /** Relative to the study's folder, with `/`. */
  readonly folder: string;
  readonly state: 'waiting' | 'started' | 'finished';
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
        ? 'started'
        : 'waiting';
    members.push({ ...cell, folder: relative, state });
  }
  return { study, results: await readStudyResults(folder), members };
}

/** The studies in a folder that lack runs and at which no process is at work; damaged ones are passed over. */
export async function unfinishedStudiesIn(output: string): Promise<string[]> {
  const unfinished: string[] = [];
  for (const name of (await readdir(output).catch(() => [])).sort()) {
    const folder = join(output, name);
    if (!(await exists(join(folder, STUDY_FILES.study)).catch(() => false))) continue;
    const members = await readStudy(folder).then(
      (study) => study.members,
      () => [],
    );
    const lacks = members.some(({ state }) => state !== 'finished');
    if (lacks && !(await isLocked(folder))) unfinished.push(folder);
  }
  return unfinished;
}

/** @returns null before the first time that tables were made @throws MotifsmithError `artifact` if they are damaged */
export async function readStudyResults(folder: string): Promise<StudyResults | null> {
  const path = join(folder, STUDY_FILES.results);
  if (!(await exists(path))) return null;
  const remedy = 'Delete the file and resume the study, which writes it again from its runs.';
  const results = parse(
    studyResultsSchema,
    await readJson(path, 'results of the study'),
    path,
    remedy,
  );
  return { ...results, datasets: results.datasets.map(withOneInterval) };
}

/** Version 0.1 made the intervals of means over seeds by bootstrap: all that is shown is made in one way. */
const withOneInterval = (dataset: DatasetResults): DatasetResults => ({
  ...dataset,
  methods: dataset.methods.map((row) =>
    row.accuracy === null || row.crossValidation
      ? row
      : { ...row, accuracy: { ...row.accuracy, interval: meanInterval(row.accuracy.values) } },
  ),
});
