/** Folders of recordings by class, in several formats. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cameraFolder } from '../../../src/data/sources/camera-folder.ts';
import { compareNaturally } from '../../../src/data/sources/natural-order.ts';
import { findSetFormat } from '../../../src/data/sources/registry.ts';
import { writeAedat3, writeAedat4, writeEvt3, writeNpy } from '../cameras/writers.ts';
import { expectFailure, type Note } from '../helpers.ts';
import { memoryStore } from './memory-store.ts';

const optionsWith = (sensor: { width: number; height: number } | null) =>
  ({ sensor }) as Parameters<typeof cameraFolder.open>[1];
const fixture = (path: string) => new Uint8Array(readFileSync(`test/fixtures/${path}`));
const list = (width: number, height: number, begin: number) => ({
  width,
  height,
  times: [begin, begin + 5],
  x: [1, 2],
  y: [3, 4],
  polarity: [1, 0],
});

describe('cameraFolder', () => {
  it('orders classes naturally and recordings by path, whatever the format', async () => {
    const store = memoryStore({
      'train/class10/b.aedat4': writeAedat4(list(128, 128, 1.7e15)),
      'train/class2/a.raw': writeEvt3(list(128, 128, 4100)),
      'test/class10/c.AEDAT': writeAedat3(list(128, 128, 77)),
    });
    expect(cameraFolder.matches(await store.list())).toBe(true);
    const set = await cameraFolder.open(store, optionsWith(null));
    expect(set.classNames).toEqual(['class2', 'class10']);
    expect(set.recordings).toEqual([
      { id: 'test/class10/c.AEDAT', label: 1, split: 'test', speaker: null },
      { id: 'train/class10/b.aedat4', label: 1, split: 'train', speaker: null },
      { id: 'train/class2/a.raw', label: 0, split: 'train', speaker: null },
    ]);
    expect(set.warnings).toEqual([{ where: 'set/test', what: 'has no recording of class class2' }]);
    for (const k of [0, 1, 2]) {
      const { times, x } = await set.read(k);
      expect([...times]).toEqual([0, 5]);
      expect([...x]).toEqual([1, 2]);
    }
  });

  it('takes folders of classes without a split, with folders within', async () => {
    const store = memoryStore({
      'left/day 1/a.npy': writeNpy(list(64, 48, 0)),
      'right/b.npy': writeNpy(list(64, 48, 0)),
    });
    const set = await cameraFolder.open(store, optionsWith({ width: 64, height: 48 }));
    expect(set.recordings.map(({ label, split }) => [label, split])).toEqual([
      [0, null],
      [1, null],
    ]);
    expect(set.sensor).toEqual({ width: 64, height: 48, polarities: 2 });
  });

  it('asks for the sensor of NumPy arrays', async () => {
    const store = memoryStore({ 'left/a.npy': writeNpy(list(64, 48, 0)) });
    await expectFailure(
      () => cameraFolder.open(store, optionsWith(null)),
      'data',
      /size of their sensor/,
      /left\/a\.npy$/,
    );
  });

  it('takes as many channels as the highest of all recordings', async () => {
    const tables = {
      'a/1.csv': 't,channel\n0,3\n',
      'b/2.csv': 't,channel\n0,11\n5,0\n',
      'b/3.csv': 't,channel\nnone,here\n',
    };
    const set = await cameraFolder.open(memoryStore(tables), optionsWith(null));
    expect(set.sensor).toEqual({ width: 12, height: 1, polarities: 1 });
    expect((await set.read(0)).sensor).toEqual(set.sensor);

    const mixed = memoryStore({ ...tables, 'b/4.csv': 't,x,y,p\n0,1,2,1\n' });
    const message = /of pixels, others of channels, such as a\/1\.csv/;
    await expectFailure(
      () => cameraFolder.open(mixed, optionsWith(null)),
      'data',
      message,
      /4\.csv$/,
    );
    const camera = memoryStore({ ...tables, 'a/0.aedat4': writeAedat4(list(64, 48, 0)) });
    const both = await cameraFolder.open(camera, optionsWith(null));
    await expectFailure(
      () => both.read(1),
      'data',
      /12 channels, but the first one 64 × 48 pixels/,
      /1\.csv$/,
    );
  });

  it('says what makes a table one of events', async () => {
    const store = memoryStore({ 'a/1.csv': '5,3\n6,1\n', 'b/1.csv': '5,3\n6,1\n' });
    const { remedy } = await expectFailure(
      () => cameraFolder.open(store, optionsWith(null)),
      'data',
      /not tables of events/,
      /a\/1\.csv/,
    );
    expect(remedy).toContain('t,channel');
  });

  it('takes tables of events in text, and leaves other text out', async () => {
    const text = 'x,y,p,t\n1,3,1,7\n2,4,0,12\n';
    const store = memoryStore({
      'README.txt': 'x',
      'train/left/a.csv': text,
      'train/left/labels.csv': 'class,begin,end\n1,2,3\n',
      'train/right/b.txt': `%geometry:64,48\n${text}`,
      'test/README.txt': 'x,y',
    });
    const files = await store.list();
    expect([cameraFolder.matches(files), cameraFolder.mayMatch!(files)]).toEqual([false, true]);
    expect(findSetFormat(files, null, 'set').id).toBe('camera-folder');
    await expectFailure(
      () => cameraFolder.open(store, optionsWith(null)),
      'data',
      /size of their sensor/,
      /left\/a\.csv$/,
    );
    const set = await cameraFolder.open(store, optionsWith({ width: 64, height: 48 }));
    expect(set.recordings.map(({ id }) => id)).toEqual(['train/left/a.csv', 'train/right/b.txt']);
    expect(set.warnings.map(({ where }) => where)).toEqual([
      'set/README.txt',
      'set/test/README.txt',
      'set/train/left/labels.csv',
    ]);
    for (const k of [0, 1]) expect([...(await set.read(k)).times]).toEqual([0, 5]);
  });

  it('takes a sequence of DSEC, and leaves out what is not events', async () => {
    const left = fixture('formats/hdf5-dsec-blosc.h5');
    const files = {
      'events/left/events.h5': left,
      'events/left/rectify_map.h5': fixture('hdf5/blosc.h5'),
      'events/right/events.h5': fixture('formats/hdf5-dsec.h5'),
    };
    const options = optionsWith({ width: 128, height: 128 });
    const set = await cameraFolder.open(memoryStore(files), options);
    expect(set.recordings.map(({ id }) => id)).toEqual([
      'events/left/events.h5',
      'events/right/events.h5',
    ]);
    expect(set.warnings).toEqual([
      {
        where: 'set/events/left/rectify_map.h5',
        what: 'left out: not an event camera recording',
      },
    ]);
    expect((await set.read(0)).times).toHaveLength(204);
  });

  it('takes damaged HDF5 for a recording, and names what there is if none has events', async () => {
    const good = fixture('formats/hdf5-dsec.h5');
    const options = optionsWith({ width: 128, height: 128 });
    const cut = memoryStore({ 'a/a.h5': good, 'a/b.h5': good.subarray(0, 3000) });
    const set = await cameraFolder.open(cut, options);
    await expectFailure(() => set.read(1), 'data', /HDF5 file cannot be read/, /a\/b\.h5/);
    const none = memoryStore({ 'a/map.h5': fixture('hdf5/blosc.h5') });
    await expectFailure(() => cameraFolder.open(none, options), 'data', /no x, y, p and t/, /map/);
  });

  it('leaves folders of other kinds with text to those kinds', () => {
    const entries = (...paths: string[]) => paths.map((path) => ({ path, size: 100 }));
    expect(findSetFormat(entries('a/x.wav', 'a/notes.txt'), null, 'set').id).toBe('audio-folder');
    expect(findSetFormat(entries('a/shd_train.h5', 'a/b.csv'), null, 'set').id).toBe('shd');
  });

  it('reports misplaced files and refuses recordings of another sensor', async () => {
    const store = memoryStore({
      'a.raw': writeEvt3(list(20, 10, 0)),
      'train/left/b.raw': writeEvt3(list(20, 10, 0)),
      'train/right/c.raw': writeEvt3(list(21, 10, 0)),
      'left/d.raw': writeEvt3(list(20, 10, 0)),
      'train/left/notes.txt': 'x',
    });
    const set = await cameraFolder.open(store, optionsWith(null));
    expect(set.warnings.map(({ where }) => where)).toEqual([
      'set/a.raw',
      'set/left/d.raw',
      'set/train/left/notes.txt',
    ]);
    await expectFailure(() => set.read(1), 'data', /21 × 10/, /set\/train\/right\/c\.raw$/);
  });

  it('refuses a file whose content is of no known format', async () => {
    for (const [name, content, message] of [
      ['a.raw', 'nothing', /no Prophesee header/],
      ['a.raw', '% evt 5.0\n', /EVT encoding that is not read/],
      ['a.dat', 'nothing', /no known format/],
      ['a.aedat', '#!AER-DAT3.0\r\n', /AEDAT 3\.0/],
      ['a.aedat', '#!AER-DAT1.0\r\n', /AEDAT 1\.0/],
      ['a.db3', 'SQLite format 3\0', /database of SQLite/],
      ['a.aedat4', 'version https://git-lfs.github.com/spec/v1\n', /Git LFS pointer/],
    ] as const) {
      const store = memoryStore({ [`left/${name}`]: content });
      await expectFailure(
        () => cameraFolder.open(store, optionsWith(null)),
        'data',
        message,
        /left\/a\.[a-z0-9]+, byte 0$/,
      );
    }
    const none = memoryStore({ 'a.raw': 'x', 'b/c.txt': 'x' });
    await expectFailure(
      () => cameraFolder.open(none, optionsWith(null)),
      'data',
      /not tables of events/,
      /^set/,
    );
  });

  it('takes tables that are empty or of an old version for recordings where others are', async () => {
    const row = '1,2,1,5\n';
    const store = memoryStore({
      'left/a.csv': row,
      'left/b.csv': '',
      'left/c.mat': '\0\0\0\0\x04\0\0\0\x04\0\0\0\0\0\0\0\x05\0\0\0out1\0',
    });
    const set = await cameraFolder.open(store, optionsWith({ width: 4, height: 4 }));
    expect(set.recordings.map(({ id }) => id)).toEqual(['left/a.csv', 'left/b.csv']);
    await expectFailure(() => set.read(1), 'data', /is empty/, /left\/b\.csv/);
    const old = memoryStore({ 'left/c.mat': '\0\0\0\0'.padEnd(30, '\0') });
    await expectFailure(
      () => cameraFolder.open(old, optionsWith({ width: 4, height: 4 })),
      'data',
      /no rec/,
      /^set/,
    );
  });

  it('passes on what is odd in a recording', async () => {
    const store = memoryStore({ 'left/a.raw': '% evt 2.0\n% end\n' });
    const set = await cameraFolder.open(store, optionsWith(null));
    const warnings: Note[] = [];
    expect((await set.read(0, (warning) => warnings.push(warning))).times).toHaveLength(0);
    expect(warnings.map(({ where }) => where)).toEqual(['set/left/a.raw, header']);
  });
});

describe('compareNaturally', () => {
  it('orders digits as numbers, the rest by code units, and is total', () => {
    const names = [
      'b',
      'a10',
      'a',
      'a2',
      'a02',
      'a2b',
      '10',
      '9',
      '',
      'A',
      'a99999999999999999999',
    ];
    expect(names.toSorted(compareNaturally)).toEqual(
      ['', '9', '10', 'A', 'a', 'a02', 'a2', 'a10', 'a99999999999999999999', 'a2b', 'b'].sort(
        compareNaturally,
      ),
    );
    expect(['class10', 'class2', 'class1'].toSorted(compareNaturally)).toEqual([
      'class1',
      'class2',
      'class10',
    ]);
    for (const a of names) {
      for (const b of names) {
        const order = Math.sign(compareNaturally(a, b));
        expect(order + Math.sign(compareNaturally(b, a))).toBe(0);
        expect(order === 0).toBe(a === b);
      }
    }
  });

  it('refuses two classes that only computers can tell apart', async () => {
    const store = memoryStore({
      'train/caf\u00e9/a.raw': writeEvt3(list(128, 128, 4100)),
      'test/cafe\u0301/b.raw': writeEvt3(list(128, 128, 4100)),
    });
    const open = () => cameraFolder.open(store, optionsWith(null));
    await expectFailure(open, 'data', /Two classes have the same name/, /cafe\\u0301/);
  });

  it('takes the sensor from the first recording that can be read', async () => {
    const store = memoryStore({
      'a/1.raw': 'damaged',
      'a/2.raw': writeEvt3(list(128, 128, 4100)),
    });
    const set = await cameraFolder.open(store, optionsWith(null));
    expect(set.sensor).toMatchObject({ width: 128, height: 128 });
    await expectFailure(() => set.read(0), 'data', /./, /a\/1\.raw/);
    expect((await set.read(1)).times).toHaveLength(2);
  });
});
