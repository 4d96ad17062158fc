/**
 * Writers of event recordings, for property tests, the fuzzer and the benchmark of the decoders; a
 * format need not have one. They check nothing: times may decrease and addresses may be anything that
 * fits the fields of the format.
 */

import { writeRosBag } from './bag-writer.ts';

export interface EventList {
  readonly width: number;
  readonly height: number;
  readonly times: ArrayLike<number>;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly polarity: ArrayLike<number>;
}

export type EventWriter = (events: EventList) => Uint8Array;

const ascii = (text: string) => new TextEncoder().encode(text);

/** A text followed by a body that `fill` writes. */
function withHeader(text: string, bytes: number, fill: (view: DataView) => void): Uint8Array {
  const head = ascii(text);
  const file = new Uint8Array(head.length + bytes);
  file.set(head);
  fill(new DataView(file.buffer, head.length));
  return file;
}

const writeAtis: EventWriter = ({ times, x, y, polarity }) => {
  const bytes: number[] = [];
  let added = 0;
  for (let i = 0; i < times.length; i++) {
    for (; times[i]! - added >= 2 ** 23; added += 8192) bytes.push(0, 240, 0, 0, 0);
    const time = times[i]! - added;
    const high = (polarity[i]! << 7) | ((time >> 16) & 127);
    bytes.push(x[i]! & 255, y[i]! & 255, high, (time >> 8) & 255, time & 255);
  }
  return Uint8Array.from(bytes);
};

/** As jAER writes it: columns from the right, rows from the bottom. */
const writeAedat2: EventWriter = ({ width, height, times, x, y, polarity }) =>
  withHeader('#!AER-DAT2.0\r\n# AEChip: Davis240C\r\n', 8 * times.length, (view) => {
    for (let i = 0; i < times.length; i++) {
      const [fromRight, fromBottom] = [width - 1 - x[i]!, height - 1 - y[i]!];
      const pixel = ((fromBottom & 511) << 22) | ((fromRight & 1023) << 12);
      view.setUint32(8 * i, pixel | (polarity[i]! << 11));
      view.setUint32(8 * i + 4, times[i]!);
    }
  });

/** Events per packet of AEDAT 3.1, as cAER wrote DVS-Gesture. */
const PACKET = 4096;

export const writeAedat3: EventWriter = ({ times, x, y, polarity }) => {
  const packets = Math.ceil(times.length / PACKET);
  const text = '#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DVS128\r\n#!END-HEADER\r\n';
  return withHeader(text, 28 * packets + 8 * times.length, (view) => {
    let offset = 0;
    for (let begin = 0; begin < times.length; begin += PACKET) {
      const count = Math.min(PACKET, times.length - begin);
      view.setInt16(offset, 1, true);
      view.setInt16(offset + 2, 1, true);
      [8, 4, 0, count, count, count].forEach((value, k) => {
        view.setInt32(offset + 4 + 4 * k, value, true);
      });
      offset += 28;
      for (let i = begin; i < begin + count; i++, offset += 8) {
        const data = (x[i]! << 17) | ((y[i]! & 0x7fff) << 2) | (polarity[i]! << 1) | 1;
        view.setUint32(offset, data, true);
        view.setInt32(offset + 4, times[i]!, true);
      }
    }
  });
};

const writeEvt2: EventWriter = ({ width, height, times, x, y, polarity }) => {
  const words: number[] = [];
  let high = -1;
  for (let i = 0; i < times.length; i++) {
    const next = Math.floor(times[i]! / 64);
    if (next !== high) words.push((8 << 28) | (next & 0xfffffff));
    high = next;
    const low = times[i]! & 63;
    words.push((polarity[i]! << 28) | (low << 22) | ((x[i]! & 2047) << 11) | (y[i]! & 2047));
  }
  const text = `% evt 2.0\n% geometry ${width}x${height}\n% end\n`;
  return withHeader(text, 4 * words.length, (view) => {
    words.forEach((word, k) => {
      view.setUint32(4 * k, word, true);
    });
  });
};

