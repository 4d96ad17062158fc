/** Results of trials, one on each line of a file, so that a long series can be stopped and continued. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Mode } from './plan.ts';
import type { TrialResult } from './trial.ts';

export interface Entry extends TrialResult {
  readonly index: number;
  readonly scenario: string;
  readonly mode: Mode;
  readonly seconds: number;
}

export class Journal {
  readonly #path: string;
  readonly entries: Entry[];

  /** @param path of the file, which is continued if it is there */
  constructor(path: string) {
    this.#path = path;
    this.entries = existsSync(path)
      ? readFileSync(path, 'utf8')
          .split('\n')
          .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as Entry] : []))
      : [];
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    // On a line of its own, whatever a kill left of the last one.
    appendFileSync(this.#path, `\n${JSON.stringify(entry)}\n`);
  }

  /** Kills, signals, errors and power cuts so far. */
  get strikes(): number {
    return this.entries.reduce((sum, { struck }) => sum + struck.length, 0);
  }
}

const sum = (entries: readonly Entry[], figure: (entry: Entry) => number): number =>
  entries.reduce((total, entry) => total + figure(entry), 0);

const count = (n: number, noun: string): string => `${n.toLocaleString('en')} ${noun}`;

/** One line about some trials. */
export function describeEntries(name: string, entries: readonly Entry[]): string {
  const faulty = entries.filter(({ faults }) => faults.length > 0).length;
  return [
    `${name}: ${count(entries.length, 'trials')}`,
    count(
      sum(entries, ({ struck }) => struck.length),
      'strikes',
    ),
    `${count(
      sum(entries, ({ entries: entered }) => entered),
      'times an owner',
    )}, ${sum(entries, ({ overlaps }) => overlaps.length)} times two`,
    `${count(
      sum(entries, ({ blocked }) => blocked),
      'times',
    )} turned away`,
    faulty === 0 ? 'every byte equal, nothing left over' : `${faulty} TRIALS WITH FAULTS`,
  ].join('; ');
}
