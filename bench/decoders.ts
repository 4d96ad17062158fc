/**
 * Times the decoders of event recordings on one core: `npx tsx bench/decoders.ts`. Inputs of five
 * million events are made in memory; medians of the repeats are printed in million events a second,
 * allocation of the result included: of the processor's time, which other programs on the machine
 * do not change much, and by the clock on the wall.
 */
import { Random } from '../src/core/random.ts';
import { createColumns } from '../src/data/cameras/event-columns.ts';
import { EVENT_FORMATS } from '../src/data/cameras/registry.ts';
import { reportOn } from '../src/data/events/report.ts';
import { type EventList, WRITERS } from '../test/data/cameras/writers.ts';
import { median } from './statistics.ts';

const EVENTS = 5_000_000;
const REPEATS = 7;
const WARM_UP = 3;
/** Events a second of a busy sensor, by which times advance. */
const RATE = 1_000_000;
/** Shortest edge that moves at once, in pixels: what EVT 3.0 packs to vectors. */
const EDGE = 4;

/** Edges of a few pixels in a row at one time, as moving objects send them. */
function makeEvents(width: number, height: number, latest: number): EventList {
  const random = new Random(1, 'bench/decoders');
  const times = new Float64Array(EVENTS);
  const x = new Uint16Array(EVENTS);
  const y = new Uint16Array(EVENTS);
  const polarity = new Uint8Array(EVENTS);
  for (let i = 0; i < EVENTS; ) {
    const time = Math.min(latest, Math.floor((i * 1e6) / RATE));
    const run = Math.min(EVENTS - i, 1 + random.integer(2 * EDGE));
    const left = random.integer(width - run);
    const row = random.integer(height);
    const on = random.integer(2);
    for (let k = 0; k < run; k++, i++) {
      times[i] = time;
      x[i] = left + k;
      y[i] = row;
      polarity[i] = on;
    }
  }
  return { width, height, times, x, y, polarity };
}

interface Rates {
  /** Million events a second of the processor's time, and by the clock on the wall. */
  readonly processor: number;
  readonly clock: number;
}

function measure(decode: () => Float64Array): Rates {
  const ofProcessor: number[] = [];
  const ofClock: number[] = [];
  for (let k = 0; k < REPEATS + WARM_UP; k++) {
    const cpu = process.cpuUsage();
    const begin = performance.now();
    const times = decode();
    const milliseconds = performance.now() - begin;
    const { user, system } = process.cpuUsage(cpu);
    if (times.length !== EVENTS) throw new Error(`${times.length} of ${EVENTS} events`);
    if (k < WARM_UP) continue;
    ofProcessor.push(EVENTS / (user + system));
    ofClock.push(EVENTS / milliseconds / 1000);
  }
  return { processor: median(ofProcessor), clock: median(ofClock) };
}

function report(name: string, { processor, clock }: Rates, note: string): void {
  const [left, right] = [processor, clock].map((rate) => rate.toFixed(1).padStart(6));
  console.log(
    `${name.padEnd(8)} ${left} million events/s of processor time, ${right} by the clock; ${note}`,
  );
}

// What no decoder can beat: taking memory for the events from the system, and touching it.
const columnsAlone = measure(() => {
  const { times, x, y, polarity } = createColumns(EVENTS, reportOn('memory'));
  times.fill(1);
  x.fill(1);
  y.fill(1);
  polarity.fill(1);
  return times;
});
report('(memory)', columnsAlone, '13 bytes an event are written');
for (const format of EVENT_FORMATS) {
  const writer = WRITERS[format.id];
  if (writer === undefined) continue;
  const { write, width, height, latest } = writer;
  const bytes = write(makeEvents(width, height, latest));
  const options = { sensor: { width, height }, timeUnit: null, columns: null };
  const rates = measure(() => format.decode(bytes, reportOn('bench'), options).times);
  report(format.id, rates, `${(bytes.length / EVENTS).toFixed(2)} bytes an event are read`);
}
