/**
 * From sound to spikes: Lyon's passive ear, gain, encoder. All settings are one piece of plain data,
 * so that a configuration, a cache and a report can carry them; a set of recordings makes one ear
 * and lets it hear each of them.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { Random } from '../../core/random.ts';
import {
  checkEncoder,
  ENCODER_DEFAULTS,
  type EncoderSettings,
  encode,
  encodedSensor,
} from '../encoders/encode.ts';
import type { ChannelSignal } from '../encoders/signal.ts';
import type { AddressEvents, Sensor } from '../events/address-events.ts';
import { createLyonEar, type LyonOptions } from './lyon.ts';
import { resample } from './resample.ts';
import type { Waveform } from './waveform.ts';

/** How sound becomes spikes. */
export interface EarOptions extends LyonOptions {
  /** Hz to which recordings are resampled; null: as recorded, one rate for the whole set. */
  readonly sampleRate: number | null;
  /** Factor between the ear's output and what is encoded. */
  readonly gain: number;
  readonly encoder: EncoderSettings;
  /** Seed of encoders that draw at random. */
  readonly seed: number;
}

/** What the authors of the paper encode their TI46 with. */
export const DEFAULT_EAR: EarOptions = {
  sampleRate: null,
  channels: null,
  quality: 8,
  gainControl: true,
  differences: true,
  frameMs: 16,
  smoothing: 3,
  gain: 2000,
  encoder: { kind: 'bsa', ...ENCODER_DEFAULTS.bsa },
  seed: 1,
};

/** Ranges of the ear's settings, for the schema and `checkEar`. */
export const EAR_RANGES = {
  sampleRate: [2000, 192_000],
  channels: [8, 512],
  quality: [1, 64],
  frameMs: [0.1, 1000],
  smoothing: [0.01, 100],
} as const;

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
export function createEar(recordedRate: number, options: EarOptions): Ear {
  checkEar(options, 'ear');
  const sampleRate = options.sampleRate ?? recordedRate;
  const [least, most] = EAR_RANGES.sampleRate;
  if (!(sampleRate >= least && sampleRate <= most)) {
    throw new MotifsmithError(
      'data',
      `The recordings have ${sampleRate} Hz, not ${least} … ${most}.`,
      {
        where: 'sample rate of the first recording',
        remedy: 'Set ear.sampleRate, e.g. to 16000, to have them resampled.',
      },
    );
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
          { where: file, remedy: `Set ear.sampleRate to one rate for all, e.g. ${sampleRate}.` },
        );
      }
      const signal = lyon.listen(resample(waveform, sampleRate, file).samples);
      if (signal.values.length === 0) {
        throw new MotifsmithError('data', `The recording is shorter than ${options.frameMs} ms.`, {
          where: file,
          remedy: 'Leave it out, or lower ear.frameMs.',
        });
      }
      return encodeChannels(signal, options, id);
    },
  };
}

/** Gain and encoder: what is left to do where a cochleagram is given. */
export function encodeChannels(
  { channels, frameUs, values }: ChannelSignal,
  { gain, encoder, seed }: Pick<EarOptions, 'gain' | 'encoder' | 'seed'>,
  id: string,
): AddressEvents {
  const signal = { channels, frameUs, values: values.map((value) => gain * value) };
  return encode(signal, encoder, new Random(seed, `ear/${id}`));
}

/** @throws MotifsmithError (`usage`) naming the setting and its range */
export function checkEar(options: EarOptions, where: string): void {
  const refuse = (name: string, value: unknown, remedy: string): never => {
    throw new MotifsmithError('usage', `${name} = ${String(value)} is out of range`, {
      where: `${where}.${name}`,
      remedy,
    });
  };
  for (const name of ['sampleRate', 'channels', 'quality', 'frameMs', 'smoothing'] as const) {
    const value = options[name];
    const [least, most] = EAR_RANGES[name];
    const whole = name === 'sampleRate' || name === 'channels';
    if (value === null) continue;
    if (!(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
      refuse(name, value, `give a ${whole ? 'whole ' : ''}number from ${least} to ${most}`);
    }
  }
  if (!(options.gain > 0 && Number.isFinite(options.gain))) {
    refuse('gain', options.gain, 'give a positive number');
  }
  if (!Number.isSafeInteger(options.seed)) refuse('seed', options.seed, 'give a whole number');
  checkEncoder(options.encoder, `${where}.encoder`);
}
