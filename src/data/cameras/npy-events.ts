/**
 * Decodes events that were saved with numpy.save: as structured arrays with fields for x, y, time and
 * polarity in any order and types, as Tonic has them (also without y), or as matrices with the columns x, y, p, t, as
 * DVS-Gesture was re-published, or others that `data.columns` names. Times are µs unless
 * `data.timeUnit` says otherwise.
 */
import { isNpy } from '../../formats/npy-header.ts';
import { decodeNpyTable, type NpyTable } from '../../formats/npy-table.ts';
import { type EventTable, isRow } from './event-column-names.ts';
import { readEventTable } from './event-table.ts';
import type { EventFormat } from './format.ts';

export const npyEvents: EventFormat = {
  id: 'npy',
  title: 'NumPy arrays of events: x, y, p, t (.npy)',
  extensions: ['.npy'],
  origin: 'first-event',
  matches: isNpy,
  givesSensor: () => false,
  decode: (bytes, report, options) => {
    const table = decodeNpyTable(bytes, report.file, (announced, whole, rest) =>
      report.cutTail(
        `its header announces ${announced} events, ${whole} are whole`,
        bytes.length - rest,
        rest,
      ),
    );
    return readEventTable(eventTableOf(table), options, report);
  },
};

/** Offset of the header of an .npy file. */
const HEADER = 10;

/** An array as a table of events. Those of a row, as Tonic has cochlea sets, get y = 0. */
export function eventTableOf(table: NpyTable): EventTable {
  const { rows, names } = table;
  const isNamed = names.some((name, column) => name !== String(column));
  return {
    rows,
    names: isNamed && isRow(names) ? [...names, 'y'] : names,
    isNamed,
    parts: (column, most) => {
      const name = names[column];
      if (name !== undefined) return table.parts(name, most);
      const zeros = new Uint8Array(most);
      return () => zeros;
    },
    offsetOf: (column, row) => table.offsetOf(names[column] ?? names[0]!, row),
    place: HEADER,
  };
}
