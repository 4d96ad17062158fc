/** Decoded recordings into a file, for `data convert` and `data generate`. */
import type { DecodedSet } from '../../../data/datasets/decode.ts';
import { type WrittenSpikes, writeSpikeNpz } from '../../../data/datasets/spike-npz-writer.ts';
import { AtomicFile, writing } from '../../../files/write-files.ts';

/** Writes a file that is there as a whole or not at all. @throws MotifsmithError `inputOutput` */
export function writeNpz(set: DecodedSet, stepMs: number, path: string): Promise<WrittenSpikes> {
  return writing(
    path,
    async () => {
      const file = await AtomicFile.create(path);
      try {
        const written = await writeSpikeNpz(set, stepMs, file);
        await file.commit();
        return written;
      } catch (error) {
        await file.abandon();
        throw error;
      }
    },
    'name another file with --out',
  );
}
