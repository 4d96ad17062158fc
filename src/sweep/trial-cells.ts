/** The runs of a sweep as cells of a study, so that what does cells does them. */
import { checkConfig } from '../config/load.ts';
import { parsePath, putSetting, type RawConfig } from '../config/merge.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { canonical } from '../core/canonical.ts';
import { MotifsmithError } from '../core/errors.ts';
import { valueAt } from '../core/settings/key-path.ts';
import type { Cell, CellPlan, StudyEntry } from '../study/study-record.ts';
import { rungLength, type TrialRuns } from './rounds.ts';
import type { Sweep } from './sweep-record.ts';

/** A trial whose settings are each allowed, but not together. */
interface Impossible {
  readonly trial: number;
  readonly problem: string;
}

export interface TrialCells extends CellPlan {
  /** Of every trial in every rung that can be done. */
  readonly cellsOf: (runs: TrialRuns) => readonly Cell[];
  readonly impossible: readonly Impossible[];
}

const method = ({ trial, rung }: TrialRuns, { halving }: Sweep): string => {
  const number = `trial-${String(trial).padStart(4, '0')}`;
  return halving === null || rung === halving.rungs ? number : `${number}-rung-${rung}`;
};

/** The settings of a trial. Whatever it changes, the test samples stay out of its reach. @throws MotifsmithError `usage` if they are not allowed together */
export function trialConfig(sweep: Sweep, { assignment, rung }: TrialRuns): ExperimentConfig {
  const put = (config: RawConfig, path: string, value: unknown) =>
    putSetting(
      config,
      parsePath(path)!,
      value,
      (problem) =>
        new MotifsmithError('usage', `${problem}.`, { where: `setting ${path} of the sweep` }),
    );
  let raw: RawConfig = sweep.config;
  for (const [path, value] of Object.entries(assignment)) raw = put(raw, path, value);
  for (const path of sweep.halving?.settings ?? []) {
    const whole = valueAt(sweep.config, parsePath(path)!) as number;
    raw = put(raw, path, Math.max(1, Math.round(whole * rungLength(sweep, rung))));
  }
  const { data, ...rest } = checkConfig(raw, [{ name: 'the sweep', value: raw }]);
  const { tuningFraction } = sweep.config.data;
  return { ...rest, data: { ...data, tuningFraction } };
}

/** @param runs all rounds so far, in order */
export function trialCells(sweep: Sweep, runs: readonly TrialRuns[]): TrialCells {
  const { seeds, task } = sweep;
  const entries = new Map<TrialRuns, StudyEntry>();
  const impossible = new Map<number, string>();
  const datasets: string[] = [];
  for (const one of runs) {
    try {
      const config = trialConfig(sweep, one);
      const data = canonical(config.data);
      if (!datasets.includes(data)) datasets.push(data);
      // Trials may see the same recordings in different ways.
      const k = datasets.indexOf(data);
      const dataset = k === 0 ? 'data' : `data-${k + 1}`;
      entries.set(one, { dataset, method: method(one, sweep), task, seeds, config });
    } catch (error) {
      if (!(error instanceof MotifsmithError && error.kind === 'usage')) throw error;
      impossible.set(one.trial, error.message);
    }
  }
  const nothing: readonly Cell[] = [];
  return {
    seeds,
    entries: [...entries.values()],
    impossible: [...impossible].map(([trial, problem]) => ({ trial, problem })),
    cellsOf: (one) => {
      const entry = entries.get(one);
      if (entry === undefined) return nothing;
      const { dataset, method: name } = entry;
      return seeds.map((seed) => ({ dataset, method: name, seed }));
    },
  };
}

/** `trial 7`, or `trial 7, rung 1`, of a cell of a sweep. */
export const trialName = ({ method: name }: Pick<Cell, 'method'>): string =>
  name.replace(/^trial-0*/, 'trial ').replace('-rung-', ', rung ');

/** The rung of a cell's trial. */
export const rungOf = (name: string, { halving }: Sweep): number =>
  Number(/-rung-(\d+)$/.exec(name)?.[1] ?? halving?.rungs ?? 1);
