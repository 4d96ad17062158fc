/** Arrays of events with events.json: written and read back, read by NumPy, and refused where they are damaged. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AddressEvents, Sensor } from '../../../src/data/events/address-events.ts';
import { eventArrays } from '../../../src/data/sources/event-arrays/event-arrays.ts';
import {
  arrayFiles,
  encodeEvents,
  manifestOf,
} from '../../../src/data/sources/event-arrays/write.ts';
import type { RecordingInfo } from '../../../src/data/sources/recording-set.ts';
import { findSetFormat } from '../../../src/data/sources/registry.ts';
import { python, pythonHas } from '../../exchange/python.ts';
import { expectFailure } from '../helpers.ts';
import { memoryStore } from './memory-store.ts';

const CAMERA: Sensor = { width: 300, height: 200, polarities: 2 };
const COCHLEA: Sensor = { width: 700, height: 1, polarities: 1 };

/** What events.json holds, to be changed into what it must not. */
interface Loose {
  format: unknown;
  sensor_size: unknown[];
  class_names: unknown[];
  recordings: Record<string, unknown>[];
}

const CLASS_NAMES = ['hand clap', 'other'];
const RECORDINGS: readonly RecordingInfo[] = [
  { id: 'user01/clap', label: 0, split: 'train', speaker: 'user01' },
  { id: 'user02/../other', label: 1, split: 'test', speaker: null },
  { id: 'user02/neither', label: 0, split: null, speaker: 'user02' },
];

/** Recordings of a sensor: the second has times between µs, the third goes on after its last event. */
function recorded(sensor: Sensor): AddressEvents[] {
  const row = sensor.height === 1;
  const events = (times: number[]): AddressEvents => ({
    sensor,
    times: Float64Array.from(times),
    x: Uint16Array.from(times, (_, k) => (k * 97) % sensor.width),
    y: Uint16Array.from(times, (_, k) => (row ? 0 : (k * 31) % sensor.height)),
    polarity: Uint8Array.from(times, (_, k) => (row ? 0 : k % 2)),
  });
  return [
    events([0, 5, 5, 2 ** 40]),
    events([3.25, 1000.5]),
    { ...events([7, 9]), durationUs: 12_345 },
  ];
}

function written(sensor: Sensor, classNames = CLASS_NAMES): Record<string, Uint8Array> {
  const set = { name: 'set', description: 'Made up.', classNames, sensor, recordings: RECORDINGS };
  const events = recorded(sensor);
  const files = arrayFiles(set);
  const arrays = files.map((file, k) => ({
    file,
    recording: RECORDINGS[k]!,
    durationUs: events[k]!.durationUs,
  }));
  return {
    'events.json': new TextEncoder().encode(JSON.stringify(manifestOf(set, arrays))),
    ...Object.fromEntries(files.map((file, k) => [file, encodeEvents(events[k]!)])),
  };
}

const open = (files: Record<string, Uint8Array | string>) =>
  eventArrays.open(memoryStore(files), { sensor: null } as Parameters<typeof eventArrays.open>[1]);

describe.each([
  ['a camera', CAMERA],
  ['a cochlea', COCHLEA],
])('of %s', (_, sensor) => {
  it('come back as they were written', async () => {
    const files = written(sensor);
    expect(findSetFormat(await memoryStore(files).list(), null, 'set')).toBe(eventArrays);
    const set = await open(files);
    expect(set).toMatchObject({
      name: 'set',
      description: 'Made up.',
      classNames: CLASS_NAMES,
      sensor,
      recordings: RECORDINGS,
      warnings: [],
    });
    for (const [k, events] of recorded(sensor).entries()) expect(await set.read(k)).toEqual(events);
  });

  it.skipIf(!pythonHas('numpy'))('are what NumPy reads, with the fields of Tonic', () => {
    const folder = mkdtempSync(join(tmpdir(), 'motifsmith-'));
    for (const [path, bytes] of Object.entries(written(sensor))) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    const found = JSON.parse(python('read_events.py', folder));
    rmSync(folder, { recursive: true });
    const row = sensor.height === 1;
    expect(found.sensor_size).toEqual([sensor.width, sensor.height, sensor.polarities]);
    expect(found.arrays).toEqual(
      recorded(sensor).map(({ times, x, y, polarity }, k) => ({
        label: RECORDINGS[k]!.label,
        t: [...times],
        x: [...x],
        ...(row ? {} : { y: [...y] }),
        p: row ? [...times].map(() => 1) : [...polarity],
      })),
    );
  });
});

