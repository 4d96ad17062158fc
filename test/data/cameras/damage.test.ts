/** What each format refuses beyond what all refuse, and where it says the trouble is. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import type { EventFormat } from '../../../src/data/cameras/format.ts';
import { EVENT_FORMATS, guessFormat } from '../../../src/data/cameras/registry.ts';
import { encodeNpy, expectFailure, type Note, noteText, npyWithHeader } from '../helpers.ts';
import { GOLDENS } from './goldens.ts';
import { writeAedat3, writeAedat4, writeDat } from './writers.ts';

const formats = new Map(EVENT_FORMATS.map((format) => [format.id, format]));
const ascii = (text: string) => new TextEncoder().encode(text);
const join = (...parts: (Uint8Array | string)[]) =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? ascii(part) : part)]));
const words = (values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
const halfWords = (values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);
/** The bytes with one byte set. */
const patched = (bytes: Uint8Array, offset: number, ...values: number[]) => {
  const copy = bytes.slice();
  copy.set(values, offset);
  return copy;
};

const one = { width: 100, height: 50, times: [7], x: [1], y: [2], polarity: [1] };
const aedat3 = writeAedat3(one);
const packet = aedat3.length - 36;
const serialised = GOLDENS.find(({ name }) => name === 'aedat3-serialised.aedat')!.bytes;
/** Offset of its first packet. */
const packed = serialised.indexOf(0x80) - 1;
const aedat4 = writeAedat4(one);
const aedat4Packet = aedat4.length - (8 + 32 + 4 + 16);
const dat = writeDat(one);
const EVT2 = '% evt 2.0\n% geometry 100x50\n% end\n';
const EVT3 = '% evt 3.0\n% geometry 100x50\n% end\n';
const AEDAT2 = '#!AER-DAT2.0\r\n# AEChip: DVS128\r\n';
const fixture = (name: string) => new Uint8Array(readFileSync(`test/fixtures/formats/${name}`));
const lz4 = fixture('aedat4-lz4.aedat4');

type Refusal = [string, string, Uint8Array, RegExp, RegExp];

