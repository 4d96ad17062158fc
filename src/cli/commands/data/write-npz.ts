/** Decodes recordings into one file, for `data convert` and `data generate`. */
import type { DecodedSet } from '../../../data/datasets/decode.ts';
import { type WrittenSpikes, writeSpikeNpz } from '../../../data/datasets/spike-npz-writer.ts';
import { openDecodedSet } from '../../../data/store/open.ts';
import { writeAtomically } from '../../../files/write-atomic.ts';
import { watched } from './watch.ts';

type Settings = Parameters<typeof openDecodedSet>[0];
type WrittenSet = WrittenSpikes &
  Pick<DecodedSet, 'description' | 'classNames' | 'skipped' | 'warnings'>;

/**
 * Writes a file that appears complete or not at all.
 * @throws MotifsmithError `inputOutput`, or as `openDecodedSet`
 */
export async function writeNpz(
  settings: Settings,
  { out, quiet = false }: { readonly out: string; readonly quiet?: boolean },
): Promise<WrittenSet> {
  const decoded = await watched(quiet, ({ reading }) => openDecodedSet(settings, reading));
  try {
    const written = await writeAtomically(
      out,
      (file) => writeSpikeNpz(decoded, settings.binMs, file),
      { elsewhere: 'choose another file with --out' },
    );
    const { description, classNames, skipped, warnings } = decoded;
    return { ...written, description, classNames, skipped, warnings };
  } finally {
    decoded.close();
  }
}
