/** Puts events in order of time, for recordings whose clock steps back a little. */
import type { AddressEvents } from './address-events.ts';

/** Whether no event is earlier than one before it. */
function isInOrder(times: Float64Array): boolean {
  for (let e = 1; e < times.length; e++) if (times[e]! < times[e - 1]!) return false;
  return true;
}

/**
 * The same events sorted by time; those of one time stay in the order of the file. Time grows with
 * events + late events · log(late events), because files are nearly in order.
 */
export function inOrderOfTime<Events extends AddressEvents>(events: Events): Events {
  if (isInOrder(events.times)) return events;
  const order = timeOrder(events.times);
  return {
    ...events,
    times: events.times.map((_, k) => events.times[order[k]!]!),
    x: events.x.map((_, k) => events.x[order[k]!]!),
    y: events.y.map((_, k) => events.y[order[k]!]!),
    polarity: events.polarity.map((_, k) => events.polarity[order[k]!]!),
  };
}

/** [events] which event comes k-th: those that are earlier than one before them are merged into the rest. */
function timeOrder(times: Float64Array): Uint32Array {
  const late: number[] = [];
  const punctual = new Uint32Array(times.length);
  let count = 0;
  let latest = Number.NEGATIVE_INFINITY;
  for (let e = 0; e < times.length; e++) {
    if (times[e]! < latest) {
      late.push(e);
    } else {
      latest = times[e]!;
      punctual[count++] = e;
    }
  }
  late.sort((a, b) => times[a]! - times[b]! || a - b);
  const order = new Uint32Array(times.length);
  let next = 0;
  for (let k = 0, at = 0; k < order.length; k++) {
    const [one, other] = [punctual[at]!, late[next]];
    const isLate =
      other !== undefined &&
      (at === count ||
        times[other]! < times[one]! ||
        (times[other]! === times[one]! && other < one));
    order[k] = isLate ? other : one;
    if (isLate) next++;
    else at++;
  }
  return order;
}
