/** A recording as the page draws it: its events by step, thinned out where they are many. */
import { type AddressEvents, channelCount, channelOf } from '../../data/events/address-events.ts';
import { recordingImage } from '../../view/figures/recording-image.ts';
import type { DataRecording } from '../api/data.ts';

/** Steps of the drawing, at most; pixels have no use for more. */
const COLUMNS = 600;

type Drawn = Omit<DataRecording, 'index' | 'id' | 'class' | 'split'>;

/** @param most events that are drawn */
export function drawnRecording(recording: AddressEvents, most: number): Drawn {
  const { sensor, times, x, y, polarity } = recording;
  const { length } = times;
  const durationMs = Math.max(times[length - 1] ?? 0, recording.durationUs ?? 0) / 1000;
  const stepMs = Math.max(1, durationMs / COLUMNS);
  const steps = Math.floor(durationMs / stepMs) + 1;
  const every = Math.max(1, Math.ceil(length / most));
  const offsets = new Array<number>(steps + 1).fill(0);
  const channels: number[] = [];
  for (let e = 0; e < length; e += every) {
    channels.push(channelOf(sensor, x[e]!, y[e]!, polarity[e]!));
    offsets[Math.min(steps - 1, Math.floor(times[e]! / 1000 / stepMs)) + 1]! += 1;
  }
  for (let t = 0; t < steps; t++) offsets[t + 1]! += offsets[t]!;
  return {
    ...{ steps, offsets, channels, stepMs, durationMs, every },
    inputs: channelCount(sensor),
    events: length,
    picture:
      sensor.height > 1 && length > 0
        ? Buffer.from(recordingImage(recording)).toString('base64')
        : null,
  };
}
