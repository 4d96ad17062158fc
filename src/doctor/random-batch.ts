/** Random samples, the same on every machine. */
import { Random } from '../core/random.ts';
import { type EventSample, sampleFromEvents } from '../data/events/sample.ts';

/** How many samples of what size; `density` is the probability of an event of a channel in a step. */
export interface BatchShape {
  readonly samples: number;
  readonly steps: number;
  readonly inputs: number;
  readonly classes: number;
  readonly density: number;
}

/** @param stream names the random stream */
export function randomBatch(
  stream: string,
  { samples, steps, inputs, classes, density }: BatchShape,
): EventSample[] {
  const random = new Random(1, stream);
  return Array.from({ length: samples }, () => {
    const [times, channels]: [number[], number[]] = [[], []];
    for (let t = 0; t < steps; t++) {
      for (let c = 0; c < inputs; c++) {
        if (random.uniform() > density) continue;
        times.push(t);
        channels.push(c);
      }
    }
    return sampleFromEvents(steps, times, channels, random.integer(classes));
  });
}
