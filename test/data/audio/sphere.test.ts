/** The SPHERE decoder against files of SoX and files written out by hand. */
import { describe, expect, it } from 'vitest';
import { decodeSphere } from '../../../src/data/audio/sphere.ts';
import { reportOn } from '../../../src/data/events/report.ts';
import { expectFailure, type Note } from '../helpers.ts';
import { A_LAW_VALUES, readFixture, sphereFile, VALUES } from './fixtures.ts';

const decode = (bytes: Uint8Array) => decodeSphere(bytes, reportOn('a.sph'));

/** The header of a TI46 file. */
const FIELDS = [
  'database_id -s4 TI46',
  'utterance_id -s8 00f1set0',
  'channel_count -i 1',
  'sample_count -i 3',
  'sample_rate -i 12500',
  'sample_min -i -2048',
  'sample_n_bytes -i 2',
  'sample_byte_format -s2 01',
  'sample_sig_bits -i 12',
];
const with_ = (name: string, line: string) =>
  FIELDS.map((field) => (field.startsWith(`${name} `) ? line : field));
const without = (name: string) => FIELDS.filter((field) => !field.startsWith(`${name} `));
const BODY = [0, 64, 0, 192, 1, 0];

describe('decodeSphere', () => {
  it.each(['sox-pcm16.sph', 'sox-big.sph'])('reads %s', (name) => {
    const { sampleRate, samples } = decode(readFixture(name));
    expect(sampleRate).toBe(12500);
    expect(Array.from(samples, (value) => value * 32768)).toEqual(VALUES);
  });

  it('reads µ-law as SoX decodes it', () => {
    const decoded = Array.from(decode(readFixture('sox-mulaw.sph')).samples, (v) => v * 32768);
    expect(decoded.slice(3, 12)).toEqual([8, 260, -260, 988, -988, 12412, -12412, 32124, -32124]);
  });

  it('reads A-law as libsndfile decodes it', () => {
    const { samples } = decode(readFixture('sndfile-alaw.sph'));
    expect(Array.from(samples, (value) => value * 32768)).toEqual(A_LAW_VALUES);
  });

  it.each([1024, 2048, 512])('reads a header of %i bytes written by hand', (size) => {
    const { samples, sampleRate } = decode(sphereFile(FIELDS, BODY, size));
    expect(sampleRate).toBe(12500);
    expect([...samples]).toEqual([0.5, -0.5, 1 / 32768]);
  });

  it('reads the high byte first where the header says so, and averages channels', () => {
    const fields = [
      'channel_count -i 2',
      'sample_rate -r 16000.000000',
      'sample_count -i 2',
      'sample_byte_format -s2 10',
      'sample_coding -s3 pcm',
    ];
    const { samples, sampleRate } = decode(sphereFile(fields, [64, 0, 32, 0, 0, 0, 192, 0]));
    expect(sampleRate).toBe(16000);
    expect([...samples]).toEqual([0.375, -0.25]);
  });

  it('reads cut samples up to there, or refuses them if it must', async () => {
    const cut = sphereFile(FIELDS, BODY.slice(0, 5));
    expect(decode(cut).samples).toHaveLength(2);
    const report = reportOn('a.sph', { strict: true });
    await expectFailure(
      () => decodeSphere(cut, report),
      'data',
      /announces 3 samples, but 2/,
      /byte 1028$/,
    );
  });

  it('counts the samples where the header does not, and tells of bytes left over', () => {
    expect(decode(sphereFile(without('sample_count'), BODY)).samples).toHaveLength(3);
    const warnings: Note[] = [];
    const report = reportOn('a.sph', { onWarning: (warning) => warnings.push(warning) });
    decodeSphere(sphereFile(FIELDS, [...BODY, 9, 9]), report);
    report.finish();
    expect(warnings).toEqual([
      { kind: 'strayBytes', count: 1, largest: 2, where: 'a.sph, byte 1030' },
    ]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /does not begin/],
    [
      'a header size that is no number',
      new TextEncoder().encode('NIST_1A\n   many\n'),
      /not begin/,
    ],
    ['a huge header', new TextEncoder().encode('NIST_1A\n9999999\n'), /claims 9999999/],
    ['a cut header', sphereFile(FIELDS, BODY).subarray(0, 900), /claims 1024 bytes, but the file/],
    ['a header without an end', sphereFile(FIELDS, BODY, 128), /no line end_head/],
    ['no rate', sphereFile(without('sample_rate'), BODY), /no sample_rate/],
    [
      'a rate that is no number',
      sphereFile(with_('sample_rate', 'sample_rate -s4 fast'), BODY),
      /"fast"/,
    ],
    ['no byte order', sphereFile(without('sample_byte_format'), BODY), /no sample_byte_format/],
    [
      'an unknown byte order',
      sphereFile(with_('sample_byte_format', 'sample_byte_format -s4 1032'), BODY),
      /order "1032"/,
    ],
    [
      '8-bit PCM',
      sphereFile(with_('sample_n_bytes', 'sample_n_bytes -i 1'), BODY),
      /1 bytes per sample/,
    ],
    ['A-law', sphereFile([...FIELDS, 'sample_coding -s4 alaw'], BODY), /Coding "alaw"/],
    ['no channels', sphereFile(with_('channel_count', 'channel_count -i 0'), BODY), /0 channels/],
    ['no samples', sphereFile(with_('sample_count', 'sample_count -i 0'), []), /no samples/],
  ])('refuses %s', async (_, bytes, message) => {
    await expectFailure(() => decode(bytes), 'data', message, /^a\.sph, byte \d+$/);
  });

  it('names the tool that undoes other compressions', async () => {
    const bytes = sphereFile([...FIELDS, 'sample_coding -s26 pcm,embedded-wavpack-v2.00'], BODY);
    const error = await Promise.resolve()
      .then(() => decode(bytes))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      kind: 'data',
      message: expect.stringMatching(/compressed/),
      remedy: expect.stringMatching(/w_decode/),
    });
  });
});
