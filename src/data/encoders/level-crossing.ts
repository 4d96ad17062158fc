/**
 * Level-crossing (send-on-delta) coding: an event whenever the signal has moved by a fixed amount
 * since the last one, ON for up and OFF for down, like a pixel of an event camera. Silence costs
 * nothing, and the signal can be recovered to within that amount.
 */
import type * as z from 'zod';
import { explain, positive, type Settings } from '../../core/settings/declare.ts';
import type { AddressEvents } from '../events/address-events.ts';
import { EventList } from './event-list.ts';
import { type ChannelSignal, frameCount } from './signal.ts';

/** Settings of level-crossing (delta) coding. */
export const levelCrossingFields = {
  threshold: explain(positive(), 'Change of the signal that causes an event.').default(0.02),
};

/** Settings of level-crossing (delta) coding. */
export interface LevelCrossingSettings extends Settings<z.ZodObject<typeof levelCrossingFields>> {}

/**
 * The reference level of a channel starts at 0. Between the starts of two frames the signal is taken
 * as a straight line; each time it reaches reference ± threshold there is an event at that time, and
 * the reference moves there.
 */
export function levelCrossingEncode(
  signal: ChannelSignal,
  { threshold }: LevelCrossingSettings,
): AddressEvents {
  const { channels, frameUs, values } = signal;
  const events = new EventList(channels, 2);
  for (let c = 0; c < channels; c++) {
    // Counted in whole thresholds, so that the reference accumulates no rounding errors.
    let level = 0;
    let before = 0;
    for (let frame = 0; frame < frameCount(signal); frame++) {
      const now = values[frame * channels + c]! / threshold;
      while (Math.abs(now - level) >= 1) {
        const up = now > level;
        level += up ? 1 : -1;
        // Up to the first frame, the signal jumps.
        const part = frame === 0 ? 1 : (level - before) / (now - before);
        events.add((frame - 1 + Math.max(0, Math.min(1, part))) * frameUs, c, up ? 1 : 0);
      }
      before = now;
    }
  }
  return events.sorted();
}
