/** From the bytes of a file to a recording: decoded, in order of time, with time 0 where it is wanted. */
import type { AddressEvents } from '../events/address-events.ts';
import { inOrderOfTime } from '../events/in-order.ts';
import type { Origin } from '../events/reading.ts';
import { reportOn } from '../events/report.ts';
import type { DecodeOptions, EventFormat } from './format.ts';

/**
 * @param file names the recording in errors
 * @throws MotifsmithError `data` with the byte offset of whatever is damaged
 */
export async function decodeRecording(
  format: EventFormat,
  bytes: Uint8Array,
  file: string,
  options: DecodeOptions = {},
): Promise<AddressEvents> {
  await format.prepare?.();
  const report = reportOn(file, options);
  const { sensor = null, timeUnit = null, columns = null } = options;
  const raw = format.decode(bytes, report, { sensor, timeUnit, columns });
  const { begin, ...sorted } = inOrderOfTime(raw);
  report.finish(raw.times.length);
  const origin = options.origin ?? format.origin;
  return { ...sorted, times: since(zeroOf(origin, sorted.times, begin), sorted.times) };
}

/** µs of the file's clock that become 0. A first event before it is time 0, as no time is negative. */
function zeroOf(origin: Origin, times: Float64Array, begin: number): number {
  const first = times[0] ?? 0;
  if (origin === 'first-event') return first;
  return Math.min(first, origin === 'file' ? begin : 0);
}

function since(zero: number, times: Float64Array): Float64Array {
  return zero === 0 ? times : times.map((time) => time - zero);
}
