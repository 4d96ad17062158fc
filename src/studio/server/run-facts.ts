/**
 * What the list of runs says of a run, out of its config.json and its summary.json. The settings within
 * config.json are left alone: a list of thousands must not check every setting of every run.
 */
import { join } from 'node:path';
import { primaryMethod } from '../../run/schema/plan.ts';
import { isRunFile, parseRunFile } from '../../run/schema/run-file.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { parseGroupSummary, parseMemberSummary } from '../../run/schema/summary.ts';
import { readRunJson } from './documents.ts';
import { inOneLine } from './refusal.ts';

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

/**
 * @returns null if the folder's config.json belongs to another program
 * @throws MotifsmithError `artifact` if it is not JSON, and so might be anybody's
 */
export async function readFacts(folder: string, limit: number): Promise<RunFacts | null> {
  const value = await readRunJson(folder, RUN_FILES.config, limit);
  if (!isRunFile(value)) return null;
  try {
    const file = parseRunFile(value, join(folder, RUN_FILES.config));
    const { kind, name, task, data, config } = file;
    return {
      kind,
      name,
      command: task.command,
      method: file.kind === 'run' ? file.method : primaryMethod(task),
      strategy: config.search?.strategy ?? null,
      seed: file.kind === 'run' ? file.seed : null,
      dataset: data.name,
      problem: null,
    };
  } catch (damage) {
    return damagedFacts(inOneLine(damage));
  }
}

/** In place of a record that cannot be read, so that the list still shows that there is a run. */
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

/** @throws MotifsmithError `artifact` if it cannot be read or a field is not valid */
export async function readOutcome(
  folder: string,
  kind: RunFacts['kind'],
  limit: number,
): Promise<RunOutcome | null> {
  const path = join(folder, RUN_FILES.summary);
  const value = await readRunJson(folder, RUN_FILES.summary, limit);
  if (value === undefined) return null;
  if (kind === 'run') {
    const { test, motifSizes, census, timing } = parseMemberSummary(value, path);
    const { accuracy } = test;
    return { accuracy, motifSizes, trainable: census.trainable, seconds: timing.seconds };
  }
  const { methods, seconds } = parseGroupSummary(value, path);
  const { accuracy, trainable } = methods[0]!;
  return { accuracy: accuracy.mean, motifSizes: [], trainable, seconds };
}
