/** The sound that the samples of a data set were made from, for people to hear. */
import { decodeAudio } from '../audio/decode.ts';
import { encodeWav } from '../audio/wav-writer.ts';
import { type DatasetOptions, locateSet } from './locate.ts';

/**
 * Finds the sound files of a data set.
 * @returns by the name of a recording, what reads its file as RIFF/WAVE; empty for anything that is no sound
 * @throws MotifsmithError as `locateSet` and the opening of the set; what reads: `data`
 */
export async function openSounds(
  options: DatasetOptions,
): Promise<ReadonlyMap<string, () => Promise<Uint8Array>>> {
  if (options.source !== 'recordings') return new Map();
  const { store, open } = await locateSet(options);
  const set = await open();
  await set.close();
  const hear = (path: string) => async () =>
    encodeWav(decodeAudio(await store.read(path), store.absolute(path), options));
  return new Map(
    set.recordings.flatMap(({ id, sound }) => (sound === undefined ? [] : [[id, hear(sound)]])),
  );
}