/** Runs of columns in a row at one time become vectors, as sensors send them. */
export const writeEvt3: EventWriter = ({ width, height, times, x, y, polarity }) => {
  const words: number[] = [];
  let high = -1;
  let low = -1;
  let row = -1;
  for (let i = 0; i < times.length; ) {
    const nextHigh = Math.floor(times[i]! / 4096) & 4095;
    if (nextHigh !== high) words.push(0x8000 | nextHigh);
    const nextLow = times[i]! & 4095;
    if (nextLow !== low || nextHigh !== high) words.push(0x6000 | nextLow);
    if (y[i] !== row) words.push(y[i]! & 2047);
    [high, low, row] = [nextHigh, nextLow, y[i]!];
    const run = runFrom(times, x, y, polarity, i);
    if (run < 3) {
      words.push(0x2000 | (polarity[i]! << 11) | (x[i]! & 2047));
      i += 1;
    } else {
      const bits = 2 ** run - 1;
      words.push(
        0x3000 | (polarity[i]! << 11) | (x[i]! & 2047),
        run > 8 ? 0x4000 | bits : 0x5000 | bits,
      );
      i += run;
    }
  }
  const text = `% evt 3.0\n% format EVT3;height=${height};width=${width}\n% end\n`;
  return withHeader(text, 2 * words.length, (view) => {
    words.forEach((word, k) => {
      view.setUint16(2 * k, word, true);
    });
  });
};

function runFrom(
  times: ArrayLike<number>,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  polarity: ArrayLike<number>,
  begin: number,
): number {
  let run = 1;
  while (
    run < 12 &&
    begin + run < times.length &&
    times[begin + run] === times[begin] &&
    y[begin + run] === y[begin] &&
    polarity[begin + run] === polarity[begin] &&
    x[begin + run] === x[begin]! + run
  ) {
    run++;
  }
  return run;
}

export const writeDat: EventWriter = ({ width, height, times, x, y, polarity }) => {
  const text = `% Version 2\n% Width ${width}\n% Height ${height}\n\x0c\x08`;
  return withHeader(text, 8 * times.length, (view) => {
    for (let i = 0; i < times.length; i++) {
      view.setUint32(8 * i, times[i]!, true);
      const address = (polarity[i]! << 28) | ((y[i]! & 0x3fff) << 14) | (x[i]! & 0x3fff);
      view.setUint32(8 * i + 4, address, true);
    }
  });
};

/** As Tonic's structured arrays: x, y, t, p of 2, 2, 8 and 1 bytes. */
export const writeNpy: EventWriter = ({ times, x, y, polarity }) => {
  const descr = "[('x', '<i2'), ('y', '<i2'), ('t', '<i8'), ('p', '|b1')]";
  const dict = `{'descr': ${descr}, 'fortran_order': False, 'shape': (${times.length},), }`;
  const padded = `${dict.padEnd(64 * Math.ceil((dict.length + 11) / 64) - 11)}\n`;
  const head = new Uint8Array(10 + padded.length);
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  head.set(ascii(padded), 10);
  const file = new Uint8Array(head.length + 13 * times.length);
  file.set(head);
  const view = new DataView(file.buffer, head.length);
  for (let i = 0; i < times.length; i++) {
    view.setInt16(13 * i, x[i]!, true);
    view.setInt16(13 * i + 2, y[i]!, true);
    view.setInt32(13 * i + 8, Math.floor(times[i]! / 2 ** 32), true);
    view.setUint32(13 * i + 4, times[i]! >>> 0, true);
    view.setUint8(13 * i + 12, polarity[i]!);
  }
  return file;
};

