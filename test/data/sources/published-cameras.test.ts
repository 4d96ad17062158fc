/** Sets of event camera recordings laid out exactly as they are published, in small. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_EAR } from '../../../src/data/audio/ear.ts';
import { publishedCameras } from '../../../src/data/sources/published-cameras/published-cameras.ts';
import { findSetFormat } from '../../../src/data/sources/registry.ts';
import { GOLDENS } from '../cameras/goldens.ts';
import { WRITERS, writeAedat4, writeDat } from '../cameras/writers.ts';
import { encodeNpy, expectFailure, npyWithHeader } from '../helpers.ts';
import { memoryStore } from './memory-store.ts';

const OPTIONS = { ear: DEFAULT_EAR, sensor: null };

async function open(files: Record<string, Uint8Array | string>) {
  const store = memoryStore(files);
  const format = findSetFormat(await store.list(), null, 'set');
  return { id: format.id, set: await format.open(store, OPTIONS) };
}

const list = (width: number, height: number, x: number, y: number) => ({
  width,
  height,
  times: [1000, 1005],
  x: [0, x],
  y: [0, y],
  polarity: [0, 1],
});
const summary = (recordings: readonly { id: string; label: number; split: string | null }[]) =>
  recordings.map(({ id, label, split }) => [id, label, split]);

describe('n-caltech101', () => {
  const recording = WRITERS.atis!.write(list(240, 180, 239, 179));

  it('has the folders as classes, the background too, and leaves annotations out', async () => {
    const { id, set } = await open({
      'Caltech101/accordion/image_0001.bin': recording,
      'Caltech101/accordion/image_0055.bin': recording,
      'Caltech101/BACKGROUND_Google/image_0001.bin': recording,
      'Caltech101/Faces_easy/image_0435.bin': recording,
      'Caltech101_annotations/accordion/annotation_0001.bin': Uint8Array.of(1, 2, 3),
      'Caltech101_annotations/show_annotation.m': 'x',
    });
    expect(id).toBe('n-caltech101');
    expect(set.sensor).toEqual({ width: 240, height: 180, polarities: 2 });
    expect(set.classNames).toEqual(['BACKGROUND_Google', 'Faces_easy', 'accordion']);
    expect(summary(set.recordings)).toEqual([
      ['Caltech101/BACKGROUND_Google/image_0001.bin', 0, null],
      ['Caltech101/Faces_easy/image_0435.bin', 1, null],
      ['Caltech101/accordion/image_0001.bin', 2, null],
      ['Caltech101/accordion/image_0055.bin', 2, null],
    ]);
    expect(set.warnings).toEqual([{ where: 'set', what: 'left out 2 other files' }]);
    const { times, x, y } = await set.read(3);
    expect([[...times], [...x], [...y]]).toEqual([
      [0, 5],
      [0, 239],
      [0, 179],
    ]);
  });

  it('is known from within its folder too', async () => {
    expect((await open({ 'accordion/image_0001.bin': recording })).id).toBe('n-caltech101');
    expect(
      (await open({ 'Train/3/00001.bin': WRITERS.atis!.write(list(34, 34, 33, 33)) })).id,
    ).toBe('atis-folder');
  });
});

describe('n-cars', () => {
  it.each(['', 'Prophesee_Dataset_n_cars/'])(
    'has the split of its folders in "%s"',
    async (root) => {
      const noSize = new TextEncoder().encode('% Data file containing CD events.\n% Version 2\n');
      const recording = Uint8Array.of(
        ...noSize,
        ...[0, 8, 10, 0, 0, 0, 119, 192, 24, 16],
        ...[15, 0, 0, 0, 0, 0, 0, 0],
      );
      const { id, set } = await open({
        [`${root}n-cars_train/cars/obj_004396_td.dat`]: recording,
        [`${root}n-cars_train/background/obj_000001_td.dat`]: recording,
        [`${root}n-cars_test/background/obj_000002_td.dat`]: recording,
        [`${root}n-cars_test/cars/obj_012336_td.dat`]: recording,
        [`${root}readme.txt`]: 'x',
      });
      expect(id).toBe('n-cars');
      expect(set.classNames).toEqual(['background', 'cars']);
      expect(summary(set.recordings)).toEqual([
        [`${root}n-cars_test/background/obj_000002_td.dat`, 0, 'test'],
        [`${root}n-cars_test/cars/obj_012336_td.dat`, 1, 'test'],
        [`${root}n-cars_train/background/obj_000001_td.dat`, 0, 'train'],
        [`${root}n-cars_train/cars/obj_004396_td.dat`, 1, 'train'],
      ]);
      const { sensor, x, y, polarity } = await set.read(0);
      expect(sensor).toEqual({ width: 120, height: 100, polarities: 2 });
      expect([[...x], [...y], [...polarity]]).toEqual([
        [119, 0],
        [99, 0],
        [1, 0],
      ]);
    },
  );

  it('takes the size of the sensor from files that give it', async () => {
    const { set } = await open({
      'n-cars_train/cars/obj_0_td.dat': writeDat(list(304, 240, 303, 239)),
    });
    expect(set.sensor).toEqual({ width: 304, height: 240, polarities: 2 });
  });
});

describe('cifar10-dvs', () => {
  const NAMES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship'];

  it('has ten classes in the order of CIFAR-10, from files of jAER without the name of a camera', async () => {
    const head = new TextEncoder().encode('#!AER-DAT2.0\r\n# This is a raw AE data file\r\n');
    // Big-endian: column 1 from the right, row 2 from the bottom, bit 0 set, which means OFF; at 300 µs.
    const recording = Uint8Array.of(...head, ...[0, 0, 2, 3, 0, 0, 1, 44]);
    const { id, set } = await open({
      'truck/cifar10_truck_999.aedat': recording,
      'airplane/cifar10_airplane_0.aedat': recording,
      'airplane/cifar10_airplane_10.aedat': recording,
      'airplane.zip': 'x',
    });
    expect(id).toBe('cifar10-dvs');
    expect(set.classNames).toEqual([...NAMES, 'truck']);
    expect(summary(set.recordings)).toEqual([
      ['airplane/cifar10_airplane_0.aedat', 0, null],
      ['airplane/cifar10_airplane_10.aedat', 0, null],
      ['truck/cifar10_truck_999.aedat', 9, null],
    ]);
    const notes: string[] = [];
    const { sensor, x, y, polarity } = await set.read(0, (note) =>
      notes.push(JSON.stringify(note)),
    );
    expect(sensor).toEqual({ width: 128, height: 128, polarities: 2 });
    expect([x[0], y[0], polarity[0]]).toEqual([126, 125, 0]);
    expect(notes).toEqual([]);
  });

  it('reads the form in which Tonic publishes it', async () => {
    const { id, set } = await open({
      'CIFAR10DVS/frog/cifar10_frog_5.aedat4': writeAedat4(list(128, 128, 127, 127)),
    });
    expect([id, set.recordings[0]!.label]).toEqual(['cifar10-dvs', 6]);
  });
});

describe('cifar10-dvs-mat', () => {
  const golden = (name: string) => GOLDENS.find((one) => one.name === name)!.bytes;

  it('has matrices of dat2mat.m in ten folders', async () => {
    const { id, set } = await open({
      'dvs-cifar10/automobile/0.mat': golden('mat-conv-snn.mat'),
      'dvs-cifar10/automobile/999.mat': golden('mat-dat2mat.mat'),
      'dvs-cifar10/truck/12.mat': golden('mat-conv-snn.mat'),
      'dvs-cifar10/notes/12.mat': 'x',
    });
    expect(id).toBe('cifar10-dvs-mat');
    expect(summary(set.recordings)).toEqual([
      ['dvs-cifar10/automobile/0.mat', 1, null],
      ['dvs-cifar10/automobile/999.mat', 1, null],
      ['dvs-cifar10/truck/12.mat', 9, null],
    ]);
    expect(set.warnings).toEqual([{ where: 'set', what: 'left out 1 other files' }]);
    const [four, six] = await Promise.all([set.read(0), set.read(1)]);
    expect(six).toEqual(four);
    expect(four.sensor).toEqual({ width: 128, height: 128, polarities: 2 });
    expect([[...four.x], [...four.y], [...four.polarity]]).toEqual([
      [10, 33, 0, 127],
      [30, 20, 0, 127],
      [1, 0, 1, 0],
    ]);
  });

  it('is not taken for another set with numbered MAT-files', () => {
    const files = ['cat/1.mat', 'dog/2.mat'].map((path) => ({ path, size: 200 }));
    const found = publishedCameras.filter(({ matches }) => matches(files));
    expect(found.map(({ id }) => id)).toEqual([]);
  });
});

describe('asl-dvs', () => {
  it('has 24 letters', async () => {
    const golden = GOLDENS.find(({ name }) => name === 'mat-vectors.mat')!;
    const { id, set } = await open({
      'a/a_0001.mat': golden.bytes,
      'y/y_4200.mat': golden.bytes,
      'k/k_0002.mat': golden.bytes,
      'readme.txt': 'x',
    });
    expect(id).toBe('asl-dvs');
    expect(set.classNames.join('')).toBe('abcdefghiklmnopqrstuvwxy');
    expect(summary(set.recordings)).toEqual([
      ['a/a_0001.mat', 0, null],
      ['k/k_0002.mat', 9, null],
      ['y/y_4200.mat', 23, null],
    ]);
    const { sensor, x, y } = await set.read(1);
    expect(sensor).toEqual({ width: 240, height: 180, polarities: 2 });
    // Its rows are counted from the bottom.
    expect([[...x], [...y]]).toEqual([golden.x, golden.y.map((row) => 179 - row)]);
  });
});

describe('dvs-lip', () => {
  const row = (x: number, y: number, p: number, t: number) => {
    const bytes = new Uint8Array(13);
    const view = new DataView(bytes.buffer);
    view.setInt16(0, x, true);
    view.setInt16(2, y, true);
    view.setUint8(4, p);
    view.setBigInt64(5, BigInt(t), true);
    return bytes;
  };
  const recording = npyWithHeader(
    "{'descr': [('x', '<i2'), ('y', '<i2'), ('p', '|b1'), ('t', '<i8')], 'fortran_order': False, 'shape': (2,), }",
    Uint8Array.of(...row(127, 0, 1, 40), ...row(3, 127, 0, 90)),
  );

  it('has the split of its folders, and a sensor of 128 × 128 pixels', async () => {
    const { id, set } = await open({
      'DVS-Lip/train/accused/0.npy': recording,
      'DVS-Lip/train/young/12.npy': recording,
      'DVS-Lip/test/accused/3.npy': recording,
    });
    expect(id).toBe('dvs-lip');
    expect(set.classNames).toEqual(['accused', 'young']);
    expect(summary(set.recordings)).toEqual([
      ['DVS-Lip/test/accused/3.npy', 0, 'test'],
      ['DVS-Lip/train/accused/0.npy', 0, 'train'],
      ['DVS-Lip/train/young/12.npy', 1, 'train'],
    ]);
    const { sensor, times, x, polarity } = await set.read(0);
    expect(sensor).toEqual({ width: 128, height: 128, polarities: 2 });
    expect([[...times], [...x], [...polarity]]).toEqual([
      [0, 50],
      [127, 3],
      [1, 0],
    ]);
  });
});

describe('poker-dvs', () => {
  const recording = encodeNpy('i8', [10, 34, 1, 1, 25, 2, 34, 0], [2, 4]);

  it('names the suits, and reads the columns t, x, y, p', async () => {
    const { id, set } = await open({
      'pips_train/cl/0.npy': recording,
      'pips_train/sp/0.npy': recording,
      'pips_test/he/4.npy': recording,
      'pips_test.tar.gz': 'x',
    });
    expect(id).toBe('poker-dvs');
    expect(set.classNames).toEqual(['clubs', 'hearts', 'diamonds', 'spades']);
    expect(summary(set.recordings)).toEqual([
      ['pips_test/he/4.npy', 1, 'test'],
      ['pips_train/cl/0.npy', 0, 'train'],
      ['pips_train/sp/0.npy', 3, 'train'],
    ]);
    const { sensor, times, x, y } = await set.read(0);
    expect(sensor).toEqual({ width: 35, height: 35, polarities: 2 });
    expect([[...times], [...x], [...y]]).toEqual([
      [0, 15],
      [34, 2],
      [1, 34],
    ]);
  });
});

describe('poker-dvs-aedat', () => {
  it('names the suits by the files, and reads what was cut out of a DVS128', async () => {
    // As mat2dat.m writes: no name of a camera; column 2 from the right, row 33 from the bottom, ON; then OFF.
    const head = new TextEncoder().encode('#!AER-DAT2.0\r\n# Timestamps tick is 1 us\r\n');
    const events = [0, 0, 0x21, 4, 0, 0, 1, 44, 0, 0, 0, 0x45, 0, 0, 1, 50];
    const recording = Uint8Array.of(...head, ...events);
    const { id, set } = await open({
      'poker_dvs/xspade12i.aedat': recording,
      'poker_dvs/xclub01.aedat': recording,
      'poker_dvs/xdiamond03.aedat': recording,
      'poker_dvs/cards_1.aedat': recording,
    });
    expect(id).toBe('poker-dvs-aedat');
    expect(set.classNames).toEqual(['clubs', 'hearts', 'diamonds', 'spades']);
    expect(summary(set.recordings)).toEqual([
      ['poker_dvs/xclub01.aedat', 0, null],
      ['poker_dvs/xdiamond03.aedat', 2, null],
      ['poker_dvs/xspade12i.aedat', 3, null],
    ]);
    const { sensor, times, x, y, polarity } = await set.read(0);
    expect(sensor).toEqual({ width: 35, height: 35, polarities: 2 });
    expect([[...times], [...x], [...y], [...polarity]]).toEqual([
      [0, 6],
      [32, 0],
      [1, 34],
      [1, 0],
    ]);
  });
});

it('refuses a folder that is named as a set and does not hold it', async () => {
  const store = memoryStore({ 'a/b.dat': 'x' });
  const format = findSetFormat([], 'n-cars', 'set');
  await expectFailure(() => format.open(store, OPTIONS), 'data', /no recordings of n-cars/, /set/);
});
