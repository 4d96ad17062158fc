/** Walks the packets of an AEDAT 3.1 file, trusting none of the counts in their headers. */
import type { Report } from '../events/report.ts';

export const SPECIAL = 0;
export const POLARITY = 1;
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
  readonly events: number;
  /** How many of them its header claims are valid; null for a packet that is cut. */
  readonly valid: number | null;
  /** Overflows of the 31-bit clock before it. */
  readonly overflows: number;
}

/**
 * The packets of special events, and of polarity events from the first source that sent any; others
 * are counted and reported.
 * @param begin offset of the first packet
 * @throws MotifsmithError `data` if a packet is compressed or its header contradicts itself
 */
export function readPackets(bytes: Uint8Array, begin: number, report: Report): Aedat3Packet[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const packets: Aedat3Packet[] = [];
  const skipped = new Map<string, { packets: number; first: number }>();
  let source = -1;
  let offset = begin;
  while (offset < bytes.length) {
    if (offset + HEADER_BYTES > bytes.length) {
      const present = bytes.length - offset;
      report.cutTail(`its last packet has ${present} of the header's 28 bytes`, offset, present);
      break;
    }
    const type = view.getInt16(offset, true);
    const from = view.getInt16(offset + 2, true);
    const eventBytes = view.getInt32(offset + 4, true);
    const overflows = view.getInt32(offset + 12, true);
    const capacity = view.getInt32(offset + 16, true);
    const events = view.getInt32(offset + 20, true);
    if (eventBytes < 0 || capacity < 0 || events < 0 || events > capacity) {
      const claim = `${events} of ${capacity} events of ${eventBytes} bytes`;
      throw report.damaged(`a packet claims ${claim}`, offset);
    }
    if ((type & COMPRESSED) !== 0) {
      throw report.unsupported(
        'it is compressed AEDAT 3.1 (#Format: Compressed)',
        offset,
        'Record or save it with the format RAW, e.g. play it back in cAER with an uncompressed file output.',
      );
    }
    const end = offset + HEADER_BYTES + capacity * eventBytes;
    const whole =
      end <= bytes.length || eventBytes === 0
        ? events
        : Math.min(events, Math.floor((bytes.length - offset - HEADER_BYTES) / eventBytes));
    if (end > bytes.length) {
      const present = bytes.length - offset - HEADER_BYTES;
      const claim = `${capacity} events of ${eventBytes} bytes`;
      const rest = present - whole * eventBytes;
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
      const valid = whole === events ? view.getInt32(offset + 24, true) : null;
      packets.push({ type, offset: offset + HEADER_BYTES, events: whole, valid, overflows });
    }
    if (type !== POLARITY || from !== source) {
      const name =
        type === POLARITY
          ? `polarity packets of source ${from}`
          : `${TYPE_NAMES[type] ?? `type ${type}`} packets`;
      const entry = skipped.get(name) ?? { packets: 0, first: offset };
      skipped.set(name, { ...entry, packets: entry.packets + 1 });
    }
    offset = end;
  }
  for (const [name, { packets: number, first }] of skipped) {
    report.warn(`skipped ${number} ${name} from here on`, first);
  }
  return packets;
}