/** As `metavision_file_to_csv`. */
const writeCsv: EventWriter = ({ width, height, times, x, y, polarity }) =>
  ascii(
    [
      `%geometry:${width},${height}`,
      ...Array.from(times, (time, i) => [x[i], y[i], polarity[i], time].join(',')),
      '',
    ].join('\n'),
  );

/** Uncompressed; the FlatBuffers are laid out by hand, as small as they can be. */
export const writeAedat4: EventWriter = ({ width, height, times, x, y, polarity }) => {
  const info =
    `<dv><node name="outInfo"><node name="0"><attr key="typeIdentifier">EVTS</attr><node name="info">` +
    `<attr key="sizeX">${width}</attr><attr key="sizeY">${height}</attr></node></node></node></dv>`;
  const header = ioHeader(ascii(info));
  const packet = eventPacket(times, x, y, polarity);
  const packetHeader = new Uint8Array(8);
  new DataView(packetHeader.buffer).setInt32(4, packet.length, true);
  const parts = [ascii('#!AER-DAT4.0\r\n'), header, packetHeader, packet];
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    file.set(part, offset);
    offset += part.length;
  }
  return file;
};

/**
 * A size-prefixed FlatBuffer whose root table has the one field number `field`, an offset to what
 * follows the table: layout of the table at byte 12, the table itself at byte 24.
 */
function flatbuffer(identifier: string, field: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(32 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length - 4, true);
  view.setUint32(4, 20, true);
  bytes.set(ascii(identifier), 8);
  view.setUint16(12, 4 + 2 * (field + 1), true);
  view.setUint16(14, 8, true);
  view.setUint16(16 + 2 * field, 4, true);
  view.setInt32(24, 12, true);
  view.setUint32(28, 4, true);
  bytes.set(content, 32);
  return bytes;
}

function ioHeader(info: Uint8Array): Uint8Array {
  const text = new Uint8Array(4 + info.length + 1);
  new DataView(text.buffer).setUint32(0, info.length, true);
  text.set(info, 4);
  return flatbuffer('IOHE', 2, text);
}

function eventPacket(
  times: ArrayLike<number>,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  polarity: ArrayLike<number>,
): Uint8Array {
  const vector = new Uint8Array(4 + 16 * times.length);
  const view = new DataView(vector.buffer);
  view.setUint32(0, times.length, true);
  for (let i = 0; i < times.length; i++) {
    const at = 4 + 16 * i;
    view.setUint32(at, times[i]! >>> 0, true);
    view.setInt32(at + 4, Math.floor(times[i]! / 2 ** 32), true);
    view.setInt16(at + 8, x[i]!, true);
    view.setInt16(at + 10, y[i]!, true);
    view.setUint8(at + 12, polarity[i]!);
  }
  return flatbuffer('EVTS', 0, vector);
}

/** Writers by the id of their format, and sensors that they can write events of. */
export const WRITERS: Readonly<
  Record<string, { write: EventWriter; width: number; height: number; latest: number }>
> = {
  atis: { write: writeAtis, width: 34, height: 34, latest: 2 ** 25 },
  aedat2: { write: writeAedat2, width: 240, height: 180, latest: 2 ** 32 - 1 },
  aedat3: { write: writeAedat3, width: 128, height: 128, latest: 2 ** 31 - 1 },
  aedat4: { write: writeAedat4, width: 346, height: 260, latest: 2 ** 52 },
  evt2: { write: writeEvt2, width: 640, height: 480, latest: 2 ** 34 - 1 },
  evt3: { write: writeEvt3, width: 1280, height: 720, latest: 2 ** 24 - 1 },
  'ros-bag': { write: writeRosBag, width: 346, height: 260, latest: 2 ** 32 * 1e6 - 1 },
  dat: { write: writeDat, width: 304, height: 240, latest: 2 ** 32 - 1 },
  csv: { write: writeCsv, width: 1280, height: 720, latest: 2 ** 52 },
  npy: { write: writeNpy, width: 1280, height: 720, latest: 2 ** 52 },
};
