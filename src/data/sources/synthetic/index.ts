/** All synthetic tasks: a new one is a file of its own and one line here. */
import { MotifsmithError } from '../../../core/errors.ts';
import type { SettingProblem } from '../../../core/settings/problem.ts';
import { cochleaDigits } from './cochlea-digits.ts';
import { cueAccumulation } from './cue-accumulation.ts';
import { delayedMatch } from './delayed-match.ts';
import { movingBars } from './moving-bars.ts';
import { optionsProblem } from './options.ts';
import { spikePatterns } from './spike-patterns.ts';
import type { SyntheticTask } from './task.ts';
import { temporalXor } from './temporal-xor.ts';

/** The tasks, simple ones first. */
export const SYNTHETIC_TASKS: readonly SyntheticTask[] = [
  delayedMatch,
  cueAccumulation,
  temporalXor,
  spikePatterns,
  movingBars,
  cochleaDigits,
];

/** The task of this name. @throws MotifsmithError `usage` if there is none */
export function findSyntheticTask(id: string): SyntheticTask {
  const task = SYNTHETIC_TASKS.find((candidate) => candidate.id === id);
  if (task !== undefined) return task;
  const known = SYNTHETIC_TASKS.map(({ id: name, summary }) => `${name} (${summary})`).join(', ');
  throw new MotifsmithError('usage', `There is no synthetic task ${JSON.stringify(id)}.`, {
    where: 'synthetic task',
    remedy: `Use one of ${known}.`,
  });
}

/** What is wrong with the options of a task, or null. @throws MotifsmithError `usage` for an unknown task */
export function taskOptionsProblem(
  id: string,
  options: Readonly<Record<string, number>>,
): SettingProblem | null {
  return optionsProblem(findSyntheticTask(id).options, options);
}
