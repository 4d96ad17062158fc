/**
 * Decodes AEDAT 3.1, in which DVS-Gesture was published: header lines up to `#!END-HEADER`, then
 * packets, all little-endian. A packet is a header of 28 bytes and `eventCapacity` events of
 * `eventSize` bytes each, of which the first `eventNumber` are used:
 *
 * | bytes | field | | bytes | field |
 * | ----- | ----- |-| ----- | ----- |
 * | 0–1   | eventType | | 12–15 | eventTSOverflow |
 * | 2–3   | eventSource | | 16–19 | eventCapacity |
 * | 4–7   | eventSize | | 20–23 | eventNumber |
 * | 8–11  | eventTSOffset | | 24–27 | eventValid |
 *
 * A polarity event (type 1) is a word with a valid bit 0, polarity in bit 1, y in bits 16–2 and x in
 * bits 31–17, and a signed time in µs, to which `eventTSOverflow` adds 2³¹ each. The clock is the
 * camera's. A special event (type 0) of kind 1 says that it was set to zero. Packets may be compressed.
 */

import type { Report } from '../events/report.ts';
import { type Aedat3Packet, POLARITY, readPackets, SPECIAL } from './aedat3-packets.ts';
import { findCamera } from './cameras.ts';
import { createColumns, type EventColumns, type PixelGrid, toEvents } from './event-columns.ts';
import type { EventFormat, FormatOptions, RawEvents } from './format.ts';
import { beginsWith, readTextHeader } from './text-header.ts';

const SIGNATURE = '#!AER-DAT3.1';
const CLOCK_RANGE = 2 ** 31;
const DEFAULT_SENSOR = { width: 128, height: 128, assumed: true };

export const aedat3: EventFormat = {
  id: 'aedat3',
  title: 'AEDAT 3.1 of cAER, also compressed, as in DVS-Gesture (.aedat)',
  extensions: ['.aedat'],
  origin: 'first-event',
  matches: (head) => beginsWith(head, SIGNATURE),
  decode: decodeAedat3,
};

/**
 * @param options.sensor for cameras whose name is unknown; null means 128 × 128 for them
 * @throws MotifsmithError `data` if the header has no end, a packet contradicts its header or is
 * compressed in an unknown way, or an event is outside the usual sensor
 */
function decodeAedat3(bytes: Uint8Array, report: Report, { sensor }: FormatOptions): RawEvents {
  const header = readTextHeader(bytes, '#', (line) => line === '!END-HEADER');
  if (!beginsWith(bytes, SIGNATURE)) throw report.damaged(`it does not begin with ${SIGNATURE}`, 0);
  if (header.lines.at(-1) !== '!END-HEADER') {
    throw report.damaged('its header has no end (#!END-HEADER)', header.end);
  }
  const grid = gridOf(header.lines, sensor, report);
  const packets = readPackets(bytes, header.end, report);
  const total = packets.reduce(
    (sum, { type, events }) => sum + (type === POLARITY ? events : 0),
    0,
  );
  const columns = createColumns(total, report);
  const state: State = { count: 0, before: 0, invalid: 0 };
  /** Events that the packets' headers claim are valid; NaN if one cannot tell. */
  let claimedValid = 0;
  for (const packet of packets) {
    if (packet.type === POLARITY) {
      claimedValid += packet.valid ?? Number.NaN;
      addPolarityEvents(packet, report, grid, columns, state);
    } else if (packet.type === SPECIAL && setsClockToZero(packet)) {
      if (state.count > 0) {
        const what = `the clock was set to zero; the ${state.count} events before are skipped`;
        report.warn(what, packet.offset);
      }
      state.count = 0;
      state.before = 0;
    }
  }
  if (state.invalid > 0) {
    report.warn(`skipped ${state.invalid} events that are marked as invalid`);
  }
  const marked = total - state.invalid;
  if (!Number.isNaN(claimedValid) && claimedValid !== marked) {
    const problem = `Packet headers claim ${claimedValid} valid events, ${marked} are marked so.`;
    report.irregular('wrongCount', { problem, place: header.end });
  }
  return toEvents(columns, state.count, grid);
}

interface State {
  /** Events kept so far. */
  count: number;
  /** Time of the last of them, µs. */
  before: number;
  invalid: number;
}

function addPolarityEvents(
  packet: Aedat3Packet,
  report: Report,
  grid: PixelGrid,
  { times, x: columnX, y: columnY, polarity }: EventColumns,
  state: State,
): void {
  const words = packet.words();
  const { width, height } = grid;
  const added = packet.overflows * CLOCK_RANGE;
  let { count, before } = state;
  for (let word = 0; word < words.length; word += 2) {
    const data = words[word]!;
    if ((data & 1) === 0) {
      state.invalid++;
      continue;
    }
    const x = data >>> 17;
    const y = (data >>> 2) & 0x7fff;
    const clock = words[word + 1]! | 0;
    const time = added + clock;
    if (x >= width || y >= height) {
      report.outsideSensor(packet.placeOf(word), x, y, grid);
      continue;
    }
    if (clock < 0) {
      const problem = `An event has the negative time ${clock} µs.`;
      report.irregular('unreadableEvent', { problem, place: packet.placeOf(word + 1) });
      continue;
    }
    if (time < before) report.timeBack(packet.placeOf(word + 1), time, before);
    else before = time;
    times[count] = time;
    columnX[count] = x;
    columnY[count] = y;
    polarity[count] = (data >>> 1) & 1;
    count++;
  }
  state.count = count;
  state.before = before;
}

/** Whether a packet of special events holds a valid TIMESTAMP_RESET: kind 1 in bits 7–1. */
function setsClockToZero(packet: Aedat3Packet): boolean {
  const words = packet.words();
  for (let word = 0; word < words.length; word += 2) {
    if ((words[word]! & 0xff) === 3) return true;
  }
  return false;
}

/** `Source 1: DVS128`; a re-recorded file keeps the camera's line with a minus sign before it. */
function gridOf(
  lines: readonly string[],
  sensor: FormatOptions['sensor'],
  report: Report,
): PixelGrid {
  for (const line of lines) {
    const name = /^-*Source \d+: *(.+)$/.exec(line)?.[1];
    const camera = name === undefined ? null : findCamera(name);
    if (camera !== null) return camera.grid;
  }
  if (sensor !== null) return sensor;
  report.warn('names no known camera; read as 128 × 128 pixels', 'header');
  return DEFAULT_SENSOR;
}
