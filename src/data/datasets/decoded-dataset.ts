/** A decoded set as a data set: split, and fingerprinted without reading any sample. */
import { channelCount } from '../events/address-events.ts';
import { ofRecordings, subset } from '../events/sample-source.ts';
import { withWarnings } from '../events/warnings.ts';
import type { Dataset } from './dataset.ts';
import type { DecodedSet } from './decode.ts';
import { DIGEST_BYTES, fingerprintOfDigests } from './fingerprint.ts';
import { leftOutBySpeakers, type SplitOptions, splitRecordings } from './recording-split.ts';

/**
 * @param stepMs length of a step in ms
 * @throws MotifsmithError `data` if the recordings cannot be split like this
 */
export async function decodedDataset(
  set: DecodedSet,
  stepMs: number,
  split: SplitOptions,
): Promise<Dataset> {
  const { name, description, classNames, recordings, skipped, warnings, preprocessing } = set;
  const { train, test, groups } = splitRecordings(recordings, classNames, split);
  const names = recordings.map(({ id }) => id);
  const samples = ofRecordings(set.samples, names, groups);
  const inputs = channelCount(set.sensor);
  const digests = (indices: Uint32Array): Uint8Array => {
    const bytes = new Uint8Array(indices.length * DIGEST_BYTES);
    indices.forEach((k, at) => {
      const digest = set.digests.subarray(k * DIGEST_BYTES, (k + 1) * DIGEST_BYTES);
      bytes.set(digest, at * DIGEST_BYTES);
    });
    return bytes;
  };
  const facts = { inputs, classNames, irregularities: warnings.irregularities };
  return {
    name,
    description,
    inputs,
    classNames,
    stepMs,
    train: subset(samples, train),
    test: subset(samples, test),
    fingerprint: await fingerprintOfDigests(facts, digests(train), digests(test)),
    ...(split.by === 'folds' && {
      setFingerprint: await fingerprintOfDigests(facts, set.digests, new Uint8Array(0)),
    }),
    skipped,
    warnings: withWarnings(warnings, leftOutBySpeakers(recordings, split, name)),
    preprocessing,
    close: () => set.close(),
  };
}
