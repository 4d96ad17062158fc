/**
 * For each reader, the input that it accepts and that takes most memory for its bytes: many events in few
 * bytes, many objects in few letters, columns of zeros that pack to nothing.
 */

import { LIMITS } from '../../src/core/limits.ts';
import { parseJson } from '../../src/core/parse-json.ts';
import { decodeAudio } from '../../src/data/audio/decode.ts';
import { decodeRecording } from '../../src/data/cameras/decode-recording.ts';
import { EVENT_FORMATS } from '../../src/data/cameras/registry.ts';
import { openSpikeNpz } from '../../src/data/sources/spike-npz/spike-npz.ts';
import { decodeSafetensors } from '../../src/formats/safetensors.ts';
import { WRITERS } from '../data/cameras/writers.ts';
import { encodeNpy, encodeNpz, npyWithHeader } from '../data/helpers.ts';
import { TABLE_READERS } from './table-readers.ts';

export interface MeasuredReader {
  readonly id: string;
  /** What the input is, in a few words. */
  readonly input: string;
  /** An input of roughly this many bytes, or the largest that is accepted if that is less. */
  make(bytes: number): Uint8Array | Promise<Uint8Array>;
  /** @returns what must stay in memory while it is measured, or its promise */
  read(input: Uint8Array): unknown;
}

const ascii = (text: string) => new TextEncoder().encode(text);

const camera = (id: string): MeasuredReader => {
  const format = EVENT_FORMATS.find((candidate) => candidate.id === id)!;
  const { write, width, height } = WRITERS[id]!;
  const list = (count: number) => {
    const column = () => new Uint16Array(count);
    return {
      width,
      height,
      times: new Float64Array(count),
      x: column(),
      y: column(),
      polarity: column(),
    };
  };
  return {
    id,
    input: 'events only',
    make: (bytes) => write(list(Math.floor((1000 * bytes) / write(list(1000)).length))),
    read: (input) => decodeRecording(format, input, 'input', { sensor: { width, height } }),
  };
};

/** Twelve events a word, for which a base is set once a row. */
const vectors: MeasuredReader = {
  id: 'evt3',
  input: 'vectors of 12 events',
  make(bytes) {
    const head = ascii('% evt 3.0\n% format EVT3;height=720;width=1280\n% end\n');
    const row = [0x3000, ...new Array<number>(106).fill(0x4fff)];
    const words = new Uint16Array(Math.ceil(bytes / 2 / row.length) * row.length + 3);
    words.set([0x8000, 0x6000, 0x0000]);
    for (let at = 3; at < words.length; at += row.length) words.set(row, at);
    const file = new Uint8Array(head.length + words.byteLength);
    file.set(head);
    file.set(new Uint8Array(words.buffer), head.length);
    return file;
  },
  read: camera('evt3').read,
};

const zeros = (descr: string, count: number) =>
  npyWithHeader(
    `{'descr': '${descr}', 'fortran_order': False, 'shape': (${count},), }`,
    new Uint8Array(count * Number(descr.slice(2))),
  );

const spikes = (members: Record<string, Uint8Array>) =>
  encodeNpz({
    channel: encodeNpy('u1', [0]),
    time: encodeNpy('u1', [0]),
    offsets: encodeNpy('u1', [0, 1]),
    labels: encodeNpy('u1', [0]),
    ...members,
  });

const readSpikes = (input: Uint8Array) => openSpikeNpz(input, 'input.npz', 'input');

/** As much as an archive may unpack to, whatever its length. */
const UNPACKED = 2 ** 26 - 2 ** 16;

const events: MeasuredReader = {
  id: 'npz, spikes',
  input: '64 MiB of zeros as 64-bit channels and times',
  make: () => {
    const count = Math.floor(UNPACKED / 16);
    const [channel, time] = [zeros('<i8', count), zeros('<i8', count)];
    return spikes({ channel, time, offsets: encodeNpy('u4', [0, count]) });
  },
  read: readSpikes,
};

const recordings: MeasuredReader = {
  id: 'npz, recordings',
  input: `${LIMITS.recordings} recordings without events`,
  make: () => {
    const [channel, time] = [zeros('|u1', 0), zeros('|u1', 0)];
    const sensor = encodeNpy('u1', [1, 1, 1]);
    const [labels, offsets] = [
      zeros('|u1', LIMITS.recordings),
      zeros('|u1', LIMITS.recordings + 1),
    ];
    return spikes({ channel, time, labels, offsets, sensor });
  },
  read: readSpikes,
};

const names: MeasuredReader = {
  id: 'npz, names',
  input: `${LIMITS.classes} names of classes of 200 letters`,
  make: () => {
    const letters = new Uint32Array(LIMITS.classes * 200).fill(97);
    for (let name = 0; name < LIMITS.classes; name++)
      letters.set([0x4e00 + (name >> 8), 0x4e00 + (name & 255)], 200 * name);
    const header = `{'descr': '<U200', 'fortran_order': False, 'shape': (${LIMITS.classes},), }`;
    return spikes({ class_names: npyWithHeader(header, new Uint8Array(letters.buffer)) });
  },
  read: readSpikes,
};

const json = (id: string, input: string, item: string): MeasuredReader => ({
  id,
  input,
  make: (bytes) => ascii(`[${`${item},`.repeat(Math.floor(bytes / (item.length + 1)) - 1)}0]`),
  read: (bytes) => parseJson(new TextDecoder().decode(bytes)),
});

