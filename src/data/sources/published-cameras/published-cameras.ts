/** Opens sets of event camera recordings as their makers publish them, from the table of their layouts. */
import { MotifsmithError } from '../../../core/errors.ts';
import type { FileEntry, FileStore } from '../../../formats/file-store.ts';
import type { AddressEvents } from '../../events/address-events.ts';
import type { DecodeWarning } from '../../events/warnings.ts';
import { openCameraFiles } from '../camera-files.ts';
import { requireDistinctFolders } from '../distinct-names.ts';
import { compareCodeUnits } from '../natural-order.ts';
import type { RecordingInfo, RecordingSet, Split } from '../recording-set.ts';
import type { RecordingSetFormat, SetOptions } from '../set-format.ts';
import { PUBLISHED_LAYOUTS, type PublishedLayout } from './layouts.ts';

export const publishedCameras: readonly RecordingSetFormat[] = PUBLISHED_LAYOUTS.map((layout) => ({
  id: layout.id,
  title: layout.title,
  matches: (files: readonly FileEntry[]) => isOf(layout, files),
  open: (store: FileStore, options: SetOptions) => openPublished(layout, store, options),
}));

function isOf({ recording, telling }: PublishedLayout, files: readonly FileEntry[]): boolean {
  return files.some(({ path }) => {
    const found = recording.exec(path)?.groups;
    return found !== undefined && (telling === null || found.class!.toLowerCase() === telling);
  });
}

/** @throws MotifsmithError `data` if no recording is where it should be, or all are damaged */
async function openPublished(
  layout: PublishedLayout,
  store: FileStore,
  options: SetOptions,
): Promise<RecordingSet> {
  const paths = (await store.list()).map(({ path }) => path).sort(compareCodeUnits);
  const found = paths.flatMap((path) => {
    const groups = layout.recording.exec(path)?.groups;
    if (groups === undefined) return [];
    const split = (groups.split?.toLowerCase() ?? null) as Split | null;
    return [{ path, split, folder: groups.class! }];
  });
  if (found.length === 0) {
    throw new MotifsmithError('data', `There are no recordings of ${layout.id}.`, {
      where: `${store.root}, which has ${paths.length} files`,
      remedy: `Give the folder that holds them as they were published: ${layout.title}.`,
    });
  }
  const classes = layout.classes ?? foldersOf(found, store.root);
  const labels = new Map(classes.map(([folder], label) => [folder, label]));
  const recordings = found.flatMap(({ path, split, folder }): RecordingInfo[] => {
    const label = labels.get(layout.classes === null ? folder : folder.toLowerCase());
    return label === undefined ? [] : [{ id: path, label, split, speaker: null }];
  });
  const others = paths.length - recordings.length;
  const warnings: DecodeWarning[] =
    others === 0 ? [] : [{ where: store.root, what: `left out ${others} other files` }];
  const set = await openCameraFiles(
    store,
    { ...options, columns: options.columns ?? layout.columns },
    {
      name: layout.id,
      description: layout.description,
      classNames: classes.map(([, name]) => name),
      recordings,
      warnings,
      sensor: options.sensor ?? layout.sensor,
    },
  );
  if (!layout.fromBottom) return set;
  return { ...set, read: async (index, onWarning) => turned(await set.read(index, onWarning)) };
}

/** With rows from the top. */
function turned(events: AddressEvents): AddressEvents {
  const last = events.sensor.height - 1;
  return { ...events, y: events.y.map((row) => last - row) };
}

function foldersOf(found: readonly { readonly folder: string }[], root: string) {
  const folders = [...new Set(found.map(({ folder }) => folder))].sort(compareCodeUnits);
  requireDistinctFolders(folders, root);
  return folders.map((folder) => [folder, folder] as const);
}
