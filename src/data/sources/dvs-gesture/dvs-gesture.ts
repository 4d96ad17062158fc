/**
 * DVS-Gesture (Amir et al. 2017): 11 hand gestures of 29 people in 5 kinds of light in front of a
 * DVS128 camera. Two forms are read: as IBM published it, long recordings with tables of the
 * gestures in them (`dvs-gesture-published.ts`), and as Tonic re-published it, one array per gesture
 * (`dvs-gesture-arrays.ts`).
 */
import { MotifsmithError } from '../../../core/errors.ts';
import type { FileEntry, FileStore } from '../../../formats/file-store.ts';
import { compareCodeUnits } from '../natural-order.ts';
import type { RecordingSet } from '../recording-set.ts';
import type { RecordingSetFormat, SetOptions } from '../set-format.ts';
import { isArrayPath, listArrays } from './dvs-gesture-arrays.ts';
import { GESTURES } from './dvs-gesture-classes.ts';
import { isPublishedPath, listPublished } from './dvs-gesture-published.ts';

export const dvsGesture: RecordingSetFormat = {
  id: 'dvs-gesture',
  title: 'DVS-Gesture: .aedat with _labels.csv, or ibmGestureTrain and ibmGestureTest with .npy',
  matches: (files) => hasPublished(files) || files.some(({ path }) => isArrayPath(path)),
  open: openDvsGesture,
};

/** Only the table next to a recording distinguishes this form from other AEDAT files. */
function hasPublished(files: readonly FileEntry[]): boolean {
  const paths = new Set(files.map(({ path }) => path));
  return files.some(
    ({ path }) => isPublishedPath(path) && paths.has(path.replace(/\.aedat$/, '_labels.csv')),
  );
}

/** @throws MotifsmithError `data` if recordings, tables or lists are missing or contradictory */
async function openDvsGesture(store: FileStore, options: SetOptions): Promise<RecordingSet> {
  const paths = (await store.list()).map(({ path }) => path).sort(compareCodeUnits);
  const published = paths.some(isPublishedPath);
  const arrays = paths.some(isArrayPath);
  if (published === arrays) {
    throw new MotifsmithError(
      'data',
      published
        ? 'The folder has DVS-Gesture in two forms, as .aedat and as .npy files.'
        : 'There are no recordings of DVS-Gesture.',
      {
        where: `${store.root}, which has ${paths.length} files`,
        remedy:
          'Give the folder with user….aedat, user…_labels.csv and trials_to_….txt, or that with ibmGestureTrain and ibmGestureTest.',
      },
    );
  }
  const listed = published
    ? await listPublished(store, paths, options)
    : listArrays(store, paths, options);
  return {
    name: 'dvs-gesture',
    description: 'DVS-Gesture: hand gestures before a DVS128 event camera.',
    classNames: GESTURES,
    sensor: { width: 128, height: 128, polarities: 2 },
    ...listed,
    close: async () => {},
  };
}
