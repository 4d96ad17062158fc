/** What is done to a scenario in one trial: a function of the seed and the number of the trial alone. */
import { Random } from '../../src/core/random.ts';
import type { Call } from './harness.ts';
import { LOSSES, type Loss } from './power-cut.ts';
import type { Assignment, Strike } from './witness.ts';

/**
 * - `kill`: SIGKILL before, in or after a chosen call
 * - `moment`: SIGKILL from outside, at any moment
 * - `signal`: SIGINT, SIGTERM or SIGHUP, at any moment
 * - `fail`: a call fails as on a full or broken disk
 * - `power`: the power fails after a chosen call
 */
export const MODES = ['kill', 'moment', 'signal', 'fail', 'power'] as const;
export type Mode = (typeof MODES)[number];

/** A signal to the n-th process that is started. */
interface Shot {
  readonly signal: NodeJS.Signals;
  /** After its start, as a share of the time of an undisturbed run. */
  readonly at: number;
}

export interface TrialPlan {
  readonly index: number;
  readonly mode: Mode;
  /** Processes that do the same work at the same time. */
  readonly contenders: number;
  readonly assignments: readonly Assignment[];
  readonly shots: readonly Shot[];
  /** A power cut, after this share of the calls. */
  readonly cut: { readonly at: number; readonly loss: Loss } | null;
  /** Longest pause around every call on a lock, in milliseconds. */
  readonly jitterMs: number;
  readonly seed: number;
}

/** Most kills in one trial. */
const MOST_STRIKES = 4;

const CODES: Readonly<Record<string, readonly string[]>> = {
  write: ['ENOSPC', 'EIO', 'EDQUOT', 'short'],
  sync: ['EIO', 'ENOSPC'],
  create: ['ENOSPC', 'EACCES', 'EIO'],
  mkdir: ['ENOSPC', 'EACCES'],
  rename: ['EIO', 'EPERM', 'ENOSPC'],
  link: ['EIO', 'ENOSPC'],
  unlink: ['EIO', 'EPERM'],
  truncate: ['EIO'],
};
const OTHER_CODES = ['EIO'];

export function planTrial(
  seed: number,
  index: number,
  calls: readonly Call[],
  modes: readonly Mode[],
  contenders: number,
): TrialPlan {
  const random = new Random(seed, `crash/${index}`);
  const pick = <Item>(items: readonly Item[]): Item => items[random.integer(items.length)]!;
  const mode = pick(modes);
  // One fault of a disk says all; of kills, the next may hit what repairs the last.
  const count = mode === 'fail' ? 1 : 1 + random.integer(MOST_STRIKES);
  const strike = (): Assignment => {
    const role = pick([...new Set(calls.map((call) => call.role))]);
    const own = calls.filter((call) => call.role === role);
    const call = pick([...new Set(own.map((each) => each.call))]);
    const { kind, times } = pick(own.filter((each) => each.call === call));
    const at = { call, kind, nth: 1 + random.integer(times) };
    const when = pick(call === 'write' ? WHEN : WHEN.filter((each) => each !== 'middle'));
    const fails = { code: pick(CODES[call] ?? OTHER_CODES), stays: random.uniform() < 0.5 };
    return {
      role,
      // A main process that passes unharmed does all of the work, unless another is in its way.
      spare: random.integer(role === 'worker' ? 2 : contenders),
      strike: mode === 'fail' ? { ...at, does: 'fail', ...fails } : { ...at, does: 'kill', when },
    };
  };
  const shot = (): Shot => ({
    signal: mode === 'moment' ? 'SIGKILL' : pick(['SIGINT', 'SIGTERM', 'SIGHUP'] as const),
    at: random.uniform(),
  });
  const struck = mode === 'kill' || mode === 'fail';
  return {
    index,
    mode,
    contenders,
    assignments: struck ? Array.from({ length: count }, strike) : [],
    shots: struck || mode === 'power' ? [] : Array.from({ length: count }, shot),
    cut: mode === 'power' ? { at: random.uniform(), loss: pick(LOSSES) } : null,
    jitterMs: contenders > 1 ? 20 : 0,
    seed: random.integer(2 ** 31),
  };
}

const WHEN: readonly NonNullable<Strike['when']>[] = ['before', 'middle', 'after'];
