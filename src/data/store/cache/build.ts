/**
 * Writes a cache file while a set is decoded, sample by sample. The same set and transform give the
 * same bytes: if several builders run at once, the last one wins and it makes no difference.
 */

import { type AtomicFile, writeAtomically } from '../../../files/write-atomic.ts';
import { crc32 } from '../../../formats/crc32.ts';
import { type DecodeOptions, decodeRecordings } from '../../datasets/decode.ts';
import { DIGEST_BYTES, sampleDigest } from '../../datasets/fingerprint.ts';
import type { EventSample } from '../../events/sample.ts';
import type { Transform } from '../../events/transform.ts';
import type { RecordingInfo, RecordingSet } from '../../sources/recording-set.ts';
import {
  channelBytesFor,
  encodeHeader,
  HEADER_BYTES,
  indexBytes,
  indexOver,
  sampleBytes,
} from './layout.ts';
import { CACHE_ELSEWHERE } from './location.ts';
import { type Metadata, recordingColumns } from './metadata.ts';

/** The bytes of a sample in the file. */
function encodeSample({ steps, offsets, channels }: EventSample, channelBytes: number): Uint8Array {
  const bytes = new Uint8Array(sampleBytes(steps, channels.length, channelBytes));
  new Uint32Array(bytes.buffer, 0, steps + 1).set(offsets);
  const begin = 4 * (steps + 1);
  const column = channelBytes === 2 ? Uint16Array : Uint32Array;
  new column(bytes.buffer, begin, channels.length).set(channels);
  return bytes;
}

/**
 * Decodes a set into a cache file.
 * @param path of the file; it replaces one of the same name
 * @param confirm called before the file appears; if it throws, the file never does
 * @throws MotifsmithError as `decodeRecordings`, or `inputOutput`; then no file is left
 */
export function buildCache(
  path: string,
  set: RecordingSet,
  transform: Transform,
  options: DecodeOptions,
  confirm: () => Promise<void>,
): Promise<void> {
  const fill = async (file: AtomicFile) => {
    await file.append(new Uint8Array(HEADER_BYTES));
    const index = indexOver(
      new Uint8Array(indexBytes(set.recordings.length)),
      set.recordings.length,
    );
    const channelBytes = channelBytesFor(transform.inputs);
    const kept: RecordingInfo[] = [];
    const found = await decodeRecordings(set, transform, options, async (sample, recording) => {
      const bytes = encodeSample(sample, channelBytes);
      const k = kept.length;
      index.offset[k] = file.length;
      index.steps[k] = sample.steps;
      index.events[k] = sample.channels.length;
      index.label[k] = sample.label;
      index.checksum[k] = crc32(bytes);
      index.digests.set(await sampleDigest(sample), k * DIGEST_BYTES);
      kept.push(set.recordings[recording]!);
      await file.append(bytes);
    });
    await confirm();
    const { name, description, classNames } = set;
    const metadata: Metadata = {
      name,
      description,
      classNames,
      sensor: transform.sensor,
      ...recordingColumns(kept),
      ...found,
    };
    await finish(file, index, metadata, channelBytes);
  };
  return writeAtomically(path, fill, { elsewhere: CACHE_ELSEWHERE });
}

async function finish(
  file: AtomicFile,
  index: ReturnType<typeof indexOver>,
  metadata: Metadata,
  channelBytes: number,
): Promise<void> {
  const samples = metadata.ids.length;
  const indexOffset = file.length;
  const table = shortened(index, samples);
  const text = new TextEncoder().encode(JSON.stringify(metadata));
  await file.append(table);
  await file.append(text);
  const header = encodeHeader({
    samples,
    channelBytes,
    checksum: crc32(text, crc32(table)),
    indexOffset,
    metadataOffset: indexOffset + table.length,
    length: file.length,
  });
  await file.overwrite(header, 0);
}

/** The index without the room for the recordings that were skipped. */
function shortened(index: ReturnType<typeof indexOver>, samples: number): Uint8Array {
  const result = indexOver(new Uint8Array(indexBytes(samples)), samples);
  for (const column of ['offset', 'steps', 'events', 'label', 'checksum'] as const) {
    result[column].set(index[column].subarray(0, samples));
  }
  result.digests.set(index.digests.subarray(0, result.digests.length));
  return result.bytes;
}
