/** The best settings of a sweep, in the forms that other commands take. */
import { Document } from 'yaml';
import { parsePath, putSetting, type RawConfig } from '../config/merge.ts';
import { MotifsmithError } from '../core/errors.ts';
import { valueAt } from '../core/settings/key-path.ts';
import { shellWord } from '../core/shell-word.ts';
import { counted, percentMeanStd } from '../view/format.ts';
import type { SweepResults, TrialResults } from './results.ts';
import type { Assignment } from './space.ts';
import type { Sweep } from './sweep-record.ts';
import { valueText } from './tables.ts';
import { trialConfig } from './trial-cells.ts';

/** `--set training.learningRate=0.003 --set …` */
export const setOptions = (assignment: Assignment): string =>
  Object.entries(assignment)
    .map(([path, value]) => `--set ${shellWord(`${path}=${valueText(value)}`)}`)
    .join(' ');

/** The result of the best trial, in its last rung; null before there is any. */
export const bestOf = ({ best, trials }: SweepResults): TrialResults | null =>
  trials.findLast(({ trial, accuracy }) => trial === best && accuracy !== null) ?? null;

/** A configuration file with the best settings, with the test samples in their place. */
export function bestFile(sweep: Sweep, results: SweepResults): string | null {
  const best = bestOf(results);
  if (best === null) return null;
  const { preset, settings } = sweep.given;
  const config = trialConfig(sweep, { ...best, rung: sweep.halving?.rungs ?? 1 });
  let raw: RawConfig = settings;
  for (const path of Object.keys(best.assignment)) {
    const keys = parsePath(path)!;
    // A list is one setting for whoever lays a file over a preset.
    const list = keys.findIndex((part) => typeof part === 'number');
    const own = list < 0 ? keys : keys.slice(0, list);
    raw = putSetting(raw, own, valueAt(config, own), (problem) => {
      return new MotifsmithError('usage', `${problem}.`, { where: path });
    });
  }
  const document = new Document({ ...(preset !== null && { preset }), ...raw });
  document.commentBefore = [
    ` The best of ${counted(sweep.strategy.trials, 'trial')} of the sweep ${sweep.name}: ${percentMeanStd(best.accuracy!)} on`,
    ` ${counted(results.tuningSamples ?? 0, 'training sample')} held out. Tuning took ${counted(results.scoredRuns, 'run')}.`,
  ].join('\n');
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
