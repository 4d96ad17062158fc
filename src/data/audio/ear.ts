/**
 * From sound to spikes: Lyon's passive ear, gain, encoder. All settings are plain data, so that a
 * configuration, a cache and a report can carry them; a set of recordings makes one ear and uses it
 * for each of them.
 */
import * as z from 'zod';
import { MotifsmithError } from '../../core/errors.ts';
import { allowMore, LIMITS } from '../../core/limits.ts';
import { Random } from '../../core/random.ts';
import { describeAllowed } from '../../core/settings/allowed.ts';
import { checkSettings, jsonSchemaOf } from '../../core/settings/check.ts';
import { explain, positive, type Settings, whole } from '../../core/settings/declare.ts';
import { encode, encodedSensor, encoderSchema } from '../encoders/encode.ts';
import type { ChannelSignal } from '../encoders/signal.ts';
import type { AddressEvents, Sensor } from '../events/address-events.ts';
import { createLyonEar, lyonFields } from './lyon.ts';
import { resample } from './resample.ts';
import type { Waveform } from './waveform.ts';

const sampleRateField = whole(2000, 192_000);

/** How sound becomes spikes. The defaults are what the authors of the paper encode their TI46 with. */
export const earSchema = z.strictObject({
  sampleRate: explain(
    sampleRateField.nullable(),
    'Rate to which recordings are resampled; null: as recorded, which must be one rate for the whole set.',
    'Hz',
  ).default(null),
  ...lyonFields,
  gain: explain(
    positive(),
    "Factor by which the ear's output is multiplied before encoding.",
  ).default(2000),
  encoder: explain(encoderSchema, 'How the channels become spikes.').prefault({}),
  seed: explain(whole(0), 'Seed of encoders that draw at random.').default(1),
});

/** How sound becomes spikes. */
export interface EarOptions extends Settings<typeof earSchema> {}

/** What the authors of the paper encode their TI46 with. */
export const DEFAULT_EAR: EarOptions = earSchema.parse({});

/** An ear for recordings of one rate. */
export interface Ear {
  readonly sensor: Sensor;
  /** [channels] Hz, descending. */
  readonly centreFrequencies: Float64Array;
  /**
   * @param waveform at the ear's rate, or at any if the options say `sampleRate`
   * @param file names the recording in errors
   * @param id of the recording: names its random stream
   * @throws MotifsmithError `data` if the rate differs or the recording is shorter than a frame
   */
  hear(waveform: Waveform, file: string, id: string): AddressEvents;
}

/**
 * @param recordedRate Hz, of the set's first recording
 * @throws MotifsmithError `usage` for settings out of range, `data` for a rate that no ear is made for
 */
export function createEar(recordedRate: number, given: EarOptions): Ear {
  const options = checkEar(given);
  const sampleRate = options.sampleRate ?? recordedRate;
  if (!sampleRateField.safeParse(sampleRate).success) {
    const allowed = describeAllowed(jsonSchemaOf(sampleRateField));
    throw new MotifsmithError('data', `The sample rate is ${sampleRate} Hz; allowed: ${allowed}.`, {
      where: 'sample rate of the first recording',
      remedy: 'Set data.ear.sampleRate, e.g. to 16000, to resample them.',
    });
  }
  const lyon = createLyonEar(sampleRate, options);
  return {
    sensor: encodedSensor(lyon.channels, options.encoder),
    centreFrequencies: lyon.centreFrequencies,
    hear: (waveform, file, id) => {
      if (options.sampleRate === null && waveform.sampleRate !== sampleRate) {
        throw new MotifsmithError(
          'data',
          `The recording has ${waveform.sampleRate} Hz, the first of its set ${sampleRate} Hz.`,
          {
            where: file,
            remedy: `Set one rate for all, e.g. --set data.ear.sampleRate=${sampleRate}.`,
          },
        );
      }
      const { samples } = resample(waveform, sampleRate, file);
      const values = Math.floor(samples.length / lyon.frameSamples) * lyon.channels;
      if (values > LIMITS.soundFrames) {
        throw new MotifsmithError(
          'data',
          `The recording has ${values} values (frames × channels), over ${LIMITS.soundFrames}.`,
          {
            where: file,
            remedy: `Raise data.ear.frameMs, lower data.ear.channels, or cut it. ${allowMore('soundFrames')}.`,
          },
        );
      }
      const signal = lyon.listen(samples);
      if (signal.values.length === 0) {
        throw new MotifsmithError('data', `The recording is shorter than ${options.frameMs} ms.`, {
          where: file,
          remedy: 'Leave it out, or lower data.ear.frameMs.',
        });
      }
      return encodeChannels(signal, options, id);
    },
  };
}

/** Gain and encoder: what remains to be done for a given cochleagram. */
export function encodeChannels(
  { channels, frameUs, values }: ChannelSignal,
  { gain, encoder, seed }: Pick<EarOptions, 'gain' | 'encoder' | 'seed'>,
  id: string,
): AddressEvents {
  const signal = { channels, frameUs, values: values.map((value) => gain * value) };
  return encode(signal, encoder, new Random(seed, `ear/${id}`));
}

/** @throws MotifsmithError (`usage`) naming the setting, its value and range */
export function checkEar(options: EarOptions): EarOptions {
  return checkSettings(earSchema, options, 'data.ear');
}
