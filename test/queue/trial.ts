/** One study that is disturbed a few times. */
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../src/core/random.ts';
import { FAULTS } from './faults.ts';
import type { Laboratory } from './laboratory.ts';

/** The longest pause before a fault, in milliseconds. */
const CALM_MS = 1500;

export interface TrialResult {
  /** Faults that happened before the study had ended. */
  readonly faults: readonly string[];
  readonly problems: readonly string[];
}

/** @param names of faults, in order; the seed decides when each happens, and to whom */
export async function runTrial(
  laboratory: Laboratory,
  names: readonly string[],
  seed: number,
): Promise<TrialResult> {
  const random = new Random(seed, 'queue faults');
  const faults: string[] = [];
  laboratory.startClient();
  for (const name of names) {
    await pause(random.uniform() * CALM_MS);
    if (laboratory.isDone) break;
    await FAULTS[name]!(laboratory, random);
    faults.push(name);
  }
  return { faults, problems: await laboratory.finish() };
}