const REFUSALS: Refusal[] = [
  ['atis', 'an empty file', new Uint8Array(0), /empty/, /byte 0$/],

  [
    'aedat2',
    'another camera',
    join('#!AER-DAT2.0\r\n# AEChip: x.CochleaAMS\r\n'),
    /Cochlea/,
    /byte 0/,
  ],
  [
    'aedat2',
    'an address that no pixel has',
    join(AEDAT2, Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0)),
    /0x00010000/,
    /byte 32$/,
  ],

  [
    'aedat3',
    'a header without end',
    join('#!AER-DAT3.1\r\n#Format: RAW\r\n'),
    /no end/,
    /byte 28$/,
  ],
  ['aedat3', 'a negative capacity', patched(aedat3, packet + 19, 0xff), /claims/, /byte 61$/],
  ['aedat3', 'more events than capacity', patched(aedat3, packet + 20, 2), /2 of 1/, /byte 61$/],
  ['aedat3', 'a huge capacity', patched(aedat3, packet + 18, 0xff), /only 8 bytes/, /byte 61$/],
  ['aedat3', 'events of another size', patched(aedat3, packet + 4, 4), /unknown form/, /byte 61$/],
  ['aedat3', 'times at another place', patched(aedat3, packet + 8, 0), /unknown form/, /byte 61$/],
  ['aedat3', 'negative overflows', patched(aedat3, packet + 15, 0x80), /overflows/, /byte 73$/],
  ['aedat3', 'a negative time', patched(aedat3, packet + 35, 0x80), /negative time/, /byte 93$/],
  ['aedat3', 'a packet header cut short', aedat3.subarray(0, packet + 5), /5 of the/, /byte 61$/],
  [
    'aedat3',
    'a compressed packet of too few bytes',
    patched(serialised, packed + 16, 8),
    /way that is not known: 12 polarity events in 8/,
    /byte 124$/,
  ],
  [
    'aedat3',
    'a run that is longer than its packet',
    patched(serialised, packed + 28 + 36, 9),
    /over 12 events/,
    /byte \d+$/,
  ],
  [
    'aedat3',
    'a run that is shorter than its packet',
    patched(serialised, packed + 28 + 36, 0),
    /has 10 events, not 12/,
    /byte 152$/,
  ],

  ['aedat4', 'no header', ascii('#!AER-DAT4.0\r\n'), /before its header/, /byte 14$/],
  ['aedat4', 'a huge header', patched(aedat4, 17, 0x7f), /within its header/, /byte 14$/],
  ['aedat4', 'a table outside', patched(aedat4, 18, 0xff, 0xff), /outside itself/, /byte 18$/],
  ['aedat4', 'another schema', patched(aedat4, 22, 0x58), /type IOHE/, /byte 22$/],
  ['aedat4', 'a huge packet', patched(aedat4, aedat4Packet + 6, 0x7f), /has only 52/, /byte \d+$/],
  [
    'aedat4',
    'a negative size',
    patched(aedat4, aedat4Packet + 7, 0x80),
    /neither packets/,
    /byte \d+$/,
  ],
  [
    'aedat4',
    'a huge vector',
    patched(aedat4, aedat4.length - 18, 0x7f),
    /outside itself/,
    /byte \d/,
  ],
  ['aedat4', 'a negative time', patched(aedat4, aedat4.length - 9, 0x80), /time -9/, /byte \d+$/],
  ['aedat4', 'an inexact time', patched(aedat4, aedat4.length - 9, 0x7f), /2\^53/, /byte \d+$/],
  ['aedat4', 'a negative x', patched(aedat4, aedat4.length - 7, 0x80), /x 32769/, /byte \d+$/],
  [
    'aedat4',
    'a polarity of 2',
    patched(aedat4, aedat4.length - 4, 2),
    /polarity 2/,
    new RegExp(`byte ${aedat4.length - 16}$`),
  ],
  ['aedat4', 'no events', replaced(aedat4, 'EVTS</attr>', 'FRME</attr>'), /FRME/, /byte 18$/],
  ['aedat4', 'an impossible size', replaced(aedat4, '>100<', '>000<'), /0 × 50/, /byte 14$/],
  ['aedat4', 'no size', replaced(aedat4, 'sizeX', 'sizeZ'), /not give/, /byte 14$/],
  [
    'aedat4',
    'a damaged LZ4 frame',
    patched(lz4, lz4.length - 300, 0, 0, 0),
    /unpacked/,
    /byte \d+$/,
  ],

  ['evt2', 'an unknown word', join(EVT2, words([0x8 << 28, 0x5 << 28])), /0x5/, /byte 38$/],
  ['evt2', 'a cut word', join(EVT2, Uint8Array.of(1, 2)), /2 of 4/, /byte 34$/],
  ['evt2', 'no pixels', join('% evt 2.0\n% geometry 0x50\n% end\n'), /0 × 50/, /byte 0$/],
  ['evt2', 'too many', join('% evt 2.0\n% geometry 9999x9999\n'), /not possible/, /byte 0$/],

  ['evt3', 'an unknown word', join(EVT3, halfWords([0x8000, 0x1000])), /0x1/, /byte 36$/],
  [
    'evt3',
    'a vector without base',
    join(EVT3, halfWords([0x8000, 0, 0x4001])),
    /no base/,
    /byte 38$/,
  ],
  [
    'evt3',
    'a vector over the edge',
    join(EVT3, halfWords([0x8000, 0, 0x3000 | 95, 0x4020])),
    /x 100, y 0/,
    /byte 40$/,
  ],

  ['dat', 'no header', words([1, 2]), /lines of %/, /byte 0$/],
  ['dat', 'no type', ascii('% Version 2\n'), /before the type/, /byte 12$/],
  ['dat', 'other events', patched(dat, dat.length - 10, 0x0e), /type 14/, /byte 36$/],
  ['dat', 'a polarity of 2', patched(dat, dat.length - 1, 0x20), /polarity 2/, /byte 42$/],

  ['npy', 'three columns', encodeNpy('i4', [1, 2, 3], [1, 3]), /3 columns \(0, 1, 2\)/, /byte 10$/],
  ['npy', 'one dimension', encodeNpy('i4', [1, 2, 3, 4]), /not a table/, /shape$/],
  ['npy', 'a fraction', encodeNpy('f4', [1.5, 0, 0, 0], [1, 4]), /x 1.5, y 0, which/, /byte 128$/],
  ['npy', 'a negative x', encodeNpy('i4', [-1, 0, 0, 0], [1, 4]), /x -1/, /byte 128$/],
  ['npy', 'NaN', encodeNpy('f8', [0, Number.NaN, 0, 0], [1, 4]), /y NaN/, /byte 128$/],
  ['npy', 'a polarity of -1', encodeNpy('i4', [0, 0, -1, 0], [1, 4]), /polarity -1/, /byte 136$/],
  ['npy', 'a time of NaN', encodeNpy('f4', [0, 0, 0, Number.NaN], [1, 4]), /NaN µs/, /byte 140$/],
  ['npy', 'an endless time', encodeNpy('f4', [0, 0, 0, Infinity], [1, 4]), /Infinity/, /byte 140$/],
  ['npy', 'a missing field', records("('x', '<i2'), ('y', '<i2')", 4), /columns are x, y/, /byte/],
  ['npy', 'an object', records("('x', '|O')", 8), /type \|O/, /field x$/],
  ['npy', 'nested fields', records("('x', [('y', '<i2')])", 2), /no plain/, /byte 10$/],
  [
    'npy',
    'a huge shape',
    records("('x', '<i2')", 2, 999_999_999),
    /announces 999999999 events, 1 are whole/,
    /byte \d+$/,
  ],
];

