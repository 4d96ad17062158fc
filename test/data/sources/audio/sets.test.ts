/** Sets of audio: what is listed, what is refused, and that real recordings are heard. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_EAR } from '../../../../src/data/audio/ear.ts';
import { audioFolder } from '../../../../src/data/sources/audio/audio-folder.ts';
import { cochleagramNpz } from '../../../../src/data/sources/audio/cochleagram-npz.ts';
import { fsdd } from '../../../../src/data/sources/audio/fsdd.ts';
import { ti46Audio } from '../../../../src/data/sources/audio/ti46-audio.ts';
import { findSetFormat } from '../../../../src/data/sources/registry.ts';
import { DiskStore } from '../../../../src/data/store/disk.ts';
import { sphereFile, tone, wavFile } from '../../audio/fixtures.ts';
import {
  encodeNpy,
  encodeNpz,
  expectFailure,
  type Note,
  noteText,
  npyWithHeader,
} from '../../helpers.ts';
import { memoryStore } from '../memory-store.ts';

const OPTIONS = { ear: DEFAULT_EAR, sensor: null };
const wav = wavFile(8000, tone(8000, 1000, 0.2));
const list = async (paths: readonly string[]) =>
  memoryStore(Object.fromEntries(paths.map((path) => [path, wav])));
const kindOf = async (paths: readonly string[]) =>
  findSetFormat(await (await list(paths)).list(), null, 'set').id;

describe('fsdd', () => {
  const paths = ['3_theo_5.wav', '3_theo_10.wav', '0_jackson_4.wav', '9_yweweler_0.wav'];

  it('tells digit, speaker and split by the name, wherever the files lie', async () => {
    for (const folder of ['', 'recordings/', 'fsdd/recordings/']) {
      const store = await list([
        ...paths.map((path) => folder + path),
        `${folder}metadata.py`,
        'README.md',
      ]);
      const set = await fsdd.open(store, OPTIONS);
      expect(set.recordings).toMatchObject([
        { id: '0_jackson_4', label: 0, split: 'test', speaker: 'jackson' },
        { id: '3_theo_5', label: 3, split: 'train', speaker: 'theo' },
        { id: '3_theo_10', label: 3, split: 'train', speaker: 'theo' },
        { id: '9_yweweler_0', label: 9, split: 'test', speaker: 'yweweler' },
      ]);
      expect(set.classNames).toHaveLength(10);
      expect(set.sensor).toEqual({ width: 64, height: 1, polarities: 1 });
    }
  });

  it('reads a recording only when it is asked for', async () => {
    const store = await list(paths);
    const set = await fsdd.open(store, OPTIONS);
    expect(store.reads).toEqual(['0_jackson_4.wav']);
    const { times, sensor } = await set.read(2);
    expect(store.reads).toEqual(['0_jackson_4.wav', '3_theo_10.wav']);
    expect(times.length).toBeGreaterThan(100);
    expect(sensor).toEqual(set.sensor);
    const asked = await fsdd.open(await list(paths), {
      ...OPTIONS,
      ear: { ...DEFAULT_EAR, sampleRate: 16000, channels: 78 },
    });
    expect(asked.sensor.width).toBe(78);
  });

  it('is known by its names, and refuses others', async () => {
    expect(await kindOf(['recordings/0_george_0.wav', '.git/0.wav'])).toBe('fsdd');
    await expectFailure(
      async () => fsdd.open(await list([...paths, 'noise.wav']), OPTIONS),
      'data',
      /not have the form/,
      /set\/noise\.wav/,
    );
    await expectFailure(
      async () => fsdd.open(await list([...paths, 'copy/3_theo_5.wav']), OPTIONS),
      'data',
      /Two files hold the recording 3_theo_5/,
      /copy\/3_theo_5\.wav/,
    );
    await expectFailure(
      () => fsdd.open(memoryStore({ 'a.txt': 'x' }), OPTIONS),
      'data',
      /no audio/,
      /set/,
    );
  });

  it('names the file that is damaged or of another rate', async () => {
    const set = await fsdd.open(
      memoryStore({
        '0_a_0.wav': wav,
        '0_a_1.wav': wav.subarray(0, 900),
        '0_a_2.wav': wavFile(16000, tone(16000, 500, 0.1)),
      }),
      OPTIONS,
    );
    const cut: Note[] = [];
    await set.read(1, (note) => cut.push(note));
    expect(cut.map(noteText)).toEqual(['cutTail × 1']);
    await expectFailure(() => set.read(2), 'data', /16000 Hz/, /set\/0_a_2\.wav/);
  });
});

describe('ti46-audio', () => {
  const body = new Array(2 * 2500).fill(0).map((_, k) => (k * 37) % 256);
  const fields = [
    'channel_count -i 1',
    'sample_count -i 2500',
    'sample_rate -i 12500',
    'sample_n_bytes -i 2',
    'sample_byte_format -s2 01',
    'sample_coding -s3 pcm',
  ];
  const sphere = sphereFile(fields, body);

  it('reads the tree of the corpus', async () => {
    const files = {
      'ti_alpha/train/f1/0af1set0.wav': sphere,
      'ti_alpha/train/m8/0zm8set9.wav': sphere,
      'train/ti_alpha/test/f1/0af1s3t1.wav': sphere,
      'ti20/TEST/M2/YSM2S8T0.WAV': sphere,
      'ti20/train/f1/00f1set0.wav': sphere,
      'readme.doc': 'TI46',
    };
    const store = memoryStore(files);
    expect(findSetFormat(await store.list(), null, 'set').id).toBe('ti46-audio');
    const set = await ti46Audio.open(store, OPTIONS);
    expect(set.classNames).toEqual(['zero', 'a', 'z', 'yes']);
    expect(set.recordings).toMatchObject([
      { id: '0af1s3t1', label: 1, split: 'test', speaker: 'f1' },
      { id: '0af1set0', label: 1, split: 'train', speaker: 'f1' },
      { id: '00f1set0', label: 0, split: 'train', speaker: 'f1' },
      { id: '0zm8set9', label: 2, split: 'train', speaker: 'm8' },
      { id: 'ysm2s8t0', label: 3, split: 'test', speaker: 'm2' },
    ]);
    expect(set.sensor.width).toBe(78);
    expect((await set.read(0)).times.length).toBeGreaterThan(0);
  });

  it('names 26 letters from a to z', async () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    const store = memoryStore(
      Object.fromEntries(letters.map((letter) => [`train/f1/0${letter}f1set0.sph`, sphere])),
    );
    expect((await ti46Audio.open(store, OPTIONS)).classNames).toEqual(letters);
  });

  it.each([
    'train/f1/1af1set0.wav',
    'train/f9/0af9set0.wav',
    'test/f1/0af1s9t0.wav',
    'x/0af1set.wav',
  ])('refuses %s', async (path) => {
    const files = { 'train/f1/0af1set0.wav': sphere, [path]: sphere };
    await expectFailure(
      () => ti46Audio.open(memoryStore(files), OPTIONS),
      'data',
      /not that of a TI46 utterance/,
      new RegExp(path),
    );
  });

  it('refuses a file in the folder of the other split', async () => {
    await expectFailure(
      () => ti46Audio.open(memoryStore({ 'test/f1/0af1set0.wav': sphere }), OPTIONS),
      'data',
      /name says train, the folder test/,
      /test\/f1/,
    );
  });
});

describe('audio-folder', () => {
  it('takes classes from folders, in natural order', async () => {
    const paths = ['word10/a.wav', 'word2/a.wav', 'word2/deep/b.wav'];
    expect(await kindOf(paths)).toBe('audio-folder');
    const set = await audioFolder.open(await list(paths), OPTIONS);
    expect(set.classNames).toEqual(['word2', 'word10']);
    expect(set.recordings).toMatchObject([
      { id: 'word2/a.wav', label: 0, split: null, speaker: null },
      { id: 'word2/deep/b.wav', label: 0, split: null },
      { id: 'word10/a.wav', label: 1, split: null },
    ]);
  });

  it('takes splits from train and test', async () => {
    const paths = ['train/yes/a.wav', 'Test/no/a.wav', 'train/no/b.wav'];
    const set = await audioFolder.open(await list(paths), OPTIONS);
    expect(set.classNames).toEqual(['no', 'yes']);
    expect(set.recordings.map(({ split, label }) => [split, label])).toEqual([
      ['test', 0],
      ['train', 0],
      ['train', 1],
    ]);
  });

  it('refuses two classes that only computers can tell apart', async () => {
    const paths = ['train/caf\u00e9/a.wav', 'test/cafe\u0301/b.wav', 'train/cafe/c.wav'];
    await expectFailure(
      async () => audioFolder.open(await list(paths), OPTIONS),
      'data',
      /Two classes have the same name, caf/,
      /the folders (cafe\\u0301 and caf\\u00e9|caf\\u00e9 and cafe\\u0301)$/,
    );
  });

  it.each([
    ['a file outside the classes', ['yes/a.wav', 'b.wav']],
    ['a class next to train and test', ['train/yes/a.wav', 'no/a.wav']],
  ])('refuses %s', async (_, paths) => {
    await expectFailure(
      async () => audioFolder.open(await list(paths), OPTIONS),
      'data',
      /not in the folder of a class/,
      new RegExp(paths[1]!),
    );
  });
});

describe('cochleagram-npz', () => {
  const frames = 12;
  /** Two channels, one at half and one at a tenth of the scale, in three recordings. */
  const data: number[] = Array.from({ length: 2 * frames }, (_, k) => (k % 2 === 0 ? 0.25 : 0.05));
  const members = {
    data: encodeNpy('f4', data, [frames, 2]),
    offsets: encodeNpy('i4', [0, 5, 11, 12]),
    labels: encodeNpy('u1', [0, 1, 0]),
    speakers: encodeNpy('u1', [1, 0, 1]),
    utterances: encodeNpy('u1', [1, 1, 2]),
    speaker_names: npyWithHeader(
      "{'descr': '<U2', 'fortran_order': False, 'shape': (2,), }",
      new Uint8Array(Uint32Array.of(0x66, 0x31, 0x6d, 0x32).buffer),
    ),
  };
  const open = (changes: Record<string, Uint8Array>) =>
    cochleagramNpz.open(
      memoryStore({ 'x/cochleagrams.npz': encodeNpz({ ...members, ...changes }) }),
      OPTIONS,
    );

  it('encodes recordings from the gain on', async () => {
    const set = await open({});
    expect(set.sensor).toEqual({ width: 2, height: 1, polarities: 1 });
    expect(set.recordings).toEqual([
      { id: '0/0-m2-1', label: 0, split: null, speaker: 'm2' },
      { id: '1/1-f1-1', label: 1, split: null, speaker: 'f1' },
      { id: '2/0-m2-2', label: 0, split: null, speaker: 'm2' },
    ]);
    // 0.25 / 1000 · 2000 = ½: about every second of 60 samples spikes in channel 0.
    const { times, x } = await set.read(1);
    const spikes = [0, 1].map((channel) => x.filter((c) => c === channel).length);
    expect(spikes[0]).toBeGreaterThan(20);
    expect(spikes[0]).toBeLessThan(40);
    expect(spikes[1]).toBeLessThan(8);
    expect(times.at(-1)).toBeLessThan(6 * 16_000);
    expect(times.every((time) => time % 1600 === 0)).toBe(true);
  });

  it('reads data that lie channel by channel', async () => {
    const columns = [...data.filter((_, k) => k % 2 === 0), ...data.filter((_, k) => k % 2 === 1)];
    const fortran = npyWithHeader(
      "{'descr': '<f4', 'fortran_order': True, 'shape': (12, 2), }",
      new Uint8Array(Float32Array.from(columns).buffer),
    );
    expect(await (await open({ data: fortran })).read(1)).toEqual(await (await open({})).read(1));
  });

  it('does without speakers and utterances', async () => {
    const { data: _, ...rest } = members;
    const bare = encodeNpz({ data: members.data, offsets: rest.offsets, labels: rest.labels });
    const set = await cochleagramNpz.open(memoryStore({ 'a.npz': bare }), OPTIONS);
    expect(set.recordings[1]).toEqual({ id: '1/1', label: 1, split: null, speaker: null });
  });

  it('is known by its name', async () => {
    const files = [{ path: 'cochleagrams.npz', size: 1 }];
    expect(findSetFormat(files, null, 'set').id).toBe('cochleagram-npz');
    expect(cochleagramNpz.matches([{ path: 'spikes.npz', size: 1 }])).toBe(false);
  });

  it.each<[string, Record<string, Uint8Array>, RegExp, RegExp]>([
    [
      'integers as data',
      {
        data: encodeNpy(
          'u2',
          data.map(() => 1),
          [12, 2],
        ),
      },
      /not floats/,
      /data/,
    ],
    ['flat data', { data: encodeNpy('f4', data) }, /not a table: its shape is \(24\)/, /data/],
    ['no channels', { data: encodeNpy('f4', [], [12, 0]) }, /0 bytes of data/, /data/],
    [
      'an empty recording',
      { offsets: encodeNpy('i4', [0, 5, 5, 12]) },
      /offset 5 is out/,
      /element 2/,
    ],
    [
      'offsets that do not begin at 0',
      { offsets: encodeNpy('i4', [1, 5, 6, 12]) },
      /offset 1 is out/,
      /element 0/,
    ],
    [
      'offsets beyond the data',
      { offsets: encodeNpy('i4', [0, 5, 6, 13]) },
      /offset 13 is out/,
      /element 3/,
    ],
    ['too few labels', { labels: encodeNpy('u1', [0, 1]) }, /4 elements instead of 3/, /offsets/],
    [
      'negative labels',
      { labels: encodeNpy('i1', [0, -1, 0]) },
      /-1 is outside/,
      /labels, element 1/,
    ],
    ['huge labels', { labels: encodeNpy('u4', [0, 4e9, 0]) }, /4000000000 is outside/, /labels/],
    [
      'two speakers of one name',
      {
        speaker_names: npyWithHeader(
          "{'descr': '|S2', 'fortran_order': False, 'shape': (2,), }",
          new TextEncoder().encode('m2m2'),
        ),
      },
      /"m2" is there twice/,
      /speaker_names/,
    ],
    ['speakers of another number', { speakers: encodeNpy('u1', [1]) }, /instead of 3/, /speakers/],
  ])('refuses %s', async (_, changes, message, where) => {
    await expectFailure(() => open(changes), 'data', message, where);
  });

  it('names the row of a value that is no number', async () => {
    const set = await open({ data: encodeNpy('f4', data.with(13, Number.NaN), [frames, 2]) });
    await set.read(0);
    await expectFailure(() => set.read(1), 'data', /NaN/, /member data, row 6, column 1$/);
  });

  it.each([1e38, -1e38, Infinity])('names the place of a value of %d', async (value) => {
    const set = await open({ data: encodeNpy('f4', data.with(12, value), [frames, 2]) });
    const shown = value === Infinity ? /Infinity/ : /9\.99.*e\+37/;
    await expectFailure(() => set.read(1), 'data', shown, /row 6, column 0$/);
  });
});

