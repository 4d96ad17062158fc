/** Writes decoded recordings into a file, for `data convert` and `data generate`. */
import type { DecodedSet } from '../../../data/datasets/decode.ts';
import { type WrittenSpikes, writeSpikeNpz } from '../../../data/datasets/spike-npz-writer.ts';
import { writeAtomically } from '../../../files/write-atomic.ts';

/** Writes a file that appears complete or not at all. @throws MotifsmithError `inputOutput` */
export function writeNpz(set: DecodedSet, stepMs: number, path: string): Promise<WrittenSpikes> {
  return writeAtomically(path, (file) => writeSpikeNpz(set, stepMs, file), {
    elsewhere: 'choose another file with --out',
  });
}
