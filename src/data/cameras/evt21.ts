/**
 * Decodes Prophesee's `.raw` files in the encoding EVT 2.1: a text header, then little-endian words of 64
 * bits, the lower half the bits of a vector, the upper its head (`evt-vectors.ts`). Files of
 * `endianness=legacy` have the halves the other way round.
 */
import type { Report } from '../events/report.ts';
import { wordsAt } from './event-columns.ts';
import { decodeVectors, type VectorEncoding } from './evt-vectors.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { evtVersion, headerGrid, readPropheseeHeader } from './prophesee-header.ts';

/** Vectors, time, EXT_TRIGGER, OTHERS, CONTINUED. */
const KINDS: VectorEncoding['kinds'] = {
  0: 'off-vector',
  1: 'on-vector',
  8: 'time',
  10: 'other',
  14: 'other',
  15: 'other',
};
/** The sensors that record in EVT 2.1, Gen4.1 and IMX636, for headers without a size. */
const DEFAULT_SENSOR = { width: 1280, height: 720, assumed: true };

export const evt21: EventFormat = {
  id: 'evt21',
  title: 'Prophesee EVT 2.1 (.raw)',
  extensions: ['.raw'],
  origin: 'first-event',
  matches: (head) => head[0] === 0x25 && evtVersion(readPropheseeHeader(head)) === '2.1',
  decode: decodeEvt21,
};

/**
 * @param options.sensor for files that give no size; null means 1280 × 720 for them
 * @throws MotifsmithError `data` if the header names another encoding, or an event is outside the usual
 * sensor
 */
function decodeEvt21(bytes: Uint8Array, report: Report, { sensor }: FormatOptions): RawEvents {
  const header = readPropheseeHeader(bytes);
  if (evtVersion(header) !== '2.1') throw report.damaged('its header does not name EVT 2.1', 0);
  const grid = headerGrid(header, report, sensor, DEFAULT_SENSOR);
  const total = report.wholeRecords('word', 8, bytes, header.end);
  const words = wordsAt(bytes, header.end, 2 * total);
  const isLegacy = /;endianness=legacy\b/.test(`;${header.values.get('format') ?? ''}`);
  const pair = isLegacy ? ({ head: 0, bits: 1 } as const) : ({ head: 1, bits: 0 } as const);
  return decodeVectors(words, header.end, { kinds: KINDS, pair }, grid, report);
}
