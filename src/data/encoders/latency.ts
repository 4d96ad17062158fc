/**
 * Latency coding: within each frame a channel spikes once, the sooner the larger its signal. Few
 * spikes, all information in their times.
 */
import { log } from '../../core/math.ts';
import type { AddressEvents } from '../events/address-events.ts';
import { EventList } from './event-list.ts';
import { type ChannelSignal, frameCount } from './signal.ts';

/** Settings of latency coding. */
export interface LatencySettings {
  /** Potential θ to be reached; a channel at or below it stays silent. */
  readonly threshold: number;
  /** Time constant τ of the membrane in ms. */
  readonly tauMs: number;
}

/**
 * A membrane that begins each frame at 0 and is charged towards the signal x reaches θ after
 * t = τ ln(x/(x − θ)); a spike then, if the frame has not ended.
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
