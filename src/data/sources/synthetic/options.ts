/**
 * Options of synthetic tasks as tables, all of them numbers: the types, the defaults, the checks and
 * what `motifsmith data formats` lists follow from them.
 */
import * as z from 'zod';
import { checkSettings, readSettings } from '../../../core/settings/check.ts';
import { explain } from '../../../core/settings/declare.ts';
import type { SettingProblem } from '../../../core/settings/problem.ts';

/** One option of a synthetic task. */
export interface NumberOption {
  readonly default: number;
  readonly least: number;
  readonly most: number;
  /** Whether it must be a whole number. */
  readonly whole: boolean;
  /** One line of help, with the unit. */
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
  answerMs: real(60, [1, 1000], 'length in ms of the cue at the end, which carries no information'),
} as const;

const SECTION = ['data', 'options'];

/** The options of a task as settings. */
function optionSchema(table: OptionTable): z.ZodType<Record<string, number>> {
  return z.strictObject(
    Object.fromEntries(
      Object.entries(table).map(([name, option]) => {
        const number = option.whole ? z.int() : z.number();
        const field = number.min(option.least).max(option.most);
        return [name, explain(field, option.about).default(option.default)];
      }),
    ),
  );
}

type GivenOptions = Readonly<Record<string, number | undefined>>;

/** What is wrong with the options of a task, or null. */
export function optionsProblem(table: OptionTable, given: GivenOptions): SettingProblem | null {
  return readSettings(optionSchema(table), given, SECTION).problem;
}

/**
 * The options of a task, with defaults for those that are not given.
 * @throws MotifsmithError `usage` naming the option and its range
 */
export function resolveOptions<Table extends OptionTable>(
  table: Table,
  given: GivenOptions,
): OptionValues<Table> {
  return checkSettings(optionSchema(table), given, SECTION.join('.')) as OptionValues<Table>;
}