const SHARED = '../shared/data';

describe('real recordings', () => {
  it.skipIf(!existsSync(`${SHARED}/fsdd`))('fsdd (needs ../shared/data/fsdd)', async () => {
    const store = await DiskStore.open(`${SHARED}/fsdd`);
    expect(findSetFormat(await store.list(), null, 'fsdd').id).toBe('fsdd');
    const set = await fsdd.open(store, OPTIONS);
    expect(set.recordings).toHaveLength(3000);
    expect(set.recordings.filter(({ split }) => split === 'test')).toHaveLength(300);
    let events = 0;
    for (let k = 0; k < 3000; k += 300) events += (await set.read(k)).times.length;
    expect(events / 10).toBeGreaterThan(1000);
    expect(events / 10).toBeLessThan(4000);
  });

  it.skipIf(!existsSync(`${SHARED}/ti46-alpha-cochleagram`))(
    'cochleagrams (needs ../shared/data/ti46-alpha-cochleagram)',
    async () => {
      const store = await DiskStore.open(`${SHARED}/ti46-alpha-cochleagram`);
      expect(findSetFormat(await store.list(), null, 'ti46').id).toBe('cochleagram-npz');
      const set = await cochleagramNpz.open(store, OPTIONS);
      expect(set.recordings).toHaveLength(832);
      expect(set.classNames.at(-1)).toBe('z');
      expect(new Set(set.recordings.map(({ speaker }) => speaker)).size).toBe(4);
      const { times, x } = await set.read(100);
      expect(times.length).toBeGreaterThan(1000);
      expect(Math.max(...x)).toBeLessThan(78);
    },
  );
});

