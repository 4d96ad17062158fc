/** One file of a sensor as a set of one recording without a class, to look into it. */
import type { FileEntry, FileStore } from '../../formats/file-store.ts';
import { isAudioName } from '../audio/decode.ts';
import { decodeRecording } from '../cameras/decode-recording.ts';
import { guessFormat, HEAD_BYTES } from '../cameras/registry.ts';
import { isKnownUnread, unreadFile } from '../cameras/unread.ts';
import type { OnWarning } from '../events/warnings.ts';
import { openAudioSet } from './audio/audio-set.ts';
import type { RecordingSet } from './recording-set.ts';
import type { SetOptions } from './set-format.ts';

/** A single recording, opened. */
export interface SingleRecording {
  /** Name of its format. */
  readonly format: string;
  readonly set: RecordingSet;
}

/**
 * @param store that has the file
 * @returns null if it is in no known format
 * @throws MotifsmithError `data` if it is damaged, or known to be of a kind that is not read
 */
export async function openSingleRecording(
  store: FileStore,
  { path, size }: FileEntry,
  options: SetOptions,
): Promise<SingleRecording | null> {
  const recordings = [{ id: path, label: 0, split: null, speaker: null }];
  const head = await store.head(path, HEAD_BYTES);
  const format = guessFormat(head, path, size);
  if (format !== null) {
    const decode = async (onWarning: OnWarning) =>
      decodeRecording(format, await store.read(path), `${store.root}/${path}`, {
        ...options,
        onWarning,
      });
    const set: RecordingSet = {
      name: path,
      description: `${format.title}.`,
      classNames: [],
      // The recording contains the size of the sensor.
      sensor: (await decode(() => {})).sensor,
      recordings,
      warnings: [],
      read: (_, onWarning = () => {}) => decode(onWarning),
      close: async () => {},
    };
    return { format: format.id, set };
  }
  if (isKnownUnread(head, path)) throw unreadFile(head, path, `${store.root}/${path}`);
  if (!isAudioName(path)) return null;
  const set = await openAudioSet(store, options, {
    name: path,
    description: 'One sound.',
    classNames: [],
    recordings: [{ ...recordings[0]!, sound: path }],
    warnings: [],
  });
  return { format: 'audio', set };
}
