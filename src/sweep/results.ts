/** What a sweep has come to so far: `results.json`. A pure function of its finished runs, without any clock. */
import { join } from 'node:path';
import { z } from 'zod';
import { spikesOf } from '../analysis/analysis.ts';
import { varianceShare } from '../analysis/variance-share.ts';
import { meanOf } from '../core/math.ts';
import { type Infer, parse } from '../core/schema.ts';
import { exists, readJson } from '../files/read.ts';
import { spreadSchema } from '../run/schema/spread.ts';
import { spread } from '../run/schema/statistics.ts';
import type { CellFacts, FactReader } from '../study/cell-facts.ts';
import { cellFolder } from '../study/study-record.ts';
import { count, fraction } from '../training/records.ts';
import { byScore, type TrialRuns } from './rounds.ts';
import { type Parameter, placeOf, valueSchema } from './space.ts';
import { SWEEP_FILES } from './sweep-files.ts';
import type { Sweep } from './sweep-record.ts';
import type { TrialCells } from './trial-cells.ts';

const amount = z.number().min(0);

const trialSchema = z.object({
  /** From 1. */
  trial: z.int().min(1),
  /** From 1; all are in rung 1 unless the sweep halves. */
  rung: z.int().min(1),
  /** What it sets, by path. */
  assignment: z.record(z.string(), valueSchema),
  /** Path of each run, relative to the sweep's folder, with `/`; in the order of the seeds, none if it is impossible. */
  runs: z.array(z.string()),
  /** On the samples held out; null until all of its runs are finished. */
  accuracy: spreadSchema.nullable(),
  /** Means over its runs; null likewise. */
  figures: z
    .object({
      loss: z.number(),
      ac: amount,
      mac: amount,
      /** Null where nothing fires. */
      spikes: amount.nullable(),
      trainable: amount,
    })
    .nullable(),
  /** Why its settings do not go together; null if they do. */
  impossible: z.string().nullable(),
});
/** A trial in a rung. */
export type TrialResults = Infer<typeof trialSchema>;

const sweepResultsSchema = z.object({
  format: z.literal('motifsmith-sweep-results'),
  formatVersion: z.literal(1),
  name: z.string(),
  /** Samples that trials are scored on, all of them training samples; null before the first run is finished. */
  tuningSamples: count.nullable(),
  /** All rounds so far, in order. */
  trials: z.array(trialSchema),
  /** The best trial of the last rung that has any; null before. */
  best: z.int().min(1).nullable(),
  /** Runs that were scored: the effort of tuning. */
  scoredRuns: count,
  /** By setting, in the order of the file: over the trials of the first rung. */
  importance: z.array(
    z.object({
      path: z.string(),
      /** ε² of the accuracies by the values of this setting alone; null if it cannot be said. */
      share: fraction.nullable(),
      /** Trials that it is computed from. */
      trials: count,
    }),
  ),
});
/** All results of a sweep. */
export type SweepResults = Infer<typeof sweepResultsSchema>;

/**
 * @param runs all rounds so far, in order
 * @throws MotifsmithError `artifact` naming the file of a finished run that is damaged
 */
export async function sweepResults(
  sweep: Sweep,
  runs: readonly TrialRuns[],
  { cellsOf, impossible }: TrialCells,
  reader: Pick<FactReader, 'read'>,
): Promise<SweepResults> {
  const problems = new Map(impossible.map(({ trial, problem }) => [trial, problem]));
  const trials: TrialResults[] = [];
  let tuningSamples: number | null = null;
  let scoredRuns = 0;
  for (const one of runs) {
    const cells = cellsOf(one);
    const facts: CellFacts[] = [];
    for (const cell of cells) {
      const found = await reader.read(cell);
      if (found !== null) facts.push(found);
    }
    tuningSamples ??= facts[0]?.data.testSamples ?? null;
    scoredRuns += facts.length;
    const done = cells.length > 0 && facts.length === cells.length;
    trials.push({
      ...one,
      runs: cells.map(cellFolder),
      accuracy: done ? spread(facts.map(({ summary }) => summary.test.accuracy)) : null,
      figures: done ? figuresOf(facts) : null,
      impossible: problems.get(one.trial) ?? null,
    });
  }
  return {
    format: 'motifsmith-sweep-results',
    formatVersion: 1,
    name: sweep.name,
    tuningSamples,
    trials,
    best: bestTrial(trials),
    scoredRuns,
    importance: sweep.parameters.map((parameter) => importanceOf(parameter, trials)),
  };
}

function figuresOf(facts: readonly CellFacts[]): TrialResults['figures'] {
  const mean = (figure: (one: CellFacts) => number) => meanOf(facts.map(figure));
  const spikes = facts.flatMap(({ analysis }) => spikesOf(analysis) ?? []);
  return {
    loss: mean(({ summary }) => summary.test.loss),
    ac: mean(({ analysis }) => analysis.operations.ac),
    mac: mean(({ analysis }) => analysis.operations.mac),
    spikes: spikes.length === facts.length ? meanOf(spikes) : null,
    trainable: mean(({ summary }) => summary.census.trainable),
  };
}

/** Trials that took longer were compared last, and count first. */
function bestTrial(trials: readonly TrialResults[]): number | null {
  const done = trials.filter(({ accuracy }) => accuracy !== null);
  const last = Math.max(0, ...done.map(({ rung }) => rung));
  return rankedTrials(done.filter(({ rung }) => rung === last))[0]?.trial ?? null;
}

/** Best first; those that have no accuracy come last. */
export const rankedTrials = (trials: readonly TrialResults[]): TrialResults[] =>
  byScore(trials.map((one) => ({ ...one, score: one.accuracy?.mean ?? null }))).map(
    ({ score: _, ...one }) => one,
  );

/** Parts of a range, equal on its scale, that are taken for groups. */
const PARTS = 4;

function importanceOf(
  parameter: Parameter,
  trials: readonly TrialResults[],
): SweepResults['importance'][number] {
  const { path } = parameter;
  const groups = new Map<number | string, number[]>();
  let counted = 0;
  for (const { rung, assignment, accuracy } of trials) {
    if (rung !== 1 || accuracy === null) continue;
    const value = assignment[path]!;
    const group =
      parameter.kind === 'values'
        ? JSON.stringify(value)
        : Math.min(PARTS - 1, Math.floor(PARTS * placeOf(parameter, value)));
    groups.set(group, [...(groups.get(group) ?? []), accuracy.mean]);
    counted += 1;
  }
  return { path, share: varianceShare([...groups.values()]), trials: counted };
}

/** The results so far; null before the first. @throws MotifsmithError `artifact` if the file is damaged */
export async function readSweepResults(folder: string): Promise<SweepResults | null> {
  const path = join(folder, SWEEP_FILES.results);
  if (!(await exists(path))) return null;
  const remedy = 'Delete the file and resume the sweep, which writes it again from its runs.';
  return parse(sweepResultsSchema, await readJson(path, 'results of the sweep'), path, remedy);
}
