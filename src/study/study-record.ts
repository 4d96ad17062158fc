/**
 * What a study is once everything about it is decided: `study.json`. It holds every setting of every
 * cell, so that a study can be resumed without the file that it was started from.
 */
import { z } from 'zod';
import type { ExperimentConfig } from '../config/schema.ts';
import type { Infer } from '../core/schema.ts';
import type { Task } from '../run/schema/plan.ts';
import { count } from '../training/records.ts';
import { runLabel } from '../view/method-names.ts';
import { BUILT_IN_METHODS } from './methods.ts';

export const STUDY_FILES = {
  study: 'study.json',
  results: 'results.json',
  failures: 'failures.json',
  cost: 'cost.csv',
  costShown: 'cost.md',
  tables: 'tables',
  runs: 'runs',
} as const;

const name = z.string().regex(/^[a-z0-9][a-z0-9._-]*$/);
const seeds = z.array(z.int().min(0));

const methodSchema = z.object({ name, label: z.string(), base: z.enum(BUILT_IN_METHODS) });
/** A row of the tables. */
export type StudyMethod = Infer<typeof methodSchema>;

export const studySchema = z.object({
  format: z.literal('motifsmith-study'),
  formatVersion: z.literal(1),
  name,
  seeds: seeds.min(1),
  /** Name of the method that the others are compared with. */
  reference: z.string(),
  datasets: z.array(name).min(1),
  methods: z.array(methodSchema).min(1),
  /** What choosing the settings took, as the study file says; null if it does not, and in version 0.1. */
  tuning: z
    .object({ settings: count, cpuHours: z.number().min(0).optional(), judgedOn: z.string() })
    .nullable()
    .default(null),
  /** By data set, then method, in the order of the study file. */
  entries: z.array(
    z.object({
      dataset: name,
      method: name,
      seeds,
      /** Every seed runs on each; left out where the data are not divided into folds, and in version 0.1. */
      folds: z.array(z.int().min(1)).min(2).optional(),
      /** Complete; `seeds`, `compare` and `output` are the study's own affair. */
      config: z.record(z.string(), z.unknown()),
    }),
  ),
});
/** `study.json` as it is written. */
type StudyFile = Infer<typeof studySchema>;

/** One method on one data set: a cell for each seed, and each fold if there are folds. */
export interface StudyEntry extends Omit<StudyFile['entries'][number], 'config'> {
  readonly task: Task;
  readonly config: ExperimentConfig;
}

/** A complete study. */
export interface Study extends Omit<StudyFile, 'format' | 'formatVersion' | 'entries'> {
  readonly entries: readonly StudyEntry[];
}

/** What is to be done, whatever it is a part of. */
export type CellPlan = Pick<Study, 'seeds' | 'entries'>;

/** One run of the matrix. */
export interface Cell {
  readonly dataset: string;
  readonly method: string;
  readonly seed: number;
  readonly fold?: number | undefined;
}

/** `ti46-alpha, HRMAS, seed 3, fold 2` for each cell of a study. */
export function cellNames({
  methods,
}: {
  readonly methods: readonly Pick<StudyMethod, 'name' | 'label'>[];
}): (cell: Cell) => string {
  const labels = new Map(methods.map(({ name, label }) => [name, label]));
  return ({ dataset, method, seed, fold }) =>
    `${dataset}, ${runLabel(labels.get(method) ?? method, seed, fold)}`;
}

/** `DATASET/METHOD` */
export const entryName = ({ dataset, method }: Pick<StudyEntry, 'dataset' | 'method'>): string =>
  `${dataset}/${method}`;

/** Finds the entry of a cell. */
export function entryFinder({ entries }: CellPlan): (cell: Cell) => StudyEntry {
  const found = new Map(entries.map((entry) => [entryName(entry), entry]));
  return (cell) => found.get(entryName(cell))!;
}

/** The cells of an entry, by seed, then fold. */
export function entryCells({
  dataset,
  method,
  seeds,
  folds,
}: Pick<StudyEntry, 'dataset' | 'method' | 'seeds' | 'folds'>): Cell[] {
  return seeds.flatMap((seed): Cell[] => {
    const cell = { dataset, method, seed };
    return folds === undefined ? [cell] : folds.map((fold) => ({ ...cell, fold }));
  });
}

/** All cells, by entry, then seed, then fold. */
export function studyCells({ entries }: CellPlan): Cell[] {
  return entries.flatMap(entryCells);
}

/** The settings of a cell's run. */
export function cellConfig(
  { config }: Pick<StudyEntry, 'config'>,
  { seed, fold }: Pick<Cell, 'seed' | 'fold'>,
): ExperimentConfig {
  const { data } = config;
  const own = { ...config, seeds: [seed], compare: [] };
  if (fold === undefined || data.source !== 'recordings') return own;
  return { ...own, data: { ...data, split: { ...data.split, fold } } };
}

/** Names the samples of a cell: a data set, or one fold of it. */
export const cellData = ({ dataset, fold }: Cell): string =>
  fold === undefined ? dataset : `${dataset}, fold ${fold}`;

/** A cell's run directory, relative to the study's folder, with `/`. */
export function cellFolder({ dataset, method, seed, fold }: Cell): string {
  const run = `${STUDY_FILES.runs}/${dataset}/${method}/seed-${seed}`;
  return fold === undefined ? run : `${run}-fold-${fold}`;
}

/** What a person calls a cell by: `DATASET/METHOD/seed-N`, with its fold where there are folds. */
export const cellId = (cell: Cell): string => cellFolder(cell).slice(STUDY_FILES.runs.length + 1);

/** The study with its data elsewhere. @param dataPaths by data set */
export function withDataPaths(study: Study, dataPaths: ReadonlyMap<string, string>): Study {
  return {
    ...study,
    entries: study.entries.map((entry) => {
      const path = dataPaths.get(entry.dataset);
      const { data } = entry.config;
      if (path === undefined || !('path' in data)) return entry;
      return { ...entry, config: { ...entry.config, data: { ...data, path } } };
    }),
  };
}
