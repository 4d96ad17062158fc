/**
 * From a recording set to its samples: every recording is read and transformed once, in the order of
 * the set; a damaged one either is an error or is skipped and reported.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { checkSettings } from '../../core/settings/check.ts';
import type { Sensor } from '../events/address-events.ts';
import {
  type Plausible,
  plausibleSchema,
  requirePlausible,
  requirePlausibleSteps,
} from '../events/plausible.ts';
import type { Preprocessing, Zero } from '../events/preprocessing.ts';
import type { EventSample } from '../events/sample.ts';
import { memorySource, type SampleSource } from '../events/sample-source.ts';
import type { Transform } from '../events/transform.ts';
import { type SkippedRecording, WarningCounter, type WarningLog } from '../events/warnings.ts';
import type {
  RecordingInfo,
  RecordingSet,
  RecordingSetDescription,
} from '../sources/recording-set.ts';
import { DIGEST_BYTES, sampleDigest } from './fingerprint.ts';

/** How the recordings of a set are decoded. */
export interface DecodeOptions {
  /**
   * Whether damaged recordings are skipped; otherwise the first one is an error, and if this is
   * false, that error suggests to skip them.
   */
  readonly skipBad?: boolean | undefined;
  /** What recordings must be like; without it, they may be like anything. */
  readonly plausible?: Plausible | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called before the first and after each recording. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A recording set whose samples can be read at any time. */
export interface DecodedSet extends RecordingSetDescription {
  /** As the network sees it. */
  readonly sensor: Sensor;
  /** [samples] the recordings that were decoded. */
  readonly recordings: readonly RecordingInfo[];
  readonly samples: SampleSource;
  /** [samples · DIGEST_BYTES] SHA-256 of each sample. */
  readonly digests: Uint8Array;
  readonly skipped: readonly SkippedRecording[];
  readonly warnings: WarningLog;
  /** How recordings became samples. */
  readonly preprocessing: Preprocessing;
  /** Closes any open files; samples cannot be read afterwards. */
  close(): void;
}

/** The error of a damaged recording that could be skipped. */
export function badRecording(
  { problem, where }: SkippedRecording,
  cause?: MotifsmithError,
): MotifsmithError {
  return new MotifsmithError('data', problem, {
    where,
    remedy: `${cause?.remedy ?? 'Fetch the file again.'} Damaged recordings can be skipped with --skip-bad.`,
    cause,
  });
}

/**
 * Decodes all recordings of a set in order.
 * @param keep gets each sample with the number of its recording
 * @returns the recordings that were skipped, all warnings, and how the others became samples
 * @throws MotifsmithError `data` for a damaged recording unless `skipBad`, `interrupted` by the signal
 */
export async function decodeRecordings(
  set: RecordingSet,
  transform: Transform,
  { skipBad, plausible: given, signal, onProgress }: DecodeOptions,
  keep: (sample: EventSample, recording: number) => Promise<void>,
): Promise<Pick<DecodedSet, 'skipped' | 'warnings' | 'preprocessing'>> {
  const plausible = given && checkSettings(plausibleSchema, given, 'data.plausible');
  const skipped: SkippedRecording[] = [];
  const warnings = new WarningCounter();
  let zero: Zero = 'first-event';
  set.warnings.forEach(warnings.add);
  const total = set.recordings.length;
  onProgress?.(0, total);
  const skip = (id: string, error: unknown): void => {
    if (!(error instanceof MotifsmithError) || error.kind !== 'data') throw error;
    if (skipBad === undefined) throw error;
    const bad = { id, problem: error.message, where: error.where ?? id };
    if (!skipBad) throw badRecording(bad, error);
    skipped.push(bad);
  };
  for (const { id, error } of set.unreadable ?? []) skip(id, error);
  for (const [k, { id, label }] of set.recordings.entries()) {
    if (signal?.aborted)
      throw new MotifsmithError('interrupted', 'Stopped while reading the data.');
    try {
      const events = await set.read(k, warnings.add);
      const where = `${set.name}, recording ${id}`;
      if (plausible !== undefined) requirePlausible(events, plausible, where);
      const sample = transform.apply(events, label, id);
      if (plausible !== undefined) requirePlausibleSteps(sample, transform.tail, plausible, where);
      await keep(sample, k);
      if (events.times[0] !== 0) zero = 'recording';
    } catch (error) {
      skip(id, error);
    }
    onProgress?.(k + 1, total);
  }
  const { recorded: sensor, options } = transform;
  return { skipped, warnings: warnings.log, preprocessing: { sensor, zero, ...options } };
}

/**
 * Decodes a set into memory: for small sets, and where there is no disk.
 * @throws MotifsmithError as `decodeRecordings`
 */
export async function decodeInMemory(
  set: RecordingSet,
  transform: Transform,
  options: DecodeOptions = {},
): Promise<DecodedSet> {
  const samples: EventSample[] = [];
  const recordings: RecordingInfo[] = [];
  const digests = new Uint8Array(set.recordings.length * DIGEST_BYTES);
  const found = await decodeRecordings(set, transform, options, async (sample, recording) => {
    digests.set(await sampleDigest(sample), samples.length * DIGEST_BYTES);
    samples.push(sample);
    recordings.push(set.recordings[recording]!);
  });
  const { name, description, classNames } = set;
  return {
    name,
    description,
    classNames,
    sensor: transform.sensor,
    recordings,
    samples: memorySource(samples, transform.sensor),
    digests: digests.subarray(0, samples.length * DIGEST_BYTES),
    ...found,
    close: () => {},
  };
}
