/**
 * Reads the tables of DVS-Gesture: `class,startTime_usec,endTime_usec`, then a line for each gesture
 * of the recording.
 */
import { complainAbout } from '../../../formats/complain.ts';
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
  const complain = complainAbout(file, { remedy: 'Copy or download the file again.' });
  if (bytes.length > LONGEST_TABLE) {
    throw complain(`A table of gestures does not have ${bytes.length} bytes.`, null);
  }
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\r|\n/);
  if (lines[0]!.trim() !== COLUMNS)
    throw complain(`The table does not begin with ${COLUMNS}.`, 'line 1');
  const intervals: GestureInterval[] = [];
  for (let k = 1; k < lines.length; k++) {
    const line = lines[k]!.trim();
    if (line === '') continue;
    const match = /^(\d{1,2}) *, *(\d{1,15}) *, *(\d{1,15})$/.exec(line);
    const place = `line ${k + 1}`;
    if (match === null) throw complain('The line is not a class and two times in µs.', place);
    const [gesture, begin, end] = match.slice(1).map(Number) as [number, number, number];
    if (gesture < 1 || gesture > GESTURES.length) {
      throw complain(`The class ${gesture} is outside 1 … ${GESTURES.length}.`, place);
    }
    if (end <= begin) {
      throw complain(`The gesture ends at ${end} but starts at ${begin} µs.`, place);
    }
    intervals.push({ label: gesture - 1, begin, end });
  }
  if (intervals.length === 0) throw complain('The table has no gestures.', null);
  return intervals;
}
