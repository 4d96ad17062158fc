/**
 * What a study is once everything about it is decided: `study.json`. It holds every setting of every
 * cell, so that a study goes on without the file that it was begun from.
 */
import type { ExperimentConfig } from '../config/schema.ts';
import type { Task } from '../run/schema/plan.ts';
import { runLabel } from '../view/names.ts';
import type { BuiltInMethod } from './methods.ts';

export const STUDY_FORMAT = 'motifsmith-study';
export const STUDY_FORMAT_VERSION = 1;

export const STUDY_FILES = {
  study: 'study.json',
  results: 'results.json',
  failures: 'failures.json',
  cost: 'cost.csv',
  costShown: 'cost.md',
  tables: 'tables',
  runs: 'runs',
} as const;

/** A row of the tables. */
export interface StudyMethod {
  readonly name: string;
  readonly label: string;
  readonly base: BuiltInMethod;
}

/** One method on one data set: a cell for each seed. */
export interface StudyEntry {
  readonly dataset: string;
  readonly method: string;
  readonly task: Task;
  readonly seeds: readonly number[];
  /** Complete; `seeds`, `compare` and `output` are the study's own affair. */
  readonly config: ExperimentConfig;
}

/** A complete study. */
export interface Study {
  readonly name: string;
  readonly seeds: readonly number[];
  /** Name of the method that the others are compared with. */
  readonly reference: string;
  readonly datasets: readonly string[];
  readonly methods: readonly StudyMethod[];
  /** By data set, then method, in the order of the study file. */
  readonly entries: readonly StudyEntry[];
}

/** One run of the matrix. */
export interface Cell {
  readonly dataset: string;
  readonly method: string;
  readonly seed: number;
}

/** `ti46-alpha, HRMAS, seed 3` for each cell of a study. */
export function cellNames({
  methods,
}: {
  readonly methods: readonly Pick<StudyMethod, 'name' | 'label'>[];
}): (cell: Cell) => string {
  const labels = new Map(methods.map(({ name, label }) => [name, label]));
  return ({ dataset, method, seed }) =>
    `${dataset}, ${runLabel(labels.get(method) ?? method, seed)}`;
}

/** All cells, by entry, then seed. */
export function studyCells({ entries }: Study): Cell[] {
  return entries.flatMap(({ dataset, method, seeds }) =>
    seeds.map((seed) => ({ dataset, method, seed })),
  );
}

/** A cell's run directory, relative to the study's folder, with `/`. */
export function cellFolder({ dataset, method, seed }: Cell): string {
  return `${STUDY_FILES.runs}/${dataset}/${method}/seed-${seed}`;
}
