/**
 * Unpacks the packets of polarity events that cAER writes as `SerializedTS` (`#Format: SerializedTS`, earlier
 * `Compressed`; `modules/inout/output_common.c`): of three or more events of one time, the first has its time
 * with bit 31 set, the second how many more follow in place of its time, and those have no time.
 */
import type { Report } from '../events/report.ts';

const EVENT_BYTES = 8;
const RUN = 0x80000000;

/** Bytes of the shortest such packet of `events` events; shorter ones are not compressed. */
export const leastSerialisedBytes = (events: number): number =>
  events < 3 ? EVENT_BYTES * events : 4 * events + 8;

/**
 * Words of events as an uncompressed packet has them: data, time, data, time, …
 * @param at offset of the packet's first event
 * @param size of its events in bytes, as far as they are there
 * @param events that its header claims
 * @param isCut whether the end of the packet is missing
 * @throws MotifsmithError `data` if header and events contradict each other
 */
export function unpackSerialised(
  bytes: Uint8Array,
  { at, size, events, isCut }: { at: number; size: number; events: number; isCut: boolean },
  report: Report,
): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, size);
  const words = new Uint32Array(2 * events);
  let count = 0;
  let offset = 0;
  const add = (time: number) => {
    if (count === events) {
      throw report.damaged(`a compressed packet has over ${events} events`, at + offset);
    }
    words[2 * count] = view.getUint32(offset, true);
    words[2 * count + 1] = time;
    count++;
  };
  while (offset + EVENT_BYTES <= size) {
    const time = view.getUint32(offset + 4, true);
    add(time & ~RUN);
    offset += EVENT_BYTES;
    if ((time & RUN) === 0 || offset + EVENT_BYTES > size) continue;
    const more = view.getUint32(offset + 4, true);
    add(time & ~RUN);
    offset += EVENT_BYTES;
    for (let k = 0; k < more && offset + 4 <= size; k++, offset += 4) add(time & ~RUN);
  }
  if (!isCut && (offset !== size || count !== events)) {
    const problem = `a compressed packet of ${size} bytes has ${count} events, not ${events}`;
    throw report.damaged(problem, at);
  }
  return words.subarray(0, 2 * count);
}
