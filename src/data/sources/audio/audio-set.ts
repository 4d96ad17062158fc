/** What all sets of audio files share: one ear, which hears each file when it is read. */
import { MotifsmithError } from '../../../core/errors.ts';
import type { FileStore } from '../../../formats/file-store.ts';
import { decodeAudio } from '../../audio/decode.ts';
import { createEar } from '../../audio/ear.ts';
import type { DecodeWarning, OnWarning } from '../../events/warnings.ts';
import { firstReadable } from '../first-readable.ts';
import { compareNaturally } from '../natural-order.ts';
import type { RecordingInfo, RecordingSet } from '../recording-set.ts';
import type { SetOptions } from '../set-format.ts';

export interface AudioRecording extends RecordingInfo {
  readonly sound: string;
}

export interface AudioFiles {
  readonly name: string;
  /** One sentence on what was recorded. */
  readonly description: string;
  readonly classNames: readonly string[];
  /** In any order. */
  readonly recordings: readonly AudioRecording[];
  readonly warnings: readonly DecodeWarning[];
}

/**
 * Opens a set of audio files. The first file that can be read gives the sample rate, unless the options
 * give a rate for all.
 * @throws MotifsmithError `data` if there are no recordings, two have the same id, or all are damaged; `usage` for impossible settings of the ear
 */
export async function openAudioSet(
  store: FileStore,
  options: SetOptions,
  { name, description, classNames, recordings: unsorted, warnings }: AudioFiles,
): Promise<RecordingSet> {
  const recordings = [...unsorted].sort((a, b) => compareNaturally(a.id, b.id));
  checkIds(store, recordings);
  if (recordings.length === 0) {
    throw new MotifsmithError('data', 'There are no audio files.', {
      where: store.root,
      remedy: 'Give the folder that holds them; .wav, .flac and .sph files are read.',
    });
  }
  const decode = async (path: string, onWarning: OnWarning) =>
    decodeAudio(await store.read(path), `${store.root}/${path}`, { ...options, onWarning });
  const { ear } = options;
  const rate =
    ear.sampleRate ??
    (await firstReadable(recordings, ({ sound }) => decode(sound, () => {}))).sampleRate;
  const { sensor, hear } = createEar(rate, ear);
  return {
    name,
    description: `${description} Spikes of Lyon's ear model at ${rate} Hz, ${sensor.width} channels, encoded by ${ear.encoder.kind}.`,
    classNames,
    sensor,
    recordings,
    warnings,
    read: async (index, onWarning = () => {}) => {
      const { id, sound } = recordings[index]!;
      return hear(await decode(sound, onWarning), `${store.root}/${sound}`, id);
    },
    close: async () => {},
  };
}

/** @param recordings sorted by id */
function checkIds(store: FileStore, recordings: readonly AudioRecording[]): void {
  const twice = recordings.findIndex(({ id }, k) => k > 0 && recordings[k - 1]!.id === id);
  if (twice < 0) return;
  const [a, b] = [recordings[twice - 1]!.sound, recordings[twice]!.sound];
  throw new MotifsmithError('data', `Two files hold the recording ${recordings[twice]!.id}.`, {
    where: `${store.root}: ${a} and ${b}`,
    remedy: 'Remove one of them, or give a folder that holds each recording once.',
  });
}
