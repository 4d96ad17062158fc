/**
 * Turns two columns of an HDF5 file, times in seconds and channels, into the events of a cochlea. SHD
 * and N-TIDIGITS both store recordings this way; every number is checked here and nowhere else.
 */
import { MotifsmithError } from '../../../core/errors.ts';
import type { NumericArray } from '../../../formats/npy.ts';
import type { AddressEvents, Sensor } from '../../events/address-events.ts';
import { inOrderOfTime } from '../../events/in-order.ts';
import { type ReportOptions, reportOn } from '../../events/report.ts';

/** A day in seconds: longer than any recording, and short enough that float64 keeps every µs. */
const LONGEST = 86_400;

/** A column with the name that errors give it. */
export interface Column {
  readonly where: string;
  readonly values: NumericArray;
}

/**
 * @param times [events] seconds since the recording's own zero; put in order if they descend
 * @param channels [events] 0 … width − 1
 * @param sensor of one row and one polarity
 * @throws MotifsmithError `data` naming the column and the element
 */
export function cochleaEvents(
  times: Column,
  channels: Column,
  sensor: Sensor,
  options: ReportOptions,
): AddressEvents {
  const report = reportOn(times.where, options);
  const events = times.values.length;
  if (channels.values.length !== events) {
    throw damaged(
      `The recording has ${events} times but ${channels.values.length} channels.`,
      channels.where,
    );
  }
  const microseconds = new Float64Array(events);
  const x = new Uint16Array(events);
  let before = 0;
  for (let e = 0; e < events; e++) {
    const time = times.values[e]!;
    if (!(time >= 0 && time <= LONGEST)) {
      throw damaged(`A spike has the time ${time} s.`, `${times.where}, element ${e}`);
    }
    if (time < before) report.timeBack(`element ${e}`, time * 1e6, before * 1e6);
    else before = time;
    microseconds[e] = time * 1e6;
    const channel = channels.values[e]!;
    if (!(Number.isInteger(channel) && channel >= 0 && channel < sensor.width)) {
      throw damaged(
        `A spike has the channel ${channel}, not one of 0 … ${sensor.width - 1}.`,
        `${channels.where}, element ${e}`,
      );
    }
    x[e] = channel;
  }
  const y = new Uint16Array(events);
  report.finish();
  const polarity = new Uint8Array(events);
  return inOrderOfTime({ sensor, times: microseconds, x, y, polarity });
}

/** A recording that contradicts its own format. */
export function damaged(message: string, where: string): MotifsmithError {
  return new MotifsmithError('data', message, {
    where,
    remedy: 'Fetch the file again from where the data set is published.',
  });
}
