/** Walks the packets of an AEDAT 3.1 file, trusting none of the counts in their headers. */
import type { Report } from '../events/report.ts';
import { leastSerialisedBytes, unpackSerialised } from './aedat3-serialised.ts';
import { wordsAt } from './event-columns.ts';

export const SPECIAL = 0;
export const POLARITY = 1;
const FRAME = 2;
const TYPE_NAMES = ['special', 'polarity', 'frame', '6-axis motion', '9-axis motion'];

const HEADER_BYTES = 28;
const EVENT_BYTES = 8;
const TIME_OFFSET = 4;
/** Set in the type of packets that are compressed. */
const COMPRESSED = 0x8000;
/** Overflows of 2³¹ µs up to which times are exact in double precision. */
const MOST_OVERFLOWS = 2 ** 21;

/** A packet of special or polarity events, which have 8 bytes each. */
export interface Aedat3Packet {
  readonly type: typeof SPECIAL | typeof POLARITY;
  /** Offset of its first event in the file, bytes. */
  readonly offset: number;
  /** Upper bound on the number of events. */
  readonly events: number;
  /**
   * Data and time of each event.
   * @throws MotifsmithError `data` if it is compressed and contradicts its header
   */
  words(): Uint32Array;
  /** Offset of a word in the file; of the first one if the packet is compressed. */
  placeOf(word: number): number;
  /** How many of them its header claims are valid; null for a packet that is cut. */
  readonly valid: number | null;
  /** Overflows of the 31-bit clock before it. */
  readonly overflows: number;
}

/**
 * The packets of special events, and of polarity events from the first source that sent any; others
 * are counted and reported.
 * @param begin offset of the first packet
 * @throws MotifsmithError `data` if the header of a packet contradicts itself
 */
export function readPackets(bytes: Uint8Array, begin: number, report: Report): Aedat3Packet[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const packets: Aedat3Packet[] = [];
  const skipped = new Map<string, { packets: number; offset: number }>();
  let source = -1;
  let offset = begin;
  while (offset < bytes.length) {
    if (offset + HEADER_BYTES > bytes.length) {
      const present = bytes.length - offset;
      report.cutTail(`its last packet has ${present} of the header's 28 bytes`, offset, present);
      break;
    }
    const kind = view.getUint16(offset, true);
    const type = kind & ~COMPRESSED;
    const isCompressed = kind !== type;
    const from = view.getInt16(offset + 2, true);
    const eventBytes = view.getInt32(offset + 4, true);
    const overflows = view.getInt32(offset + 12, true);
    const capacity = view.getInt32(offset + 16, true);
    const events = view.getInt32(offset + 20, true);
    if (eventBytes < 0 || capacity < 0 || events < 0 || (events > capacity && !isCompressed)) {
      const claim = `${events} of ${capacity} events of ${eventBytes} bytes`;
      throw report.damaged(`a packet claims ${claim}`, offset);
    }
    if (isCompressed) requireKnownCompression(type, events, capacity, offset, report);
    const first = offset + HEADER_BYTES;
    // In a compressed packet, the capacity is that in bytes.
    const end = first + (isCompressed ? capacity : capacity * eventBytes);
    const present = Math.min(end, bytes.length) - first;
    const isCut = end > bytes.length;
    const least = isCompressed ? EVENT_BYTES / 2 : eventBytes;
    const whole = isCut && least > 0 ? Math.min(events, Math.floor(present / least)) : events;
    if (isCut) {
      const claim = isCompressed
        ? `${capacity} bytes`
        : `${capacity} events of ${eventBytes} bytes`;
      const rest = isCompressed ? 0 : present - whole * eventBytes;
      report.cutTail(`a packet of ${claim} has only ${present} bytes`, offset, rest);
    }
    if (type === POLARITY && source < 0) source = from;
    if (type === SPECIAL || (type === POLARITY && from === source)) {
      if (eventBytes !== EVENT_BYTES || view.getInt32(offset + 8, true) !== TIME_OFFSET) {
        throw report.damaged(`a packet has ${TYPE_NAMES[type]} events of an unknown form`, offset);
      }
      if (overflows < 0 || overflows > MOST_OVERFLOWS) {
        throw report.damaged(`a packet claims ${overflows} overflows of the clock`, offset + 12);
      }
      // Of a cut packet, only the events themselves say which are valid.
      const valid = isCut ? null : view.getInt32(offset + 24, true);
      const part = { at: first, size: present, events: whole, isCut };
      packets.push({
        type,
        offset: first,
        events: whole,
        valid,
        overflows,
        words: isCompressed
          ? () => unpackSerialised(bytes, part, report)
          : () => wordsAt(bytes, first, 2 * whole),
        placeOf: isCompressed ? () => first : (word) => first + 4 * word,
      });
    }
    if (type !== POLARITY || from !== source) {
      const name =
        type === POLARITY
          ? `polarity packets of source ${from}`
          : `${TYPE_NAMES[type] ?? `type ${type}`} packets`;
      const entry = skipped.get(name) ?? { packets: 0, offset };
      skipped.set(name, { ...entry, packets: entry.packets + 1 });
    }
    offset = end;
  }
  for (const [name, { packets: number, offset: from }] of skipped) {
    report.warn(`skipped ${number} ${name} from here on`, from);
  }
  return packets;
}

/** Polarity events and frames are compressed, and no others; frames are skipped in any case. */
function requireKnownCompression(
  type: number,
  events: number,
  size: number,
  offset: number,
  report: Report,
): void {
  if (type === FRAME) return;
  const isPossible = size >= leastSerialisedBytes(events) && size <= EVENT_BYTES * events;
  if (type === POLARITY && isPossible) return;
  throw report.unsupported(
    `it is compressed AEDAT 3.1 in a way that is not known: ${events} ${TYPE_NAMES[type] ?? `type ${type}`} events in ${size} bytes`,
    offset,
    'Record or save it with the format RAW, e.g. play it back in cAER with an uncompressed file output.',
  );
}
