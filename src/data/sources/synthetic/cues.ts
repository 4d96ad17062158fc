/**
 * Recordings made of cues: each is a population of channels that fires for a while, with noise over
 * all channels. The last cue is the same in every recording, so that neither the end nor the length
 * of a recording reveals its class, and a network has input while it should answer.
 */
import type { Random } from '../../../core/random.ts';
import type { AddressEvents, Sensor } from '../../events/address-events.ts';
import type { CUE_OPTIONS, OptionValues } from './options.ts';
import { Spikes } from './spikes.ts';

/** A population and the start of its cue, ms. */
export type Cue = readonly [population: number, begin: number];

/** A sensor with one row of channels, population after population; the last one is the answer's. */
export function cueSensor(populations: number, channelsPerCue: number): Sensor {
  return { width: (populations + 1) * channelsPerCue, height: 1, polarities: 1 };
}

/**
 * @param end start of the answer cue, ms
 */
export function recordCues(
  sensor: Sensor,
  cues: readonly Cue[],
  end: number,
  options: OptionValues<typeof CUE_OPTIONS>,
  random: Random,
): AddressEvents {
  const { channelsPerCue, cueMs, cueHz, noiseHz, answerMs } = options;
  const spikes = new Spikes(sensor);
  for (const [population, begin] of cues) {
    const channels = [population * channelsPerCue, channelsPerCue] as const;
    spikes.poisson(random, channels, [begin, cueMs], cueHz);
  }
  const answer = [sensor.width - channelsPerCue, channelsPerCue] as const;
  spikes.poisson(random, answer, [end, answerMs], cueHz);
  spikes.noise(random, noiseHz, end + answerMs);
  return spikes.sorted();
}
