/** One study that is disturbed a few times. */
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../src/core/random.ts';
import { FAULTS } from './faults.ts';
import type { Harness } from './harness.ts';

/** The longest pause before a fault, in milliseconds. */
const CALM_MS = 1500;

export interface TrialResult {
  /** Faults that happened before the study had ended. */
  readonly faults: readonly string[];
  readonly problems: readonly string[];
}

/** @param names of faults, in order; the seed decides when each happens, and to whom */
export async function runTrial(
  harness: Harness,
  names: readonly string[],
  seed: number,
): Promise<TrialResult> {
  const random = new Random(seed, 'queue faults');
  const faults: string[] = [];
  harness.startClient();
  for (const name of names) {
    await pause(random.uniform() * CALM_MS);
    if (harness.isDone) break;
    await FAULTS[name]!(harness, random);
    faults.push(name);
  }
  return { faults, problems: await harness.finish() };
}
