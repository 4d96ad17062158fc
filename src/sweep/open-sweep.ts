/** Opens a sweep's folder, new or existing. What is there may get more trials, and nothing else may differ. */
import { join } from 'node:path';
import { firstDifference } from '../config/difference.ts';
import { canonical } from '../core/canonical.ts';
import { MotifsmithError } from '../core/errors.ts';
import { decisiveConfig } from '../run/identity.ts';
import { requireOwnFolder } from '../study/own-folder.ts';
import { SWEEP_FILES } from './sweep-files.ts';
import { holdsSweep, readSweepRecord, type Sweep, writeSweepRecord } from './sweep-record.ts';

/**
 * @throws MotifsmithError `usage` if the folder is another's or holds the sweep with other settings, `artifact` if it
 * is damaged
 */
export const requireSweepFolder = (folder: string, sweep: Sweep): Promise<void> =>
  requireOwnFolder(folder, {
    kind: 'sweep',
    record: SWEEP_FILES.sweep,
    holds: async () => {
      if (!(await holdsSweep(folder))) return false;
      requireSame(await readSweepRecord(folder), sweep, join(folder, SWEEP_FILES.sweep));
      return true;
    },
  });

/** As `requireSweepFolder`, and writes `sweep.json` unless it says the same already. The caller holds the lock. */
export async function recordSweep(folder: string, sweep: Sweep): Promise<void> {
  await requireSweepFolder(folder, sweep);
  const stored = (await holdsSweep(folder)) ? await readSweepRecord(folder) : null;
  if (stored && canonical(stored) === canonical(sweep)) return;
  await writeSweepRecord(folder, sweep);
}

/** Trials can be added as long as those before stay what they were. */
const canGrow = ({ strategy, halving }: Sweep): boolean =>
  strategy.kind !== 'grid' && halving === null;

/** All that a sweep says, apart from where machines keep its data. */
function decisive(sweep: Sweep): object {
  const { given: _, config, strategy, ...rest } = sweep;
  const { trials, ...how } = strategy;
  return {
    ...rest,
    strategy: canGrow(sweep) ? how : { trials, ...how },
    config: decisiveConfig(config),
  };
}

function requireSame(stored: Sweep, asked: Sweep, path: string): void {
  const found = firstDifference(decisive(stored), decisive(asked));
  const fewer = stored.strategy.trials > asked.strategy.trials;
  if (found === null && !fewer) return;
  const { trials } = stored.strategy;
  const message = found
    ? `The sweep here is another one: its ${found.key} is ${found.stored}, and ${found.asked} is asked for.`
    : `The sweep here has ${trials} trials, and ${asked.strategy.trials} are asked for.`;
  throw new MotifsmithError('usage', message, {
    where: path,
    remedy: 'Change it back, use another --output, or continue what is here with --resume.',
  });
}
