/** Feeds lines of events to a network as they arrive, from a pipe or a file. */
import { EventLines } from '../../../data/cameras/event-lines.ts';
import type { ReadingOptions } from '../../../data/events/reading.ts';
import { reportOn } from '../../../data/events/report.ts';
import type { OnWarning } from '../../../data/events/warnings.ts';
import { linesOf } from '../../../files/line-stream.ts';
import type { EventStream } from '../../../runtime/event-stream.ts';

/** Lines and who reads them. */
export interface LineInput {
  readonly source: AsyncIterable<Uint8Array>;
  readonly name: string;
  readonly reading: ReadingOptions;
  readonly onWarning: OnWarning;
  /** Starts the stream, with the size of the sensor if the lines before its first event say it. */
  open(sensor: { readonly width: number; readonly height: number } | null): EventStream;
  /** Whether nobody wants to know any more. */
  isOver(): boolean;
}

/**
 * @returns the stream and the number of events that it has taken
 * @throws MotifsmithError `data` if the events are of another sensor, or none can be used
 */
export async function pushLines(
  input: LineInput,
): Promise<{ readonly stream: EventStream; readonly events: number }> {
  const report = reportOn(input.name, { ...input.reading, onWarning: input.onWarning });
  const lines = new EventLines(report, input.reading);
  let stream: EventStream | null = null;
  let events = 0;
  let number = 0;
  for await (const line of linesOf(input.source, input.name)) {
    number++;
    if (input.isOver()) break;
    const event = lines.read(line, number);
    if (event === null) continue;
    stream ??= input.open(lines.sensor);
    const { time, address } = event;
    const { decided } = stream;
    if (events > 0 && time < decided) {
      report.irregular('lateEvent', {
        problem: `An event has the time ${time} µs, but all up to ${decided} µs is decided.`,
        place: `line ${number}`,
        size: decided - time,
      });
      continue;
    }
    if ('channel' in address) stream.pushChannel(address.channel, time);
    else stream.push(address.x, address.y, address.polarity, time);
    events++;
  }
  report.finish(events);
  return { stream: stream ?? input.open(lines.sensor), events };
}
