/**
 * Decodes a recording in an HDF5 file: a data set for each column (`events/x`, `y`, `t`, `p` of DSEC, with its
 * `t_offset`; `events/xs`, `ys`, `ts`, `ps` of e2vid and event_utils, from ROS bags), records (`CD/events` of Metavision)
 * or a matrix (`davis/left/events` of MVSEC: x, y, t, p). Names and units are as in other tables.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { LIMITS } from '../../core/limits.ts';
import { type OpenFile, openBytes } from '../../formats/file-store.ts';
import { type Hdf5Dataset, type Hdf5Group, openHdf5 } from '../../formats/hdf5/reader.ts';
import type { NumericArray } from '../../formats/npy-elements.ts';
import { prepareZstandard } from '../../formats/zstandard-frame.ts';
import type { Report } from '../events/report.ts';
import {
  areEventColumns,
  columnsAmong,
  isRow,
  isTransposed,
  tableOfColumns,
  transposed,
} from './event-column-names.ts';
import { readEventTable } from './event-table.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { fromOne } from './from-one.ts';
import { onlyRecording } from './only-recording.ts';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const NAME = /\.(h5|hdf5|hdf)$/i;
/** Data sets that hold all columns. */
const TABLE = /^events?(_data)?$/i;
/** What the caches of snntorch.spikevision have: `n_mnist.hdf5`, `dvs_gesture.hdf5`, `shd.hdf5`. */
const SNNTORCH = ['data', 'extra/train_keys', 'extra/test_keys'];
/** Groups within groups that are searched, e.g. `davis/left`. */
const DEEPEST = 3;
/** Most members of a file that are searched for events. */
const MOST_MEMBERS = 1000;
/** Columns of a matrix of events, as MVSEC has them. */
const MATRIX = ['x', 'y', 't', 'p'] as const;

export const hdf5Events: EventFormat = {
  id: 'hdf5',
  title:
    'HDF5 files of events: events/x, y, p, t, as DSEC and conversions of ROS bags (.h5, .hdf5)',
  extensions: ['.h5', '.hdf5', '.hdf'],
  isOftenOther: true,
  origin: 'first-event',
  matches: (head, name) => NAME.test(name) && SIGNATURE.every((byte, k) => head[k] === byte),
  givesSensor: () => false,
  hasEvents: hasHdf5Events,
  // Within Blosc.
  prepare: prepareZstandard,
  decode: decodeHdf5,
};

/** @throws MotifsmithError `data` if it is damaged, or it is not clear where the events are */
function decodeHdf5(bytes: Uint8Array, report: Report, options: FormatOptions): RawEvents {
  return eventsAmong(openRecording(openBytes(bytes), report.file), report, options);
}

/** The root of a file that may hold a recording. @throws MotifsmithError `data` if it is damaged */
export function openRecording(file: OpenFile, name: string): Hdf5Group {
  const mostBytes = LIMITS.hdf5Bytes;
  return openHdf5(file, { name, kind: 'data', mostBytes, limit: 'each' });
}

/** False for e.g. the `rectify_map.h5` next to the recordings of DSEC. */
export function hasHdf5Events(file: OpenFile): boolean {
  try {
    const { found, refusal } = search(openRecording(file, ''));
    return found.length > 0 || refusal !== null;
  } catch (error) {
    if (error instanceof MotifsmithError) return true;
    throw error;
  }
}

/** Events somewhere in a group. */
interface Found {
  readonly path: string;
  readonly in: Hdf5Group | Hdf5Dataset;
}

/** The events of a file, from its root. @throws MotifsmithError `data` */
export function eventsAmong(root: Hdf5Group, report: Report, options: FormatOptions): RawEvents {
  const { found, refusal } = search(root);
  if (found.length === 0 && refusal !== null) throw refusal;
  if (found.length === 0 && SNNTORCH.every((name) => root.open(name)?.kind !== undefined)) {
    throw report.unsupported(
      'it is a cache of snntorch.spikevision, which is deprecated and has written no events since December 2022',
      'its contents',
      'Give the folder that it was made from: that of N-MNIST, DVS-Gesture or SHD.',
    );
  }
  const one = onlyRecording(found, root.names, report);
  const offset = offsetOf(root);
  const raw =
    one.in.kind === 'group'
      ? ofGroup(one.in, one.path, report, options)
      : ofTable(one.in, one.path, report, options);
  return offset === 0
    ? raw
    : { ...raw, times: raw.times.map((time) => time + offset), begin: offset };
}

