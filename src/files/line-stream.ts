/** Cuts a stream of bytes into lines as they arrive. */
import { MotifsmithError } from '../core/errors.ts';

/** No line that is an event is longer, bytes; without a limit, a source without line ends would fill the memory. */
const LONGEST = 2 ** 16;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * @param name of the stream in errors
 * @returns its lines without their ends; the last one may have none
 * @throws MotifsmithError `data` for a line of over 65,536 bytes
 */
export async function* linesOf(
  stream: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array> {
  let rest = new Uint8Array(0);
  let number = 1;
  for await (const chunk of stream) {
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    let begin = 0;
    for (
      let end = bytes.indexOf(LINE_FEED, rest.length);
      end >= 0;
      end = bytes.indexOf(LINE_FEED, begin)
    ) {
      yield bytes.subarray(begin, bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end);
      begin = end + 1;
      number++;
    }
    rest = bytes.slice(begin);
    if (rest.length <= LONGEST) continue;
    throw new MotifsmithError('data', `A line has over ${LONGEST} bytes.`, {
      where: `${name}, line ${number}`,
      remedy: 'Give one event a line, as text.',
    });
  }
  if (rest.length > 0) yield rest;
}
