/** Options that several commands share. */
import { InvalidArgumentError, Option } from 'commander';
import { SALVAGES } from '../data/events/reading.ts';

/** Collects the values of an option that may be repeated. */
export const collect = (value: string, before: readonly string[] = []): string[] => [
  ...before,
  value,
];

/** Parses whole numbers in a range; throws InvalidArgumentError for anything else. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** What is kept of recordings whose end is cut. */
export const salvageOption = (): Option =>
  new Option(
    '--salvage <what>',
    'what to keep of recordings that are cut (default: whole-events)',
  ).choices([...SALVAGES]);

/** The exit codes, for the help of commands that compute. */
export const EXIT_HELP = `
Exit codes:
  0 done   1 a conformance case failed   2 wrong option or setting   3 data missing or damaged
  4 run, checkpoint or weights missing, damaged or incompatible      5 training diverged
  6 cannot write (disk full, no permission)   7 some runs of a study failed
  70 bug in Motifsmith   130 stopped by Ctrl-C, SIGTERM or a terminal that closed`;
