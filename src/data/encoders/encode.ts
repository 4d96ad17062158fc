/** The choice of encoders: how the channels of a cochlea, or of any sensor, become events. */
import { MotifsmithError } from '../../core/errors.ts';
import type { Random } from '../../core/random.ts';
import type { AddressEvents, Sensor } from '../events/address-events.ts';
import { bsaEncode, speechKernel } from './bsa.ts';
import { EventList } from './event-list.ts';
import { type LatencySettings, latencyEncode } from './latency.ts';
import { type LevelCrossingSettings, levelCrossingEncode } from './level-crossing.ts';
import { type RateSettings, rateEncode } from './rate.ts';
import { type ChannelSignal, frameCount } from './signal.ts';

/** Settings of Ben's Spiker Algorithm. */
export interface BsaSettings {
  /** Threshold of Ben's Spiker Algorithm. */
  readonly threshold: number;
  /** Samples into which each frame is repeated: BSA spikes at most once a sample. */
  readonly repeat: number;
}

/** An encoder and its settings. */
export type EncoderSettings =
  | ({ readonly kind: 'bsa' } & BsaSettings)
  | ({ readonly kind: 'rate' } & RateSettings)
  | ({ readonly kind: 'latency' } & LatencySettings)
  | ({ readonly kind: 'level-crossing' } & LevelCrossingSettings);

/** The encoders by name. */
export const ENCODER_KINDS = ['bsa', 'rate', 'latency', 'level-crossing'] as const;

/** For the ear's output times its default gain: 700 to 2,000 spikes a spoken digit. */
export const ENCODER_DEFAULTS = {
  bsa: { threshold: 0.6, repeat: 10 },
  rate: { process: 'bernoulli', rateHz: 500, stepMs: 1 },
  latency: { threshold: 0.03, tauMs: 20 },
  'level-crossing': { threshold: 0.02 },
} as const;

/** Samples that a frame may be repeated into. */
export const MOST_REPEATS = 1000;

/**
 * The cells that events of an encoder come from.
 * @param channels of the signal
 * @param settings of the encoder
 */
export function encodedSensor(channels: number, { kind }: EncoderSettings): Sensor {
  return { width: channels, height: 1, polarities: kind === 'level-crossing' ? 2 : 1 };
}

/**
 * @param random only `rate` draws from it
 * @throws MotifsmithError `data` if there would be over 2^23 events
 */
export function encode(
  signal: ChannelSignal,
  settings: EncoderSettings,
  random: Random,
): AddressEvents {
  switch (settings.kind) {
    case 'bsa':
      return bsaEvents(signal, settings);
    case 'rate':
      return rateEncode(signal, settings, random);
    case 'latency':
      return latencyEncode(signal, settings);
    case 'level-crossing':
      return levelCrossingEncode(signal, settings);
    default:
      return settings satisfies never;
  }
}

/** BSA of each channel by itself, with the kernel of the speech front end. */
function bsaEvents(signal: ChannelSignal, { threshold, repeat }: BsaSettings): AddressEvents {
  const { channels, frameUs, values } = signal;
  const kernel = speechKernel();
  const events = new EventList(channels, 1);
  const course = new Float64Array(frameCount(signal) * repeat);
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < course.length; i++) {
      course[i] = values[Math.floor(i / repeat) * channels + c]!;
    }
    for (const i of bsaEncode(course, kernel, threshold)) events.add((i * frameUs) / repeat, c);
  }
  return events.sorted();
}

/** @throws MotifsmithError (`usage`) naming the setting and its range */
export function checkEncoder(settings: EncoderSettings, where: string): void {
  const positive = (name: string, value: number) => {
    if (!(value > 0 && Number.isFinite(value))) {
      refuse(`${where}.${name}`, value, 'give a positive number');
    }
  };
  switch (settings.kind) {
    case 'bsa':
      positive('threshold', settings.threshold);
      if (
        !(
          Number.isInteger(settings.repeat) &&
          settings.repeat >= 1 &&
          settings.repeat <= MOST_REPEATS
        )
      ) {
        refuse(`${where}.repeat`, settings.repeat, `give a whole number from 1 to ${MOST_REPEATS}`);
      }
      return;
    case 'rate':
      positive('rateHz', settings.rateHz);
      if (!(settings.stepMs >= LEAST_STEP_MS && settings.stepMs <= 1000)) {
        refuse(`${where}.stepMs`, settings.stepMs, `give a number from ${LEAST_STEP_MS} to 1000`);
      }
      return;
    case 'latency':
      positive('threshold', settings.threshold);
      positive('tauMs', settings.tauMs);
      return;
    case 'level-crossing':
      positive('threshold', settings.threshold);
      return;
    default:
      refuse(
        `${where}.kind`,
        (settings satisfies never as { kind: unknown }).kind,
        `use one of ${ENCODER_KINDS.join(', ')}`,
      );
  }
}

const LEAST_STEP_MS = 0.01;

function refuse(where: string, value: unknown, remedy: string): never {
  throw new MotifsmithError('usage', `${where} = ${String(value)} is out of range`, {
    where,
    remedy,
  });
}
