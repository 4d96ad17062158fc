/** Folders of recordings as they are published: one file is damaged, and names are changed, doubled, lost. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../src/core/random.ts';
import { DEFAULT_EAR } from '../../src/data/audio/ear.ts';
import { arrayFiles, encodeEvents, manifestOf } from '../../src/data/sources/event-arrays/write.ts';
import {
  mnistSaccade,
  type NamedBytes,
} from '../../src/data/sources/mnist-saccade/mnist-saccade.ts';
import { findSetFormat, SET_FORMATS } from '../../src/data/sources/registry.ts';
import { tone, wavFile } from '../data/audio/fixtures.ts';
import { writeAedat3 } from '../data/cameras/writers.ts';
import { encodeIdx, encodeNpy, encodeNpz } from '../data/helpers.ts';
import { memoryStore } from '../data/sources/memory-store.ts';
import { tinySpikeSet } from '../experiment/tiny.ts';
import { bytesOf, type FuzzTarget, numbered } from './target.ts';

const HDF5 = join(import.meta.dirname, '../fixtures/hdf5');
const TONIC = join(import.meta.dirname, '../fixtures/tonic/events');
const cached = (name: string) => new Uint8Array(readFileSync(join(TONIC, `${name}.hdf5`)));
const hdf5 = (name: string) => new Uint8Array(readFileSync(join(HDF5, name)));

type Files = Readonly<Record<string, Uint8Array>>;

const TABLE = 'class,startTime_usec,endTime_usec\n';
const gesture = (): Uint8Array =>
  writeAedat3({
    ...{ width: 128, height: 128 },
    times: Array.from({ length: 60 }, (_, k) => 10 * k),
    x: Array.from({ length: 60 }, (_, k) => k),
    y: new Uint8Array(60),
    polarity: new Uint8Array(60).fill(1),
  });
const atisEvent = (x: number, time: number) =>
  Uint8Array.of(x, 2, 0x80, time >> 8, time & 255, x, 3, 0, time >> 8, (time & 255) + 1);
const wav = (): Uint8Array => wavFile(8000, tone(8000, 1000, 0.05));

const LAYOUTS: readonly (() => Files)[] = [
  () => ({
    'user01_lab.aedat': gesture(),
    'user01_lab_labels.csv': bytesOf(`${TABLE}1,100,130\n11,300,500\n`),
    'user02_led.aedat': gesture(),
    'user02_led_labels.csv': bytesOf(`${TABLE}4,0,10\n4,400,500\n`),
    'trials_to_train.txt': bytesOf('user02_led.aedat\n'),
    'trials_to_test.txt': bytesOf('user01_lab.aedat\n'),
  }),
  () => ({
    'Train/7/00010.bin': atisEvent(1, 10),
    'Test/0/00001.bin': atisEvent(2, 20),
    'Train/0/00003.bin': atisEvent(3, 30),
  }),
  () => ({ 'train/a/1.aedat': gesture(), 'test/b/2.aedat': gesture() }),
  () => ({
    'Caltech101/accordion/image_0001.bin': atisEvent(1, 10),
    'Caltech101/Faces_easy/image_0002.bin': atisEvent(2, 20),
  }),
  () => ({
    'airplane/cifar10_airplane_0.aedat': gesture(),
    'truck/cifar10_truck_1.aedat': gesture(),
  }),
  () => ({
    'lang-english_speaker-00_trial-1_digit-2.wav': wav(),
    'lang-german_speaker-04_trial-5_digit-6.wav': wav(),
    'train_filenames.txt': bytesOf('lang-english_speaker-00_trial-1_digit-2.wav\n'),
    'test_filenames.txt': bytesOf('lang-german_speaker-04_trial-5_digit-6.wav\n'),
  }),
  () => ({ '3_theo_5.wav': wav(), '0_jackson_4.wav': wav(), '9_yweweler_0.wav': wav() }),
  () => ({ 'yes/1.wav': wav(), 'no/2.wav': wav() }),
  () => ({ 'spikes.npz': tinySpikeSet() }),
  () => ({
    'dense.npz': encodeNpz({
      x_train: encodeNpy('u1', new Array(24).fill(1), [2, 4, 3]),
      y_train: encodeNpy('u1', [0, 1]),
      x_test: encodeNpy('f4', new Array(12).fill(2), [1, 4, 3]),
      y_test: encodeNpy('i4', [1]),
    }),
  }),
  () => ({
    'cochlea.npz': encodeNpz({
      data: encodeNpy('f4', new Array(36).fill(0.5), [12, 3]),
      offsets: encodeNpy('i4', [0, 5, 12]),
      labels: encodeNpy('u1', [0, 1]),
    }),
  }),
  () => ({ 'n-tidigits.hdf5': hdf5('n-tidigits.hdf5') }),
  () => ({ 'shd_train.h5': hdf5('shd_train.h5'), 'shd_test.h5': hdf5('shd_test.h5') }),
  () => ({
    'ssc_train.h5': hdf5('ssc_train.h5'),
    'ssc_valid.h5': hdf5('ssc_valid.h5'),
    'ssc_test.h5': hdf5('ssc_test.h5'),
  }),
  () => ({ 'train/0_0.hdf5': cached('train/0_0'), 'test/0_0.hdf5': cached('test/0_0') }),
  () => {
    const sensor = { width: 4, height: 3, polarities: 2 } as const;
    const label = { label: 0, split: null, speaker: null };
    const recordings = ['one', 'two'].map((id) => ({ id, ...label }));
    const set = { name: 'set', description: '', classNames: ['a'], sensor, recordings };
    const files = arrayFiles(set);
    const array = encodeEvents({
      sensor,
      times: Float64Array.of(1, 2, 30),
      x: Uint16Array.of(3, 0, 1),
      y: Uint16Array.of(0, 2, 1),
      polarity: Uint8Array.of(1, 0, 1),
    });
    const arrays = files.map((file, k) => ({
      file,
      recording: recordings[k]!,
      durationUs: undefined,
    }));
    return {
      'events.json': bytesOf(JSON.stringify(manifestOf(set, arrays))),
      ...Object.fromEntries(files.map((file) => [file, array])),
    };
  },
];

const NAMES = [
  '',
  '.',
  '..',
  '../x',
  '/x',
  'a/b/c/d',
  '__proto__',
  'constructor',
  '11/x.bin',
  '\u001b[2J',
];

/** Which files there are: now and then one has another name, or is there twice, or is not. */
function rearranged(files: Files, random: Random): Files {
  const entries = Object.entries(files);
  const at = random.integer(entries.length);
  const [name, bytes] = entries[at]!;
  switch (random.integer(8)) {
    case 0:
      entries.splice(at, 1);
      break;
    case 1:
      entries[at] = [NAMES[random.integer(NAMES.length)]!, bytes];
      break;
    case 2:
      entries.push([name.replace(/\w/, (letter) => letter.toUpperCase()), bytes]);
      break;
    case 3:
      entries.push([`${name}.txt`, new Uint8Array(3)], ['extra/README', new Uint8Array(0)]);
      break;
    default:
  }
  return Object.fromEntries(entries);
}

