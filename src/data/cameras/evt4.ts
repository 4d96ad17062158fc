/**
 * Decodes Prophesee's `.raw` files in the encoding EVT 4.0: a text header, then little-endian words of 32
 * bits (`evt-vectors.ts`); the bits of a vector are in the word after its head.
 */
import type { Report } from '../events/report.ts';
import { wordsAt } from './event-columns.ts';
import { decodeVectors, type VectorEncoding } from './evt-vectors.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { evtVersion, headerGrid, readPropheseeHeader } from './prophesee-header.ts';

/** OTHER, CONTINUED, EXT_TRIGGER, events, vectors, time, PADDING. */
const KINDS: VectorEncoding['kinds'] = {
  6: 'other',
  7: 'other',
  9: 'other',
  10: 'off',
  11: 'on',
  12: 'off-vector',
  13: 'on-vector',
  14: 'time',
  15: 'other',
};
/** As for EVT 3.0, for headers without a size. */
const DEFAULT_SENSOR = { width: 1280, height: 720, assumed: true };

export const evt4: EventFormat = {
  id: 'evt4',
  title: 'Prophesee EVT 4.0 (.raw)',
  extensions: ['.raw'],
  origin: 'first-event',
  matches: (head) => head[0] === 0x25 && evtVersion(readPropheseeHeader(head)) === '4.0',
  decode: decodeEvt4,
};

/**
 * @param options.sensor for files that give no size; null means 1280 × 720 for them
 * @throws MotifsmithError `data` if the header names another encoding, or an event is outside the usual
 * sensor
 */
function decodeEvt4(bytes: Uint8Array, report: Report, { sensor }: FormatOptions): RawEvents {
  const header = readPropheseeHeader(bytes);
  if (evtVersion(header) !== '4.0') throw report.damaged('its header does not name EVT 4.0', 0);
  const grid = headerGrid(header, report, sensor, DEFAULT_SENSOR);
  const total = report.wholeRecords('word', 4, bytes, header.end);
  const words = wordsAt(bytes, header.end, total);
  return decodeVectors(words, header.end, { kinds: KINDS, pair: null }, grid, report);
}