/** The bytes with one text in place of another of the same length. */
function replaced(bytes: Uint8Array, old: string, now: string): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  expect(text).toContain(old);
  return new Uint8Array(Buffer.from(text.replace(old, now), 'latin1'));
}

function records(fields: string, bytes: number, rows = 1): Uint8Array {
  const header = `{'descr': [${fields}], 'fortran_order': False, 'shape': (${rows},), }`;
  return npyWithHeader(header, new Uint8Array(bytes));
}

describe('decoders', () => {
  it.each(REFUSALS)('of %s refuse %s', async (id, _, bytes, message, where) => {
    const format = formats.get(id) as EventFormat;
    const options = {
      sensor: id === 'aedat4' ? null : { width: 100, height: 50 },
      strict: true,
    };
    const decode = () => decodeRecording(format, bytes, 'file', options);
    await expectFailure(decode, 'data', message, where);
  });

  it('never read beyond the bytes that they are given', async () => {
    // A byte short within a larger buffer: what lies behind must not complete the last event.
    for (const [id, bytes] of [['aedat3', aedat3] as const, ['dat', dat] as const]) {
      const larger = join(bytes, bytes);
      const cut = larger.subarray(0, bytes.length - 1);
      const { times } = await decodeRecording(formats.get(id)!, cut, 'file');
      expect(times).toHaveLength(0);
    }
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['aedat2', join('#!AER-DAT2.0\r\n'), /names no camera/],
    ['aedat3', replaced(aedat3, 'DVS128', 'Prague'), /128 × 128/],
    ['evt3', ascii('% evt 3.0\n'), /1280 × 720/],
  ])('of %s report what they had to assume', async (id, bytes, what) => {
    const warnings: Note[] = [];
    const onWarning = (warning: Note) => warnings.push(warning);
    await decodeRecording(formats.get(id)!, bytes, 'file', { onWarning });
    expect(warnings).toHaveLength(1);
    expect(noteText(warnings[0]!)).toMatch(what);
  });

  it('take the sensor that is given where the file gives none', async () => {
    const sensor = { width: 10, height: 20 };
    const plain = [
      ['aedat3', replaced(writeAedat3({ ...one, x: [1], y: [2] }), 'DVS128', 'Prague')] as const,
      ['evt2', ascii('% evt 2.0\n')] as const,
      ['aedat4', replaced(aedat4, 'sizeX', 'sizeZ')] as const,
    ];
    for (const [id, bytes] of plain) {
      const events = await decodeRecording(formats.get(id)!, bytes, 'file', { sensor });
      expect(events.sensor).toEqual({ ...sensor, polarities: 2 });
    }
  });
});

describe('a recording of which nothing can be used', () => {
  it('is damaged, and says what its first event is', async () => {
    const outside = encodeNpy('i4', [7, 0, 1, 5, 8, 1, 0, 9], [2, 4]);
    const decode = () =>
      decodeRecording(formats.get('npy')!, outside, 'file', { sensor: { width: 4, height: 4 } });
    await expectFailure(
      decode,
      'data',
      /none of its events can be used; the first: .* x 7, y 0/,
      /byte 128$/,
    );
  });
});

describe('an array that is cut', () => {
  it('keeps its whole events', async () => {
    const whole = encodeNpy('i4', [1, 0, 1, 5, 2, 1, 0, 9, 3, 1, 0, 12], [3, 4]);
    const notes: Note[] = [];
    const { times } = await decodeRecording(
      formats.get('npy')!,
      whole.subarray(0, whole.length - 3),
      'file',
      {
        sensor: { width: 4, height: 4 },
        origin: 'absolute',
        onWarning: (note) => notes.push(note),
      },
    );
    expect([...times]).toEqual([5, 9]);
    expect(notes.map(noteText)).toEqual(['cutTail × 1']);
  });
});

describe('guessFormat', () => {
  it.each<[string, string, string | null]>([
    ['#!AER-DAT2.0\r\n', 'a.aedat', 'aedat2'],
    ['#!AER-DAT3.1\r\n', 'a.aedat', 'aedat3'],
    ['#!AER-DAT3.0\r\n', 'a.aedat', null],
    ['#!AER-DAT4.0\r\n', 'a.aedat', 'aedat4'],
    ['% evt 2.0\n', 'a.raw', 'evt2'],
    ['% evt 2.1\n', 'a.raw', 'evt21'],
    ['% format EVT21;height=320;width=320\n', 'a.raw', 'evt21'],
    ['% date 2023\n% format EVT3;height=720;width=1280\n', 'a.raw', 'evt3'],
    ['% Version 2\n', 'a.DAT', 'dat'],
    ['% Version 2\n', 'a.txt', null],
    ['anything', 'x/y.BIN', 'atis'],
    ['', 'a.wav', null],
  ])('%j of %s is %s', (head, name, id) => {
    expect(guessFormat(ascii(head), name, 100)?.id ?? null).toBe(id);
  });
});
