/**
 * Opens recording sets through the cache: each is decoded once for each content and transform, and
 * from then on read in place. The set itself is opened only if the cache does not hold it.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { MotifsmithError } from '../../../core/errors.ts';
import { ensureFolder } from '../../../files/folders.ts';
import { removeLeftovers } from '../../../files/temporary.ts';
import { badRecording, type DecodedSet, type DecodeOptions } from '../../datasets/decode.ts';
import { createTransform, type TransformOptions } from '../../events/transform.ts';
import type { RecordingSet } from '../../sources/recording-set.ts';
import type { DiskStore } from '../disk.ts';
import { buildCache } from './build.ts';
import { contentOf, requireUnchanged } from './content.ts';
import { FORMAT_VERSION } from './layout.ts';
import { CACHE_ELSEWHERE } from './location.ts';
import { openCache } from './read.ts';

/** For the hashes of files, and for decoded sets. */
const FOLDERS = ['files', 'sets'];

export interface CacheOptions {
  /** Folder of the cache. */
  readonly folder: string;
  /** Version of the readers: another version may decode the same files differently. */
  readonly version: string;
  /** Called if a damaged cache file is rebuilt. */
  readonly onDamage?: ((damage: MotifsmithError) => void) | undefined;
}

export interface CachedRequest {
  /** The files; null for synthetic recordings. */
  readonly store: DiskStore | null;
  /** All that the recordings depend on besides the files: kind of set, encoder, classes. JSON. */
  readonly recipe: object;
  readonly transform: TransformOptions;
  /** Opens the set; called only if it has to be decoded. */
  openSet(): Promise<RecordingSet>;
}

/** Progress of the reading of a data set. */
export interface ReadingProgress {
  /** `hash`: bytes of files; `decode`: recordings. */
  readonly stage: 'hash' | 'decode';
  readonly done: number;
  readonly total: number;
}

/**
 * @throws MotifsmithError `data` for damaged files, `usage` for a transform that does not fit,
 * `inputOutput` if the cache cannot be written, `interrupted` by the signal
 */
export async function openCached(
  { store, recipe, transform, openSet }: CachedRequest,
  { folder, version, onDamage }: CacheOptions,
  {
    skipBad,
    plausible,
    signal,
    onProgress,
  }: Pick<DecodeOptions, 'skipBad' | 'plausible' | 'signal'> & {
    readonly onProgress?: ((progress: ReadingProgress) => void) | undefined;
  },
): Promise<DecodedSet> {
  for (const each of FOLDERS.map((name) => join(folder, name))) {
    await ensureFolder(each, CACHE_ELSEWHERE);
    await removeLeftovers(each);
  }
  const report = (stage: ReadingProgress['stage']) => (done: number, total: number) =>
    onProgress?.({ stage, done, total });
  const content = store && (await contentOf(store, { folder, signal, onProgress: report('hash') }));
  const key = createHash('sha256')
    .update(JSON.stringify([FORMAT_VERSION, version, content?.hash, recipe, transform, plausible]))
    .digest('hex');
  const path = join(folder, 'sets', `${key}.cache`);
  const known = openUndamaged(path, onDamage);
  if (known !== null) return requireComplete(known, skipBad);

  const set = await openSet();
  try {
    await buildCache(
      path,
      set,
      createTransform(set.sensor, transform),
      { skipBad, plausible, signal, onProgress: report('decode') },
      async () => {
        if (store && content) await requireUnchanged(store, content.stamps);
      },
    );
  } finally {
    await set.close();
  }
  const built = openCache(path);
  if (built === null) {
    throw new MotifsmithError('inputOutput', 'The cache of decoded data has disappeared.', {
      where: path,
      remedy: 'Try again, and do not empty the folder meanwhile.',
    });
  }
  return built;
}

function openUndamaged(path: string, onDamage: CacheOptions['onDamage']): DecodedSet | null {
  try {
    return openCache(path);
  } catch (error) {
    if (!(error instanceof MotifsmithError)) throw error;
    onDamage?.(error);
    return null;
  }
}

/** A set that was decoded with `skipBad` may be incomplete. */
function requireComplete(set: DecodedSet, skipBad: boolean | undefined): DecodedSet {
  const [bad] = set.skipped;
  if (bad === undefined || skipBad) return set;
  set.close();
  throw badRecording(bad);
}
