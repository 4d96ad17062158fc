/** How busy the machine is with other things: its times then say nothing about anyone's speed. */
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** Share of the processors' time above which a machine is too busy to be measured on. */
export const MOST_BUSY = 0.03;

const WATCHED_MS = 2000;

interface Times {
  readonly busy: number;
  readonly all: number;
}

/** Sums over all processors since they were started, ms. */
function times(): Times {
  let [busy, all] = [0, 0];
  for (const { times: each } of cpus()) {
    const whole = each.user + each.nice + each.sys + each.idle + each.irq;
    all += whole;
    busy += whole - each.idle;
  }
  return { busy, all };
}

/** Share of the processors' time between two readings that was used; 0 if there was none. */
export const busyBetween = (before: Times, after: Times): number =>
  after.all > before.all ? (after.busy - before.busy) / (after.all - before.all) : 0;

/** Share of all processors' time that others use, measured while this process sleeps. */
export async function busyShare(): Promise<number> {
  const before = times();
  await pause(WATCHED_MS);
  return busyBetween(before, times());
}
