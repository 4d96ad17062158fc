/**
 * Options of synthetic tasks as tables: one place gives the types, the defaults, the checks and what
 * a command line can show of them. All are numbers.
 */
import { MotifsmithError } from '../../../core/errors.ts';

/** One option of a synthetic task. */
export interface NumberOption {
  readonly default: number;
  readonly least: number;
  readonly most: number;
  /** Whether it must be a whole number. */
  readonly whole: boolean;
  /** One line for people, with the unit. */
  readonly about: string;
}

/** The options of a task by name. */
export type OptionTable = Readonly<Record<string, NumberOption>>;
/** A value for each option of a table. */
export type OptionValues<Table extends OptionTable> = { readonly [Name in keyof Table]: number };

export function whole(
  byDefault: number,
  [least, most]: readonly [number, number],
  about: string,
): NumberOption {
  return { default: byDefault, least, most, whole: true, about };
}

export function real(
  byDefault: number,
  [least, most]: readonly [number, number],
  about: string,
): NumberOption {
  return { default: byDefault, least, most, whole: false, about };
}

/** What every task has. */
export const COMMON_OPTIONS = {
  seed: whole(1, [0, Number.MAX_SAFE_INTEGER], 'fixes every recording'),
  trainPerClass: whole(120, [1, 100_000], 'recordings of each class to train with'),
  testPerClass: whole(60, [1, 100_000], 'recordings of each class to test with'),
} as const;

/** What the tasks of cues have: populations of channels that fire in bursts. */
export const CUE_OPTIONS = {
  channelsPerCue: whole(10, [1, 100], 'channels that fire together for a cue'),
  cueMs: real(20, [1, 1000], 'length of a cue in ms'),
  cueHz: real(200, [1, 1000], 'spikes per second of a channel while its cue lasts'),
  noiseHz: real(5, [0, 1000], 'spikes per second of every channel at any time'),
  answerMs: real(60, [1, 1000], 'length in ms of the cue at the end, which tells nothing'),
} as const;

/**
 * The options of a task, with defaults for those that are not given.
 * @param where names the task in errors
 * @throws MotifsmithError `usage` naming the option and its range
 */
export function resolveOptions<Table extends OptionTable>(
  where: string,
  table: Table,
  given: Readonly<Record<string, number | undefined>>,
): OptionValues<Table> {
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(table, name)) continue;
    throw new MotifsmithError('usage', `There is no option ${name}.`, {
      where,
      remedy: `The options are ${Object.keys(table).join(', ')}.`,
    });
  }
  const values = Object.entries(table).map(([name, option]) => {
    const value = given[name] ?? option.default;
    requireOption(`${where}, option ${name}`, value, option);
    return [name, value] as const;
  });
  return Object.fromEntries(values) as OptionValues<Table>;
}

function requireOption(where: string, value: number, option: NumberOption): void {
  const { least, most, whole: mustBeWhole } = option;
  if (value >= least && value <= most && (!mustBeWhole || Number.isInteger(value))) return;
  throw new MotifsmithError('usage', `The value ${value} is out of range.`, {
    where,
    remedy: `Give a ${mustBeWhole ? 'whole ' : ''}number from ${least} to ${most}: ${option.about}.`,
  });
}
