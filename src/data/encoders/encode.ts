/** The choice of encoders: how the channels of a cochlea, or of any sensor, become events. */
import * as z from 'zod';
import type { Random } from '../../core/random.ts';
import { explain, type Settings } from '../../core/settings/declare.ts';
import type { AddressEvents, Sensor } from '../events/address-events.ts';
import { type BsaSettings, bsaEncode, bsaFields, speechKernel } from './bsa.ts';
import { EventList } from './event-list.ts';
import { latencyEncode, latencyFields } from './latency.ts';
import { levelCrossingEncode, levelCrossingFields } from './level-crossing.ts';
import { rateEncode, rateFields } from './rate.ts';
import { type ChannelSignal, frameCount } from './signal.ts';

/** The encoders by name. */
export const ENCODER_KINDS = ['bsa', 'rate', 'latency', 'level-crossing'] as const;

const bsa = z.strictObject({
  kind: explain(z.literal('bsa'), "Ben's Spiker Algorithm.").default('bsa'),
  ...bsaFields,
});
const rate = z.strictObject({
  kind: explain(z.literal('rate'), 'Random spikes at a rate that follows the signal.'),
  ...rateFields,
});
const latency = z.strictObject({
  kind: explain(
    z.literal('latency'),
    'One spike per channel and frame, earlier the larger the signal.',
  ),
  ...latencyFields,
});
const levelCrossing = z.strictObject({
  kind: explain(
    z.literal('level-crossing'),
    'An ON or OFF event each time the signal has changed by the threshold.',
  ),
  ...levelCrossingFields,
});

/** The encoders, distinguished by `kind`; `bsa` by default. */
export const encoderSchema = z.discriminatedUnion('kind', [bsa, rate, latency, levelCrossing]);

/** An encoder and its settings. @useDeclaredType */
export type EncoderSettings = Settings<typeof encoderSchema>;

/** Default settings by encoder, for the ear's output times its default gain: 700 to 2,000 spikes a spoken digit. */
export const ENCODER_DEFAULTS = {
  bsa: z.strictObject(bsaFields).parse({}),
  rate: z.strictObject(rateFields).parse({}),
  latency: z.strictObject(latencyFields).parse({}),
  'level-crossing': z.strictObject(levelCrossingFields).parse({}),
} as const;

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
 * @throws MotifsmithError `data` if there would be over `LIMITS.events`
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

/** BSA of each channel separately, with the kernel of the speech front end. */
function bsaEvents(signal: ChannelSignal, { threshold, repeat }: BsaSettings): AddressEvents {
  const { channels, frameUs, values } = signal;
  const kernel = speechKernel();
  const events = new EventList(channels, 1);
  const repeated = new Float64Array(frameCount(signal) * repeat);
  for (let c = 0; c < channels; c++) {
    for (let i = 0; i < repeated.length; i++) {
      repeated[i] = values[Math.floor(i / repeat) * channels + c]!;
    }
    for (const i of bsaEncode(repeated, kernel, threshold)) events.add((i * frameUs) / repeat, c);
  }
  return events.sorted();
}