describe('heidelberg-digits', () => {
  const name = (language: string, speaker: string, trial: number, digit: number) =>
    `lang-${language}_speaker-${speaker}_trial-${trial}_digit-${digit}`;
  const files = {
    [`audio/${name('english', '00', 3, 7)}.flac`]: wav,
    [`audio/${name('german', '04', 64, 0)}.flac`]: wav,
  };
  const lists = {
    'train_filenames.txt': `${name('english', '00', 3, 7)}.flac\n`,
    'test_filenames.txt': `${name('german', '04', 64, 0)}.flac\n`,
  };
  const openFiles = async (all: Record<string, Uint8Array | string>) => {
    const store = memoryStore(all);
    const format = findSetFormat(await store.list(), null, 'set');
    expect(format.id).toBe('heidelberg-digits');
    return format.open(store, OPTIONS);
  };

  it('has the classes of SHD, speakers by name and the split of the lists', async () => {
    const set = await openFiles({ ...files, ...lists });
    expect(set.classNames.slice(9, 12)).toEqual(['nine', 'null', 'eins']);
    expect(set.recordings).toMatchObject([
      { id: name('english', '00', 3, 7), label: 7, split: 'train', speaker: '0' },
      { id: name('german', '04', 64, 0), label: 10, split: 'test', speaker: '4' },
    ]);
  });

  it('has no split without the lists', async () => {
    const set = await openFiles(files);
    expect(set.recordings.map(({ split }) => split)).toEqual([null, null]);
  });

  it('refuses lists that leave a recording out or have it twice', async () => {
    await expectFailure(
      () => openFiles({ ...files, 'train_filenames.txt': lists['train_filenames.txt'] }),
      'data',
      /neither list/,
      /german_speaker-04/,
    );
    await expectFailure(
      () => openFiles({ ...files, ...lists, 'test_filenames.txt': Object.values(lists).join('') }),
      'data',
      /in both splits/,
      /test_filenames/,
    );
  });
});
