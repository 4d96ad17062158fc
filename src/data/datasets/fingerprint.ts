/**
 * One number that identifies the data: runs, checkpoints and reports record it, so that a run can be
 * refused if its data have changed. Uses Web Crypto, so that Node and browsers agree.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { IrregularityTotal } from '../events/irregularities.ts';
import type { EventSample } from '../events/sample.ts';
import type { SampleSource } from '../events/sample-source.ts';
import { NO_WARNINGS } from '../events/warnings.ts';
import type { Dataset } from './dataset.ts';

/** A data set that has not been fingerprinted yet. */
export type DatasetContent = Omit<Dataset, 'fingerprint' | 'skipped' | 'warnings' | 'close'>;

/** Digests computed at once, so that the whole set need not be copied. */
const WINDOW = 32;
/** Length of a sample's digest. */
export const DIGEST_BYTES = 32;

/**
 * SHA-256 over a data set: over the JSON text `{"inputs","classNames","train","test"}` (the last two
 * are the numbers of samples; with `"irregularities"`, their counts by kind, if there are any) and then the SHA-256 of every sample, train before test. A sample is
 * hashed as little-endian u32: steps, label, offsets [T + 1], channels [events]. Name, description
 * and step length are not part of it.
 * @returns `sha256:` and 64 hexadecimal digits
 */
export async function fingerprint(content: DatasetContent): Promise<string> {
  const { train, test } = content;
  return fingerprintOfDigests(content, await digestsOf(train), await digestsOf(test));
}

/** What of a data set is part of its fingerprint besides the samples. */
interface FingerprintedFacts extends Pick<DatasetContent, 'inputs' | 'classNames'> {
  readonly irregularities?: readonly IrregularityTotal[];
}

/**
 * The fingerprint of a data set whose samples have already been hashed.
 * @param train [samples · DIGEST_BYTES] `sampleDigest` of the training samples, in order
 * @param test likewise
 */
export async function fingerprintOfDigests(
  { inputs, classNames, irregularities = [] }: FingerprintedFacts,
  train: Uint8Array,
  test: Uint8Array,
): Promise<string> {
  const counts = { train: train.length / DIGEST_BYTES, test: test.length / DIGEST_BYTES };
  const found = Object.fromEntries(irregularities.map(({ kind, count }) => [kind, count]));
  const facts = { inputs, classNames, ...counts };
  const header = new TextEncoder().encode(
    JSON.stringify(irregularities.length === 0 ? facts : { ...facts, irregularities: found }),
  );
  const message = new Uint8Array(header.length + train.length + test.length);
  message.set(header);
  message.set(train, header.length);
  message.set(test, header.length + train.length);
  return namedDigest(message);
}

/** `sha256:` and 64 hexadecimal digits. */
export async function namedDigest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await sha256(bytes);
  return `sha256:${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** SHA-256 of one sample, as the fingerprint takes it. [DIGEST_BYTES] */
export function sampleDigest(sample: EventSample): Promise<Uint8Array> {
  return sha256(sampleBytes(sample));
}

async function digestsOf(source: SampleSource): Promise<Uint8Array> {
  const digests = new Uint8Array(source.length * DIGEST_BYTES);
  for (let begin = 0; begin < source.length; begin += WINDOW) {
    const length = Math.min(WINDOW, source.length - begin);
    const some = await Promise.all(
      Array.from({ length }, (_, k) => sampleDigest(source.read(begin + k))),
    );
    some.forEach((digest, k) => {
      digests.set(digest, (begin + k) * DIGEST_BYTES);
    });
  }
  return digests;
}

/** A complete data set in memory, with its fingerprint. */
export async function completeDataset(content: DatasetContent): Promise<Dataset> {
  return {
    ...content,
    fingerprint: await fingerprint(content),
    skipped: [],
    warnings: NO_WARNINGS,
    close: () => {},
  };
}

function sampleBytes({ steps, label, offsets, channels }: EventSample): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * (2 + offsets.length + channels.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, steps, true);
  view.setUint32(4, label, true);
  for (let i = 0; i < offsets.length; i++) view.setUint32(8 + 4 * i, offsets[i]!, true);
  const begin = 8 + 4 * offsets.length;
  for (let i = 0; i < channels.length; i++) view.setUint32(begin + 4 * i, channels[i]!, true);
  return bytes;
}

/** SHA-256 of bytes. [DIGEST_BYTES] @throws MotifsmithError `data` where there is no Web Crypto */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  // A browser offers Web Crypto only to pages from a secure origin.
  if (globalThis.crypto?.subtle === undefined) {
    throw new MotifsmithError(
      'data',
      'The data set cannot be hashed: Web Crypto is not available.',
      {
        where: 'data set fingerprint',
        remedy: 'Open the page over https or from localhost.',
      },
    );
  }
  return new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes));
}
