/** What was irregular in the recordings of a set, a line for each kind. */
import {
  IRREGULARITY_UNITS,
  type IrregularityKind,
  type IrregularityTotal,
} from '../data/events/irregularities.ts';
import { count, counted } from './format.ts';

/** One, several, and what was done about it. */
const WORDS: Record<IrregularityKind, readonly [one: string, several: string, done: string]> = {
  timeBack: ['step back in time', 'steps back in time', 'put in order'],
  lateEvent: ['late event', 'late events', 'dropped'],
  outsideSensor: ['event outside the sensor', 'events outside the sensor', 'dropped'],
  unknownWord: ['word of an unknown type', 'words of an unknown type', 'skipped'],
  unplacedEvent: ['event without a place', 'events without a place', 'dropped'],
  negativePolarity: ['polarity of −1', 'polarities of −1', 'read as OFF'],
  unknownPolarity: ['event of an unknown polarity', 'events of an unknown polarity', 'dropped'],
  unreadableEvent: ['event with an impossible value', 'events with an impossible value', 'dropped'],
  cutTail: ['cut end', 'cut ends', 'read up to there'],
  wrongSize: ['wrong size in a header', 'wrong sizes in headers', 'not used'],
  strayBytes: ['stray end', 'stray ends', 'left out'],
  missingPadding: ['chunk without padding', 'chunks without padding', 'read as it is'],
  wrongCount: ['wrong count in packets', 'wrong counts in packets', 'not used'],
};

/** E.g. `3 steps back in time (up to 11 µs) in 2 recordings, put in order; the first: a/b.raw, byte 82`. */
export function irregularityText({
  kind,
  count: number,
  largest,
  recordings,
  where,
}: IrregularityTotal): string {
  const [one, several, done] = WORDS[kind];
  const unit = IRREGULARITY_UNITS[kind];
  const size = unit === null ? '' : ` (${number > 1 ? 'up to ' : ''}${count(largest)} ${unit})`;
  const found = `${count(number)} ${number === 1 ? one : several}${size}`;
  return `${found} in ${counted(recordings, 'recording')}, ${done}; the first: ${where}`;
}
