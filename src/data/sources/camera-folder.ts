/**
 * Any folder of event camera recordings sorted by class: `<class>/…` or `train/<class>/…` and
 * `test/<class>/…`, in any format of the registry. The clocks of cameras start anywhere, so time 0 of
 * a recording is its first event unless `data.origin` says otherwise.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { checkSettings } from '../../core/settings/check.ts';
import {
  type FileEntry,
  type FileStore,
  type OpenFile,
  openBytes,
} from '../../formats/file-store.ts';
import { csvEvents } from '../cameras/csv-events.ts';
import { decodeRecording } from '../cameras/decode-recording.ts';
import { type EventFormat, type FormatOptions, sensorField } from '../cameras/format.ts';
import { EVENT_FORMATS, guessFormat, HEAD_BYTES } from '../cameras/registry.ts';
import { isKnownUnread, UNREAD_EXTENSIONS } from '../cameras/unread.ts';
import type { DecodeWarning } from '../events/warnings.ts';
import { openCameraFiles } from './camera-files.ts';
import { requireDistinctFolders } from './distinct-names.ts';
import { compareCodeUnits, compareNaturally } from './natural-order.ts';
import type { RecordingInfo, RecordingSet, Split } from './recording-set.ts';
import type { RecordingSetFormat, SetOptions } from './set-format.ts';

const endingsOf = (formats: readonly EventFormat[]): ReadonlySet<string> =>
  new Set(formats.flatMap(({ extensions }) => extensions));
const EXTENSIONS = endingsOf(EVENT_FORMATS.filter(({ isOftenOther }) => !isOftenOther));
/** Also of those that are refused by name. */
const NAMED_EXTENSIONS: ReadonlySet<string> = new Set([...EXTENSIONS, ...UNREAD_EXTENSIONS]);
/** Endings of files that may be recordings. */
const OTHER_EXTENSIONS = endingsOf(EVENT_FORMATS.filter(({ isOftenOther }) => isOftenOther));
/** Endings of recordings that may lack the size of their sensor. */
const UNSIZED_EXTENSIONS = endingsOf(EVENT_FORMATS.filter(({ givesSensor }) => givesSensor));
const TABLES = endingsOf([csvEvents]);
const SPLIT_FOLDER = /^(train|test)$/i;

export const cameraFolder: RecordingSetFormat = {
  id: 'camera-folder',
  title: 'event camera recordings in folders by class, within train and test if there are any',
  matches: (files) => files.some(({ path }) => path.includes('/') && hasExtension(path)),
  mayMatch: (files) =>
    files.some(({ path }) => path.includes('/') && hasExtension(path, OTHER_EXTENSIONS)),
  open: openCameraFolder,
};

/**
 * @param options.sensor for files that do not give its size
 * @throws MotifsmithError `data` if no recording is where it should be, or all are damaged
 */
async function openCameraFolder(store: FileStore, options: SetOptions): Promise<RecordingSet> {
  const sensor = checkSettings(sensorField, options.sensor, 'data.sensor');
  const files = [...(await store.list())].sort((a, b) => compareCodeUnits(a.path, b.path));
  const recorded = await recordingsAmong(files, store);
  const { placed, warnings } = placeFiles(files, recorded, store.root);
  if (placed.length === 0) throw noRecordings(files, store.root);
  const size = sensor ?? (await sensorOf(placed, store, options));
  const classNames = [...new Set(placed.map(({ className }) => className))].sort(compareNaturally);
  requireDistinctFolders(classNames, store.root);
  const recordings = placed.map(
    ({ path, className, split }): RecordingInfo => ({
      id: path,
      label: classNames.indexOf(className),
      split,
      speaker: null,
    }),
  );
  warnings.push(...missingClasses(recordings, classNames, store.root));
  return openCameraFiles(store, options, {
    name: store.root.split(/[/\\]/).findLast((part) => part !== '') ?? 'camera-folder',
    description: `Event camera recordings of ${classNames.length} classes.`,
    classNames,
    recordings,
    warnings,
    sensor: size,
  });
}

/** The error about a folder without recordings: of tables, it says what makes them tables of events. */
function noRecordings(files: readonly FileEntry[], root: string): MotifsmithError {
  const table = files.find(({ path }) => path.includes('/') && hasExtension(path, TABLES));
  if (table !== undefined) {
    return new MotifsmithError('data', 'The files in the folders are not tables of events.', {
      where: `${root}/${table.path}, the first of ${files.length} files`,
      remedy:
        'Name the columns in the first line: t,x,y,p for pixels or t,channel for channels; t is in µs unless its name says otherwise, as t_ms or t_s.',
    });
  }
  return new MotifsmithError('data', 'There are no recordings in folders of classes.', {
    where: `${root}, which has ${files.length} files`,
    remedy: `Give a folder with a folder per class, with files ${[...EXTENSIONS, ...OTHER_EXTENSIONS].join(', ')}.`,
  });
}

interface PlacedFile extends FileEntry {
  readonly className: string;
  readonly split: Split | null;
}

