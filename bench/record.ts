/** The figures that documents show: measured on an idle machine, or not at all. */
import { writeFile } from 'node:fs/promises';
import { MotifsmithError } from '../src/core/errors.ts';
import { MOST_BUSY } from './idleness.ts';
import type { SessionsJson } from './report.ts';

/** From the folder of the project. */
export const RECORD = 'bench/recorded.json';

export interface Recorded extends SessionsJson {
  /** Of the measurement, as 2026-01-31. */
  readonly date: string;
}

/** @throws MotifsmithError (`usage`) if other programs are at work */
export function requireIdle(busy: readonly number[]): void {
  const share = busy.at(-1)!;
  if (share <= MOST_BUSY) return;
  throw new MotifsmithError(
    'usage',
    `Other programs use ${(100 * share).toFixed(0)} % of the processors: nothing is recorded.`,
    { where: '--record', remedy: 'Stop them, and measure again.' },
  );
}

export async function writeRecord(found: SessionsJson): Promise<void> {
  if (found.environment.python === null) {
    throw new MotifsmithError('usage', 'Nothing is recorded without PyTorch.', {
      where: '--record',
      remedy: 'Name a Python that has torch with --python.',
    });
  }
  // Where Python is on this machine matters to nobody else.
  const python = { ...found.environment.python, path: 'python' };
  const environment = { ...found.environment, python };
  const recorded: Recorded = {
    date: new Date().toISOString().slice(0, 10),
    ...found,
    environment,
  };
  await writeFile(RECORD, `${JSON.stringify(recorded, null, 2)}\n`);
}