/** Recordings of a set that are read. */
const MOST_RECORDINGS = 4;

const sets: FuzzTarget = {
  id: 'recording-sets',
  kinds: ['data', 'usage'],
  shortRun: 300,
  slowMs: 4000,
  // The number of the layout and of the file comes before its bytes.
  seeds: () =>
    LAYOUTS.flatMap((layout, l) =>
      Object.values(layout()).map((bytes, f) => Uint8Array.of(l, f, ...bytes)),
    ),
  run: async (input, random) => {
    const files = LAYOUTS[(input[0] ?? 0) % LAYOUTS.length]!();
    const names = Object.keys(files);
    const damaged = names[(input[1] ?? 0) % names.length]!;
    const store = memoryStore(rearranged({ ...files, [damaged]: input.slice(2) }, random));
    const named = random.integer(10) === 0;
    const id = named ? SET_FORMATS[random.integer(SET_FORMATS.length)]!.id : null;
    const format = findSetFormat(await store.list(), id, 'set');
    const set = await format.open(store, { ear: DEFAULT_EAR, sensor: null });
    try {
      for (const k of [...set.recordings.keys()].slice(0, MOST_RECORDINGS)) {
        const { label } = set.recordings[k]!;
        if (!(label >= 0 && label < set.classNames.length)) return `label ${label}`;
        const { times, x } = await set.read(k, () => {});
        if (x.some((column) => column >= set.sensor.width)) return 'an event outside the sensor';
        if (times.some((time, e) => !(time >= (times[e - 1] ?? 0)))) return 'times that descend';
      }
    } finally {
      await set.close();
    }
    return null;
  },
};

/** Two digits of each class, and the same for the test. */
function digits(): Uint8Array[] {
  const labels = Array.from({ length: 20 }, (_, k) => k % 10);
  const images = encodeIdx([20, 28, 28], new Uint8Array(20 * 28 * 28).fill(100));
  return [images, encodeIdx([20], labels), images, encodeIdx([20], labels)];
}

const MNIST_FILES = ['trainImages', 'trainLabels', 'testImages', 'testLabels'] as const;

const mnist: FuzzTarget = {
  id: 'mnist',
  kinds: ['data', 'usage'],
  shortRun: 500,
  seeds: () => digits().map((bytes, k) => numbered(k, bytes)),
  run: async (input) => {
    const files = digits().map((bytes, k) => ({ file: MNIST_FILES[k]!, bytes }));
    const k = (input[0] ?? 0) % files.length;
    files[k] = { file: MNIST_FILES[k]!, bytes: input.slice(1) };
    const [trainImages, trainLabels, testImages, testLabels] = files as [
      ...[NamedBytes, NamedBytes, NamedBytes, NamedBytes],
    ];
    const set = mnistSaccade(
      { trainImages, trainLabels, testImages, testLabels },
      { trainSamples: 12, testSamples: 10, seed: 1 },
    );
    if (set.recordings.length !== 22) return `${set.recordings.length} digits`;
    const { x } = await set.read(k);
    return x.some((column) => column >= set.sensor.width) ? 'an event outside the sensor' : null;
  },
};

export const SET_TARGETS: readonly FuzzTarget[] = [sets, mnist];