const tensors: MeasuredReader = {
  id: 'safetensors',
  input: 'tensors without elements',
  make(bytes) {
    const entry = (k: number) => `"${k}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`;
    const fields = Array.from({ length: Math.floor(bytes / 56) }, (_, k) => entry(k));
    const header = ascii(`{${fields.join(',')}}`);
    const file = new Uint8Array(8 + header.length);
    new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
    file.set(header, 8);
    return file;
  },
  read: (input) => decodeSafetensors(input, 'input'),
};

const sound: MeasuredReader = {
  id: 'wav',
  input: '8-bit samples of one channel',
  make(bytes) {
    const count = Math.min(bytes, LIMITS.soundSamples);
    const file = new Uint8Array(44 + count).fill(128);
    const view = new DataView(file.buffer);
    file.set(ascii('RIFF'));
    file.set(ascii('WAVEfmt '), 8);
    file.set(ascii('data'), 36);
    view.setUint32(4, 36 + count, true);
    view.setUint32(16, 16, true);
    for (const [offset, value] of [
      [20, 1],
      [22, 1],
      [32, 1],
      [34, 8],
    ] as const) {
      view.setUint16(offset, value, true);
    }
    view.setUint32(24, 16_000, true);
    view.setUint32(28, 16_000, true);
    view.setUint32(40, count, true);
    return file;
  },
  read: (input) => decodeAudio(input, 'input', {}),
};

/** A block of 65,535 zeros, for which a few bytes are enough. */
const flac: MeasuredReader = {
  id: 'flac',
  input: 'blocks of silence up to the limit',
  make() {
    const info = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0x03, 0xe8, 0x00, 0xf0];
    const head = [...ascii('fLaC'), 0x80, 0, 0, 34, ...info, ...new Array<number>(20).fill(0)];
    const blocks = Math.floor(LIMITS.soundSamples / 65_535);
    return Uint8Array.of(...head, ...new Array<number[]>(blocks).fill(silentBlock()).flat());
  },
  read: sound.read,
};

/** Header with its CRC-8, a constant channel of 16 bits, CRC-16. */
function silentBlock(): number[] {
  const block = [0xff, 0xf8, 0x70, 0x08, 0, 0xff, 0xfe];
  block.push(crc(block, 8, 0x07), 0, 0, 0);
  const check = crc(block, 16, 0x8005);
  return [...block, check >> 8, check & 255];
}

function crc(bytes: readonly number[], bits: number, polynomial: number): number {
  let rest = 0;
  for (const byte of bytes) {
    rest ^= byte << (bits - 8);
    for (let k = 0; k < 8; k++) {
      rest = (rest << 1) ^ (rest & (1 << (bits - 1)) ? polynomial : 0);
    }
    rest &= 2 ** bits - 1;
  }
  return rest;
}

const shortened: MeasuredReader = {
  id: 'sphere, shorten',
  input: 'blocks of silence up to the limit',
  make() {
    // Kind 5, one channel, 65,536 samples a block, no predictor, no mean, nothing skipped.
    const long = (value: number) => {
      const bits = value === 0 ? 0 : value.toString(2).length;
      const digits = value === 0 ? '' : value.toString(2);
      return `${'0'.repeat(bits >> 2)}1${(bits & 3).toString(2).padStart(2, '0')}1${digits}`;
    };
    const header = [5, 1, 65_536, 0, 0, 0].map(long).join('');
    const silence = '00100'.repeat(LIMITS.soundSamples / 65_536);
    const text = `${header}${silence}0100`;
    const bits = text.padEnd(Math.ceil(text.length / 8) * 8, '0');
    const body = bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2));
    const fields =
      'sample_rate -i 16000\nsample_coding -s26 pcm,embedded-shorten-v2.00\nend_head\n';
    const head = `NIST_1A\n   1024\n${fields}`.padEnd(1024);
    return Uint8Array.of(...ascii(head), ...ascii('ajkg'), 2, ...body);
  },
  read: sound.read,
};

/** Events of one time, which have half the bytes of others. */
const serialised: MeasuredReader = {
  id: 'aedat3',
  input: 'serialised events of one time',
  make(bytes) {
    const count = Math.floor((bytes - 200) / 4);
    const head = ascii('#!AER-DAT3.1\r\n#Source 1: DVS128\r\n#!END-HEADER\r\n');
    const file = new Uint8Array(head.length + 28 + 4 * count + 8);
    file.set(head);
    const view = new DataView(file.buffer, head.length);
    view.setUint16(0, 0x8001, true);
    [8, 4, 0, 4 * count + 8, count, count].forEach((value, k) => {
      view.setInt32(4 + 4 * k, value, true);
    });
    for (let offset = 28; offset < view.byteLength; offset += 4) view.setUint32(offset, 1, true);
    view.setUint32(32, 0x80000000, true);
    view.setUint32(40, count - 2, true);
    return file;
  },
  read: camera('aedat3').read,
};

export const READERS: readonly MeasuredReader[] = [
  ...Object.keys(WRITERS)
    .filter((id) => id !== 'evt3')
    .map(camera),
  vectors,
  serialised,
  ...TABLE_READERS,
  sound,
  flac,
  shortened,
  events,
  recordings,
  names,
  json('JSON, lists', 'empty lists', '[]'),
  json('JSON, objects', 'objects of one field', '{"a":0}'),
  tensors,
];
