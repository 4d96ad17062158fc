/** Shared by all `data` commands: progress, Ctrl-C, and lists of findings. */
import { visible } from '../../../core/visible.ts';
import type { SkippedRecording, WarningLog } from '../../../data/events/warnings.ts';
import type { OpenOptions } from '../../../data/store/open.ts';
import { count } from '../../../view/format.ts';
import { irregularityText } from '../../../view/irregularities.ts';
import { note } from '../../output.ts';
import { readingDisplay } from '../../reading-progress.ts';
import { listenForStop } from '../../stop-requests.ts';

export interface Watch {
  readonly signal: AbortSignal;
  /** For work that counts recordings. */
  readonly onProgress: (done: number, total: number) => void;
  /** For work that opens data sets. */
  readonly reading: OpenOptions;
}

/** Runs long work with a progress display; Ctrl-C stops it cleanly. */
export async function watched<Result>(
  quiet: boolean,
  work: (watch: Watch) => Promise<Result>,
): Promise<Result> {
  const display = readingDisplay(quiet);
  const stop = listenForStop({ asked: display.end, quit: display.end });
  try {
    return await work({
      signal: stop.signal,
      onProgress: (done, total) => display.show({ stage: 'decode', done, total }),
      reading: {
        signal: stop.signal,
        onProgress: display.show,
        onDamage: ({ message, where }) =>
          note(`warning: ${message} It is made again. (${where ?? ''})`),
      },
    });
  } finally {
    stop.done();
    display.end();
  }
}

/** Findings to print; JSON has more. */
const MOST_LINES = 20;

/** What was irregular in recordings that were read, by kind. */
export function irregularityLines({ irregularities }: WarningLog): string[] {
  if (irregularities.length === 0) return [];
  return [
    'Irregular, and read as far as possible:',
    ...irregularities.map((one) => visible(`  ${irregularityText(one)}`)),
  ];
}

/** Recordings that can be decoded, but that a run would refuse. */
export function unusableLines(unusable: readonly SkippedRecording[]): string[] {
  return findingLines('recording that a run would refuse', 'recordings that a run would refuse', {
    total: unusable.length,
    first: unusable.map(({ problem, where }) => ({ what: problem, where })),
  });
}

/** A list of findings under a headline, or nothing. */
export function findingLines(
  one: string,
  several: string,
  { total, first }: Pick<WarningLog, 'total' | 'first'>,
): string[] {
  if (total === 0) return [];
  const lines = first.slice(0, MOST_LINES).map(({ where, what }) => visible(`  ${where}: ${what}`));
  if (total > lines.length) lines.push(`  … and ${count(total - lines.length)} more (--json)`);
  return [`${count(total)} ${total === 1 ? one : several}:`, ...lines];
}