function placeFiles(
  files: readonly FileEntry[],
  recorded: ReadonlySet<string>,
  root: string,
): { placed: PlacedFile[]; warnings: DecodeWarning[] } {
  const parts = (path: string) => path.split('/');
  const inSplit = (path: string) => parts(path).length > 2 && SPLIT_FOLDER.test(parts(path)[0]!);
  const hasSplits = [...recorded].some(inSplit);
  const placed: PlacedFile[] = [];
  const warnings: DecodeWarning[] = [];
  const leaveOut = (path: string, why: string) =>
    warnings.push({ where: `${root}/${path}`, what: `left out: ${why}` });
  for (const file of files) {
    const { path } = file;
    const [first, second] = parts(path);
    if (!path.includes('/') && hasExtension(path)) leaveOut(path, 'not in the folder of a class');
    else if (!recorded.has(path)) {
      const named = hasExtension(path, OTHER_EXTENSIONS);
      leaveOut(path, `not ${named ? '' : 'a name of '}an event camera recording`);
    } else if (!hasSplits) placed.push({ ...file, className: first!, split: null });
    else if (!inSplit(path)) leaveOut(path, 'not in the folder of a class within train or test');
    else placed.push({ ...file, className: second!, split: first!.toLowerCase() as Split });
  }
  return { placed, warnings };
}

/**
 * Paths of the recordings in folders; of files that may be something else, their content tells. One that
 * cannot be read, or is empty, counts as a recording if others with its extension are, and one without events if no other
 * has any: then it is the error.
 */
async function recordingsAmong(
  files: readonly FileEntry[],
  store: FileStore,
): Promise<ReadonlySet<string>> {
  const recorded = new Set<string>();
  const unreadable: string[] = [];
  const others: string[] = [];
  for (const { path, size } of files) {
    if (!path.includes('/')) continue;
    if (hasExtension(path)) {
      recorded.add(path);
    } else if (hasExtension(path, OTHER_EXTENSIONS)) {
      const head = await headOf(store, path);
      const format = head && guessFormat(head, path, size);
      if (head === null || isKnownUnread(head, path)) unreadable.push(path);
      else if (format !== null) {
        const has = await hasEvents(format, store, path);
        if (has) recorded.add(path);
        else others.push(path);
      }
    }
  }
  if (recorded.size === 0) for (const path of others) recorded.add(path);
  const known = new Set([...recorded].map(extensionOf));
  for (const path of unreadable) if (known.has(extensionOf(path))) recorded.add(path);
  return recorded;
}

/** Whether a file has events, as far as a look into it tells. */
async function hasEvents(format: EventFormat, store: FileStore, path: string): Promise<boolean> {
  if (format.hasEvents === undefined) return true;
  let file: OpenFile;
  try {
    file = (await store.openFile?.(path)) ?? openBytes(await store.read(path));
  } catch (error) {
    if (error instanceof MotifsmithError && error.kind === 'data') return true;
    throw error;
  }
  try {
    return format.hasEvents(file);
  } finally {
    file.close();
  }
}

/** The first bytes of a file; null if it cannot be read, which is said when its recording is. */
async function headOf(store: FileStore, path: string): Promise<Uint8Array | null> {
  try {
    return await store.head(path, HEAD_BYTES);
  } catch (error) {
    if (error instanceof MotifsmithError && error.kind === 'data') return null;
    throw error;
  }
}

/**
 * The sensor of recordings that do not give its size: for channels, a row up to the highest of all recordings.
 * @returns null if all recordings give it
 * @throws MotifsmithError `data` if one of a camera does not
 */
async function sensorOf(
  placed: readonly PlacedFile[],
  store: FileStore,
  options: SetOptions,
): Promise<FormatOptions['sensor']> {
  const channels: { readonly path: string; readonly format: EventFormat }[] = [];
  let pixels: string | null = null;
  for (const { path, size } of placed) {
    if (!hasExtension(path, UNSIZED_EXTENSIONS)) continue;
    const head = await headOf(store, path);
    const format = head && guessFormat(head, path, size);
    if (format?.givesSensor?.(head!) !== false) continue;
    if (format.countsChannels?.(head!)) channels.push({ path, format });
    else pixels ??= path;
  }
  if (pixels !== null) {
    const [other] = channels;
    throw new MotifsmithError(
      'data',
      other === undefined
        ? 'The recordings do not give the size of their sensor.'
        : `Some recordings are of pixels, others of channels, such as ${other.path}.`,
      {
        where: `${store.root}/${pixels}`,
        remedy:
          other === undefined
            ? 'Give its width and height in pixels, e.g. --set "data.sensor={width: 346, height: 260}".'
            : 'Keep recordings of one sensor in a folder.',
      },
    );
  }
  let width = 0;
  for (const { path, format } of channels) {
    try {
      const bytes = await store.read(path);
      const { sensor } = await decodeRecording(format, bytes, `${store.root}/${path}`, options);
      width = Math.max(width, sensor.width);
    } catch (error) {
      // A damaged one is refused or left out in its turn.
      if (!(error instanceof MotifsmithError) || error.kind !== 'data') throw error;
    }
  }
  return width === 0 ? null : { width, height: 1 };
}

/** Classes of which only one split has recordings. */
function missingClasses(
  recordings: readonly RecordingInfo[],
  classNames: readonly string[],
  root: string,
): DecodeWarning[] {
  return (['train', 'test'] as const).flatMap((split) => {
    const present = new Set(recordings.filter((info) => info.split === split).map((r) => r.label));
    if (present.size === 0) return [];
    return classNames
      .filter((_, label) => !present.has(label))
      .map((name) => ({ where: `${root}/${split}`, what: `has no recording of class ${name}` }));
  });
}

/** With the dot, in lower case; empty if there is none. */
function extensionOf(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') ? path.slice(dot).toLowerCase() : '';
}

function hasExtension(path: string, extensions = NAMED_EXTENSIONS): boolean {
  return extensions.has(extensionOf(path));
}
