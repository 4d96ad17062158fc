/**
 * Latency coding: within each frame a channel spikes once, earlier the larger its signal. Few
 * spikes, all information in their times.
 */
import type * as z from 'zod';
import { log } from '../../core/math.ts';
import { explain, positive, type Settings } from '../../core/settings/declare.ts';
import type { AddressEvents } from '../events/address-events.ts';
import { EventList } from './event-list.ts';
import { type ChannelSignal, frameCount } from './signal.ts';

/** Settings of latency coding. */
export const latencyFields = {
  threshold: explain(
    positive(),
    'Potential θ at which a channel spikes; a channel whose signal is not above it stays silent.',
  ).default(0.03),
  tauMs: explain(positive(), "Time constant τ of the encoder's membrane.", 'ms').default(20),
};

/** Settings of latency coding. */
export interface LatencySettings extends Settings<z.ZodObject<typeof latencyFields>> {}

/**
 * A membrane that starts each frame at 0 and charges towards the signal x reaches θ after
 * t = τ ln(x/(x − θ)); the channel spikes then unless the frame has ended.
 */
export function latencyEncode(
  signal: ChannelSignal,
  { threshold, tauMs }: LatencySettings,
): AddressEvents {
  const { channels, frameUs, values } = signal;
  const events = new EventList(channels, 1);
  for (let frame = 0; frame < frameCount(signal); frame++) {
    for (let c = 0; c < channels; c++) {
      const x = values[frame * channels + c]!;
      if (!(x > threshold)) continue;
      const latency = tauMs * 1000 * log(x / (x - threshold));
      if (latency < frameUs) events.add(frame * frameUs + latency, c);
    }
  }
  return events.sorted();
}
