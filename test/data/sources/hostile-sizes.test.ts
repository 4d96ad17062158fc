/** Small files that claim large sets: each is refused before memory is reserved for what it claims. */
import { afterEach, expect, it } from 'vitest';
import { adjustLimits } from '../../../src/core/limits.ts';
import { createEar, DEFAULT_EAR } from '../../../src/data/audio/ear.ts';
import { binEvents } from '../../../src/data/events/binning.ts';
import { createTransform, KEEP_ALL } from '../../../src/data/events/transform.ts';
import { findSetFormat } from '../../../src/data/sources/registry.ts';
import { ofPossibleSize } from '../../../src/data/sources/set-size.ts';
import { openSpikeNpz } from '../../../src/data/sources/spike-npz/spike-npz.ts';
import { encodeNpy, encodeNpz, expectFailure, npyWithHeader } from '../helpers.ts';

afterEach(() => adjustLimits('classes=65536,recordings=2000000,archiveRatio=100,cells=16777216'));

/** Two recordings of one spike each, with these arrays in place of others. */
const archive = (members: Record<string, Uint8Array>) =>
  encodeNpz({
    channel: encodeNpy('u1', [0, 1]),
    time: encodeNpy('u1', [0, 1]),
    offsets: encodeNpy('u1', [0, 1, 2]),
    labels: encodeNpy('u1', [0, 1]),
    ...members,
  });

const open = (members: Record<string, Uint8Array>) => openSpikeNpz(archive(members), 'a.npz', 'a');

const zeros = (descr: string, count: number, bytes: number) =>
  npyWithHeader(
    `{'descr': '${descr}', 'fortran_order': False, 'shape': (${count},), }`,
    new Uint8Array(count * bytes),
  );

it.each([5e7, 5e9])('refuses the label %d', async (label) => {
  const labels = encodeNpy('u8', [0, label]);
  await expectFailure(() => open({ labels }), 'data', /outside 0 … 65535/, /labels, element 1/);
});

it('takes more classes if that is allowed', () => {
  const labels = encodeNpy('u4', [0, 70_000]);
  expect(() => open({ labels })).toThrow(
    expect.objectContaining({ remedy: expect.stringContaining('MOTIFSMITH_LIMITS to classes=') }),
  );
  adjustLimits('classes=70001');
  expect(open({ labels }).classNames).toHaveLength(70_001);
});

it('refuses classes that only a setting asks for', async () => {
  const utterances = encodeNpy('u1', [0, 1]);
  const options = { name: 'x', testUtterances: [1], classes: 50_000_000 };
  await expectFailure(
    () => openSpikeNpz(archive({ utterances }), 'a.npz', 'a', options),
    'usage',
    /data\.classes is 50000000; allowed: a whole number of at most 65536/,
    /data\.classes/,
  );
});

it.each([
  [20_000, 20_000, 2],
  [65_536, 65_536, 1],
])('refuses a sensor of %d × %d cells', async (...sensor) => {
  const members = { sensor: encodeNpy('u4', sensor) };
  await expectFailure(() => open(members), 'data', /not possible/, /member sensor/);
});

it('refuses such a sensor of a setting', async () => {
  const store = { root: 'set', list: async () => [] } as never;
  const sensor = { width: 20_000, height: 20_000 };
  const format = findSetFormat([], 'camera-folder', 'set');
  await expectFailure(
    () => format.open(store, { ear: DEFAULT_EAR, sensor }),
    'usage',
    /data\.sensor is .* at most 16777216 cells in all/,
    /data\.sensor/,
  );
});

it('refuses an archive that would unpack to over a hundred times its bytes', async () => {
  const members = { channel: zeros('|u1', 70_000_000, 1) };
  const bytes = archive(members);
  expect(bytes.length).toBeLessThan(100_000);
  await expectFailure(
    () => openSpikeNpz(bytes, 'a.npz', 'a'),
    'data',
    /bytes would unpack to over 100 times as many/,
    /a\.npz, member channel\.npy/,
  );
  adjustLimits('archiveRatio=2000');
  await expectFailure(
    () => openSpikeNpz(bytes, 'a.npz', 'a'),
    'data',
    /"time" has 2 elements/,
    /time/,
  );
});

it('refuses more texts than there can be classes or recordings', async () => {
  const many = { class_names: zeros('|S1', 2_000_001, 1) };
  await expectFailure(() => open(many), 'data', /2000001 texts/, /member class_names/);
  const names = { class_names: zeros('|S1', 65_537, 1) };
  await expectFailure(() => open(names), 'data', /65537 texts, over 65536/, /member class_names/);
});

it('refuses more recordings than a set can have', async () => {
  adjustLimits('recordings=1');
  await expectFailure(() => open({}), 'data', /2 recordings, over 1/, /labels/);
  adjustLimits('recordings=2');
  const set = open({});
  adjustLimits('recordings=1');
  await expectFailure(() => ofPossibleSize(set, 'folder'), 'data', /2 recordings/, /folder/);
});

it('reads long texts without a word of memory for each letter', () => {
  const name = 'é'.repeat(10_000);
  const points = Array.from(name, (letter) => letter.codePointAt(0)!);
  const body = new Uint8Array(Uint32Array.from([...points, ...points.fill(0x1f600)]).buffer);
  const header = `{'descr': '<U10000', 'fortran_order': False, 'shape': (2,), }`;
  const { classNames } = open({ class_names: npyWithHeader(header, body) });
  expect(classNames).toEqual([name, '😀'.repeat(10_000)]);
});

it('refuses silence of more steps than a sample can have', async () => {
  const sensor = { width: 1, height: 1, polarities: 1 } as const;
  const events = {
    ...{ sensor, times: Float64Array.of(0), x: new Uint16Array(1), y: new Uint16Array(1) },
    ...{ polarity: new Uint8Array(1), durationUs: 2e9 },
  };
  const options = { ...KEEP_ALL, binMs: 1, counts: false };
  expect(createTransform(sensor, options).inputs).toBe(1);
  await expectFailure(
    () => binEvents(events, Int32Array.of(0), options, 0, 'one'),
    'data',
    /2000000 steps, over 1000000: it lasts 2000000000 µs/,
    /one/,
  );
});

it('refuses sounds that grow when they are resampled, or heard in many short frames', async () => {
  const long = { sampleRate: 2000, samples: new Float64Array(200_000) };
  await expectFailure(
    () => createEar(2000, { ...DEFAULT_EAR, sampleRate: 192_000 }).hear(long, 'a.wav', 'a'),
    'data',
    /Resampled to 192000 Hz, the recording has 19200000 samples, over 16777216/,
    /a\.wav/,
  );
  const sound = { sampleRate: 2000, samples: new Float64Array(200_000) };
  const ear = createEar(2000, { ...DEFAULT_EAR, frameMs: 0.1, channels: 512 });
  await expectFailure(
    () => ear.hear(sound, 'a.wav', 'a'),
    'data',
    /102400000 values \(frames × channels\)/,
    /a\.wav/,
  );
});