it('are in folders of classes, by number where a name is none for a folder', () => {
  const paths = (classNames: string[]) => arrayFiles({ classNames, recordings: RECORDINGS });
  expect(paths(CLASS_NAMES)).toEqual([
    'train/hand clap/0.npy',
    'test/other/1.npy',
    'hand clap/2.npy',
  ]);
  for (const name of ['..', 'a/b', 'a\\b', '', 'NUL', 'Hand Clap', 'x.', 'ü', 'a'.repeat(300)]) {
    expect(paths(['hand clap', name]), name).toEqual(['train/0/0.npy', 'test/1/1.npy', '0/2.npy']);
  }
});

describe('refuses', () => {
  const changed = (change: (manifest: Loose) => void): Record<string, Uint8Array> => {
    const files = written(CAMERA);
    const manifest = JSON.parse(new TextDecoder().decode(files['events.json']));
    change(manifest);
    return { ...files, 'events.json': new TextEncoder().encode(JSON.stringify(manifest)) };
  };
  it.each<[string, (manifest: Loose) => void, RegExp, RegExp]>([
    ['another format', (m) => (m.format = 'x'), /motifsmith-events/, /field format$/],
    ['an impossible sensor', (m) => (m.sensor_size = [70000, 1, 1]), /sensor/, /sensor_size$/],
    ['three polarities', (m) => (m.sensor_size[2] = 3), /not valid/, /sensor_size\[2\]$/],
    [
      'two classes of one name',
      (m) => (m.class_names[1] = 'hand clap'),
      /same name/,
      /class_names$/,
    ],
    [
      'a class that there is not',
      (m) => (m.recordings[1]!.label = 2),
      /2 classes/,
      /\[1\]\.label$/,
    ],
    [
      'a recording that is there twice',
      (m) => (m.recordings[1]!.id = 'user01/clap'),
      /twice/,
      /\[1\]\.id$/,
    ],
    [
      'an array that is there twice',
      (m) => (m.recordings[1]!.file = m.recordings[0]!.file),
      /twice/,
      /file$/,
    ],
    [
      'a field that it does not know',
      (m) => (m.recordings[0]!.x = 1),
      /not valid/,
      /recordings\[0\]/,
    ],
    ['no recordings', (m) => (m.recordings = []), /not valid/, /recordings$/],
  ])('%s', async (_, change, message, where) => {
    await expectFailure(() => open(changed(change)), 'data', message, where);
  });

  it('a list that is not JSON', async () => {
    await expectFailure(
      () => open({ ...written(CAMERA), 'events.json': '{' }),
      'data',
      /not JSON/,
      /events\.json/,
    );
  });

  it('an array that is missing, or outside of the folder', async () => {
    for (const file of ['train/hand clap/9.npy', '../outside.npy', '/etc/passwd']) {
      const set = await open(changed((manifest) => (manifest.recordings[0]!.file = file)));
      await expectFailure(() => set.read(0), 'data', /missing/, /set\//);
    }
  });
});

it('counts what it leaves out, and events that the sensor cannot have', async () => {
  const files = written(CAMERA);
  const narrow = new TextDecoder()
    .decode(files['events.json'])
    .replace('[300,200,2]', '[90,200,2]');
  const set = await open({ ...files, 'events.json': narrow, 'train/stray.npy': new Uint8Array(1) });
  expect(set.warnings).toEqual([
    { where: 'set/train/stray.npy', what: 'left out: not in events.json' },
  ]);
  const notes: unknown[] = [];
  const { times } = await set.read(0, (note) => notes.push(note));
  // x = 0, 97, 194, 291.
  expect([...times]).toEqual([0]);
  expect(notes).toMatchObject([{ kind: 'outsideSensor', count: 3 }]);
});
