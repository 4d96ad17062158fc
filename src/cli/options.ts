/** What the options of several commands have in common. */
import { InvalidArgumentError } from 'commander';

/** Gathers the values of an option that may be repeated. */
export const collect = (value: string, before: readonly string[] = []): string[] => [
  ...before,
  value,
];

/** A reader of whole numbers in a range; it throws InvalidArgumentError for anything else. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** The exit codes, for the help of commands that compute. */
export const EXIT_HELP = `
Exit codes:
  0 done   1 a conformance case missed   2 wrong option or setting   3 data missing or damaged
  4 run, checkpoint or weights missing, damaged or not fitting       5 training diverged
  6 cannot write (disk full, no permission)   7 some runs of a study failed
  70 defect in Motifsmith   130 stopped by Ctrl-C`;