interface Search {
  readonly found: Found[];
  seen: number;
  /** The first member that could not be opened. */
  refusal: MotifsmithError | null;
}

function search(root: Hdf5Group): Search {
  const search: Search = { found: [], seen: 0, refusal: null };
  visit(root, '', 0, search);
  return search;
}

function visit(group: Hdf5Group, path: string, depth: number, search: Search): void {
  if (areEventColumns(group.names)) {
    search.found.push({ path: path || '/', in: group });
    return;
  }
  for (const name of group.names) {
    if (search.seen++ >= MOST_MEMBERS) return;
    try {
      const member = group.open(name);
      const place = path === '' ? name : `${path}/${name}`;
      if (member?.kind === 'dataset') {
        if (TABLE.test(name) || hasEventFields(member)) {
          search.found.push({ path: place, in: member });
        }
      } else if (member !== undefined && depth < DEEPEST) {
        visit(member, place, depth + 1, search);
      }
    } catch (error) {
      // Links, and what else a file may hold, say nothing about the events.
      if (!(error instanceof MotifsmithError)) throw error;
      search.refusal ??= error;
    }
  }
}

/** Whether a data set holds records of events, whatever its name; false for one that is damaged or not read. */
export function hasEventFields(dataset: Hdf5Dataset): boolean {
  try {
    const { fields } = dataset;
    return fields !== null && (areEventColumns(fields) || isRow(fields));
  } catch (error) {
    if (error instanceof MotifsmithError) return false;
    throw error;
  }
}

/** Of the times of DSEC, µs. */
function offsetOf(root: Hdf5Group): number {
  if (!root.names.includes('t_offset')) return 0;
  const member = root.open('t_offset');
  const value = member?.kind === 'dataset' ? member.read().data[0] : 0;
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function ofGroup(
  group: Hdf5Group,
  path: string,
  report: Report,
  options: FormatOptions,
): RawEvents {
  const names = columnsAmong(group.names);
  const columns = names.map((name) => {
    const member = group.open(name);
    const place = `data set ${path}/${name}`;
    if (member?.kind !== 'dataset') throw report.damaged(`${name} is not a data set`, place);
    const { shape } = member;
    const { data } = member.read();
    if (ArrayBuffer.isView(data) && shape.filter((length) => length !== 1).length <= 1) return data;
    const problem = `${name} is not a row of numbers: its shape is (${shape.join(', ')})`;
    throw report.unsupported(problem, place, 'Write one number for each event.');
  });
  return read(names, columns, path, report, options);
}

function ofTable(
  table: Hdf5Dataset,
  path: string,
  report: Report,
  options: FormatOptions,
): RawEvents {
  const { fields } = table;
  if (fields !== null) {
    const columns = table.readFields();
    if (!isRow(fields)) return read(fields, columns, path, report, options);
    const rows = new Uint8Array(columns[0]!.length);
    return read([...fields, 'y'], [...columns, rows], path, report, options);
  }
  const { shape, data } = table.read();
  const [rows = 0, across = 0] = shape;
  const order = options.columns ?? MATRIX;
  if (shape.length === 2 && isTransposed(rows, across, order.length)) {
    throw transposed(rows, across, `data set ${path}`, report);
  }
  if (!ArrayBuffer.isView(data) || shape.length !== 2 || across !== order.length) {
    throw report.unsupported(
      `its events have the shape (${shape.join(', ')}), not ${order.length} columns`,
      `data set ${path}`,
      'Name its columns in order: data.columns, e.g. [x, y, t, p].',
    );
  }
  // Column by column, as they are read.
  const columns = order.map((_, column) => {
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) values[row] = data[row * across + column]!;
    return values;
  });
  return read([...order], columns, path, report, options);
}

function read(
  names: readonly string[],
  columns: readonly NumericArray[],
  path: string,
  report: Report,
  options: FormatOptions,
): RawEvents {
  return readEventTable(
    tableOfColumns(
      names,
      fromOne(names, columns, report),
      `data set ${path}`,
      (column, row) => `data set ${path}/${names[column]}, row ${row}`,
      report,
    ),
    options,
    report,
  );
}
