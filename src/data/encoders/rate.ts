/**
 * Rate coding: a channel fires at random, the more often the larger its signal. The usual baseline;
 * the signal comes back only as an average over many steps or channels.
 */
import { log } from '../../core/math.ts';
import type { Random } from '../../core/random.ts';
import type { AddressEvents } from '../events/address-events.ts';
import { EventList } from './event-list.ts';
import { type ChannelSignal, frameCount } from './signal.ts';

/** Settings of rate coding. */
export interface RateSettings {
  /** `bernoulli`: at most one spike a step; `poisson`: any number, at any time. */
  readonly process: 'bernoulli' | 'poisson';
  /** Mean spikes per second where the signal is 1. */
  readonly rateHz: number;
  /** Length of a step in ms; `bernoulli` draws once a step. */
  readonly stepMs: number;
}

/**
 * Bernoulli: in each step a spike with probability min(1, rate · x · step), x the signal at the
 * step's begin, at that time. Poisson: in each frame an inhomogeneous Poisson process of rate
 * rate · x. What is below 0 counts as 0.
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
      // Gaps of a Poisson process are exponential; 1 − u lies in (0, 1].
      const gap = () => -log(1 - random.uniform()) / perUs;
      for (let time = gap(); time < frameUs; time += gap()) events.add(frame * frameUs + time, c);
    }
  }
}
