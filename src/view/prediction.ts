/** What a network thinks of a stream, as lines of text. */
import { count, counted, MISSING, percent } from './format.ts';

/** As the runtime predicts. */
interface Shown {
  readonly className: string | null;
  /** 0 … 1 */
  readonly confidence: number;
  readonly steps: number;
  readonly timeMs: number;
}

const nameOf = ({ className }: Shown): string => className ?? MISSING;

/** `   1,200 ms  left  62 %` */
export const predictionLine = (prediction: Shown): string =>
  `${count(prediction.timeMs).padStart(9)} ms  ${nameOf(prediction)}  ${percent(prediction.confidence, 0)}`;

/** `left, 71 % of all scores, after 1,300 ms (260 steps, 12,034 events)` */
export function finalLine(prediction: Shown, events: number): string {
  const { confidence, steps, timeMs } = prediction;
  const length = `${count(timeMs)} ms (${counted(steps, 'step')}, ${counted(events, 'event')})`;
  return prediction.className === null
    ? `No decision: no output neuron has spiked in ${length}`
    : `${nameOf(prediction)}, ${percent(confidence, 0)} of all scores, after ${length}`;
}
