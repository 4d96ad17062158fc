/** Options that several commands share. */
import { InvalidArgumentError, Option } from 'commander';
import { SALVAGES } from '../data/events/salvages.ts';

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

/** Parses `K/N`, a part K of N; throws InvalidArgumentError for anything else. */
export function partOf(text: string): { readonly number: number; readonly count: number } {
  const [number = 0, count = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).slice(1).map(Number);
  if (number >= 1 && number <= count && count <= MOST_PARTS) return { number, count };
  throw new InvalidArgumentError(`Give K/N, with K from 1 to N, and N up to ${MOST_PARTS}.`);
}

const MOST_PARTS = 10_000;

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
