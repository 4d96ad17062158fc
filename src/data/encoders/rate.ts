/**
 * Rate coding: a channel fires at random, more often the larger its signal. The usual baseline;
 * the signal is recovered only as an average over many steps or channels.
 */
import * as z from 'zod';
import { log } from '../../core/math.ts';
import type { Random } from '../../core/random.ts';
import { explain, positive, type Settings } from '../../core/settings/declare.ts';
import type { AddressEvents } from '../events/address-events.ts';
import { EventList } from './event-list.ts';
import { type ChannelSignal, frameCount } from './signal.ts';

/** Settings of rate coding. */
export const rateFields = {
  process: explain(
    z.enum(['bernoulli', 'poisson']),
    'bernoulli: at most one spike per step; poisson: any number of spikes, at any time.',
  ).default('bernoulli'),
  rateHz: explain(positive(), 'Mean rate where the signal is 1.', 'spikes per second').default(500),
  stepMs: explain(
    z.number().min(0.01).max(1000),
    'Step of the bernoulli process, which draws once per step.',
    'ms',
  ).default(1),
};

/** Settings of rate coding. */
export interface RateSettings extends Settings<z.ZodObject<typeof rateFields>> {}

/**
 * Bernoulli: in each step a spike with probability min(1, rate · x · step), x the signal at the
 * start of the step, at that time. Poisson: in each frame an inhomogeneous Poisson process of rate
 * rate · x. Negative values count as 0.
 */
export function rateEncode(
  signal: ChannelSignal,
  settings: RateSettings,
  random: Random,
): AddressEvents {
  const events = new EventList(signal.channels, 1);
  if (settings.process === 'bernoulli') bernoulli(signal, settings, random, events);
  else poisson(signal, settings, random, events);
  return events.sorted();
}

function bernoulli(
  signal: ChannelSignal,
  { rateHz, stepMs }: RateSettings,
  random: Random,
  events: EventList,
): void {
  const { channels, frameUs, values } = signal;
  const stepUs = stepMs * 1000;
  const steps = Math.floor((frameCount(signal) * frameUs) / stepUs);
  for (let step = 0; step < steps; step++) {
    const frame = Math.min(frameCount(signal) - 1, Math.floor((step * stepUs) / frameUs));
    for (let c = 0; c < channels; c++) {
      const probability = (rateHz * values[frame * channels + c]! * stepMs) / 1000;
      if (probability > 0 && random.uniform() < probability) events.add(step * stepUs, c);
    }
  }
}

function poisson(
  signal: ChannelSignal,
  { rateHz }: RateSettings,
  random: Random,
  events: EventList,
): void {
  const { channels, frameUs, values } = signal;
  for (let frame = 0; frame < frameCount(signal); frame++) {
    for (let c = 0; c < channels; c++) {
      const perUs = (rateHz * values[frame * channels + c]!) / 1e6;
      if (!(perUs > 0)) continue;
      // Gaps of a Poisson process are exponential; 1 − u is in (0, 1].
      const gap = () => -log(1 - random.uniform()) / perUs;
      for (let time = gap(); time < frameUs; time += gap()) events.add(frame * frameUs + time, c);
    }
  }
}
