/**
 * Reads the tables of DVS-Gesture: `class,startTime_usec,endTime_usec`, then a line for each gesture
 * of the recording.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import { GESTURES } from './dvs-gesture-classes.ts';

const COLUMNS = 'class,startTime_usec,endTime_usec';
/** A recording has about 11 gestures, so nothing longer is a table of them. */
const LONGEST_TABLE = 2 ** 20;

export interface GestureInterval {
  /** Class, 0 … 10. */
  readonly label: number;
  /** µs on the camera's clock, as in the recording. */
  readonly begin: number;
  /** The first µs after it. */
  readonly end: number;
}

/**
 * @param file names the table in errors
 * @throws MotifsmithError `data` naming the line that is not a gesture
 */
export function readIntervals(bytes: Uint8Array, file: string): GestureInterval[] {
  const problem = (line: number, message: string) =>
    new MotifsmithError('data', message, {
      where: `${file}, line ${line}`,
      remedy: 'Copy or download the file again.',
    });
  if (bytes.length > LONGEST_TABLE) {
    throw problem(1, `A table of gestures does not have ${bytes.length} bytes.`);
  }
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\r|\n/);
  if (lines[0]!.trim() !== COLUMNS) throw problem(1, `The table does not begin with ${COLUMNS}.`);
  const intervals: GestureInterval[] = [];
  for (let k = 1; k < lines.length; k++) {
    const line = lines[k]!.trim();
    if (line === '') continue;
    const match = /^(\d{1,2}) *, *(\d{1,15}) *, *(\d{1,15})$/.exec(line);
    if (match === null) throw problem(k + 1, 'The line is not a class and two times in µs.');
    const [gesture, begin, end] = match.slice(1).map(Number) as [number, number, number];
    if (gesture < 1 || gesture > GESTURES.length) {
      throw problem(k + 1, `The class ${gesture} is outside 1 … ${GESTURES.length}.`);
    }
    if (end <= begin) throw problem(k + 1, `The gesture ends at ${end} but starts at ${begin} µs.`);
    intervals.push({ label: gesture - 1, begin, end });
  }
  if (intervals.length === 0) throw problem(lines.length, 'The table has no gestures.');
  return intervals;
}
