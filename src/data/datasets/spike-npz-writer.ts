/**
 * Writes decoded recordings as spike trains in one .npz, which NumPy opens and
 * `../sources/spike-npz` reads back to the same samples. Written piece by piece, so that a set larger
 * than the memory can be converted.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { allowMore, LIMITS } from '../../core/limits.ts';
import { type ByteSink, columnBytes, columnTypeFor, NpzStream } from '../../formats/npz-stream.ts';
import { channelCount } from '../events/address-events.ts';
import type { EventSample } from '../events/sample.ts';
import type { SampleSource } from '../events/sample-source.ts';
import { SPLIT_CODES } from '../sources/spike-npz/self-description.ts';
import type { DecodedSet } from './decode.ts';

/** Figures of what was written. */
export interface WrittenSpikes {
  readonly recordings: number;
  readonly events: number;
}

/** Bytes of a recording in the columns that are not events, roughly. */
const RECORDING_BYTES = 64;

/**
 * Writes a decoded set as spike trains.
 *
 * The times are those of the steps: step · stepMs. `utterances` is 1 for test recordings and 0 for
 * all others, so that `testUtterances: [1]` gives the set's own split.
 * @param set decoded before
 * @param stepMs length of a step in ms
 * @param sink gets the bytes of the file in order
 * @throws MotifsmithError `data` if it would be larger than what can be read back (`LIMITS.archiveBytes`)
 */
export async function writeSpikeNpz(
  { samples, recordings, sensor, classNames }: DecodedSet,
  stepMs: number,
  sink: ByteSink,
): Promise<WrittenSpikes> {
  const offsets = new Float64Array(samples.length + 1);
  let longest = 0;
  for (let k = 0; k < samples.length; k++) {
    const { channels, steps } = samples.read(k);
    offsets[k + 1] = offsets[k]! + channels.length;
    longest = Math.max(longest, steps);
  }
  const events = offsets[samples.length]!;
  const channelType = columnTypeFor(channelCount(sensor) - 1);
  const timeType = columnTypeFor(longest * stepMs);
  const eventBytes = columnBytes(channelType) + columnBytes(timeType);
  if (events * eventBytes + RECORDING_BYTES * samples.length > LIMITS.archiveBytes) {
    throw new MotifsmithError(
      'data',
      `${events} events do not fit into one .npz (${LIMITS.archiveBytes} bytes).`,
      {
        where: 'spike archive',
        remedy: `Convert fewer classes (data.only), or pool, crop or bin more coarsely. ${allowMore('archiveBytes')}.`,
      },
    );
  }
  const archive = new NpzStream(sink);
  const add = (name: string, values: ArrayLike<number>, most: number) =>
    archive.addNumbers(name, columnTypeFor(most), values.length, [values]);
  await archive.addNumbers('channel', channelType, events, channelPieces(samples));
  await archive.addNumbers('time', timeType, events, timePieces(samples, stepMs));
  await add('offsets', offsets, 2 ** 32 - 1);
  const labels = recordings.map(({ label }) => label);
  await add('labels', labels, classNames.length);
  await add('sensor', [sensor.width, sensor.height, sensor.polarities], 2 ** 32 - 1);
  const splits = recordings.map(({ split }) => SPLIT_CODES.indexOf(split));
  await add('splits', splits, SPLIT_CODES.length);
  const utterances = splits.map((code) => (SPLIT_CODES[code] === 'test' ? 1 : 0));
  await add('utterances', utterances, 1);
  const speakers = [...new Set(recordings.map(({ speaker }) => speaker))];
  if (!speakers.includes(null)) {
    const column = recordings.map(({ speaker }) => speakers.indexOf(speaker));
    await add('speakers', column, speakers.length);
    await archive.addTexts('speaker_names', speakers as string[]);
  }
  await archive.addTexts('class_names', classNames);
  const ids = recordings.map(({ id }) => id);
  await archive.addTexts('ids', ids);
  await archive.end();
  return { recordings: samples.length, events };
}

function* channelPieces(samples: SampleSource): Generator<Uint32Array> {
  for (let k = 0; k < samples.length; k++) yield samples.read(k).channels;
}

function* timePieces(samples: SampleSource, stepMs: number): Generator<Float64Array> {
  for (let k = 0; k < samples.length; k++) yield timesOf(samples.read(k), stepMs);
}

/** [events] ms */
function timesOf({ steps, offsets, channels }: EventSample, stepMs: number): Float64Array {
  const result = new Float64Array(channels.length);
  for (let t = 0; t < steps; t++) result.fill(t * stepMs, offsets[t]!, offsets[t + 1]!);
  return result;
}
