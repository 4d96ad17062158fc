/**
 * Decodes events that were saved with numpy.save: as structured arrays with fields for x, y, time and
 * polarity in any order and types, as Tonic has them, or as matrices with the columns x, y, p, t, as
 * DVS-Gesture was re-published, or others that `data.columns` names. Times are µs unless
 * `data.timeUnit` says otherwise.
 */
import { isNpy } from '../../formats/npy-header.ts';
import { decodeNpyTable } from '../../formats/npy-table.ts';
import { readEventTable } from './event-table.ts';
import type { EventFormat } from './format.ts';

export const npyEvents: EventFormat = {
  id: 'npy',
  title: 'NumPy arrays of events: x, y, p, t (.npy)',
  extensions: ['.npy'],
  origin: 'first-event',
  matches: isNpy,
  decode: (bytes, report, options) => {
    const table = decodeNpyTable(bytes, report.file);
    return readEventTable({ ...table, place: 10 }, options, report);
  },
};
