/** What cannot be read in a folder of recordings is counted and named, and costs no other recording. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_EAR } from '../../../src/data/audio/ear.ts';
import { OFFICIAL_SPLIT } from '../../../src/data/datasets/recording-split.ts';
import { KEEP_ALL } from '../../../src/data/events/transform.ts';
import { inspectSet } from '../../../src/data/inspect/inspect-set.ts';
import { DiskStore } from '../../../src/data/store/disk.ts';
import { locateSet } from '../../../src/data/store/locate.ts';
import { openDataset } from '../../../src/data/store/open.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { tone, wavFile } from '../audio/fixtures.ts';
import { expectFailure } from '../helpers.ts';

const root = temporaryFolder();
const WINDOWS = process.platform === 'win32';

/** Two recordings of each class and split. */
function folder(): string {
  const path = mkdtempSync(join(root, 'set-'));
  for (const split of ['train', 'test']) {
    for (const [k, name] of ['a', 'b'].entries()) {
      mkdirSync(join(path, split, name), { recursive: true });
      for (const n of [1, 2]) {
        const sound = tone(8000, 400 + 900 * k + 50 * n, 0.1);
        writeFileSync(join(path, split, name, `${n}.wav`), wavFile(8000, sound));
      }
    }
  }
  return path;
}

const about = (path: string, skipBad: boolean) =>
  ({
    ...KEEP_ALL,
    source: 'recordings',
    path,
    format: null,
    only: null,
    binMs: 10,
    counts: false,
    split: OFFICIAL_SPLIT,
    ear: DEFAULT_EAR,
    sensor: null,
    skipBad,
  }) as const;

interface Case {
  readonly name: string;
  /** Where it is in the set. */
  readonly id: string;
  readonly make: (path: string) => void;
  readonly problem: RegExp;
  readonly remedy?: RegExp;
}

const nothing = /link to \/nonexistent, which does not exist/;
const ANNEXED = '../../.git/annex/objects/Xx/Yy/SHA256E-s1--ab.wav/SHA256E-s1--ab.wav';

const CASES: Case[] = [
  {
    name: 'a link to nowhere',
    id: 'train/a/zz.wav',
    make: (path) => symlinkSync('/nonexistent', path),
    problem: nothing,
  },
  {
    name: 'a first recording that is a link to nowhere',
    id: 'test/a/0.wav',
    make: (path) => symlinkSync('/nonexistent', path),
    problem: nothing,
  },
  {
    name: 'a class that is a link to nowhere',
    id: 'train/c',
    make: (path) => symlinkSync('/nonexistent', path),
    problem: nothing,
  },
  {
    name: 'a link of git-annex',
    id: 'train/a/annexed.wav',
    make: (path) => symlinkSync(ANNEXED, path),
    problem: /git-annex, and its content is not here/,
    remedy: /git annex get \.` or `datalad get/,
  },
  {
    name: 'a pointer of git-annex',
    id: 'train/a/annexed.wav',
    make: (path) => writeFileSync(path, '/annex/objects/MD5E-s52080--2d0.wav\n'),
    problem: /git-annex, and its content is not here/,
    remedy: /git annex get/,
  },
  {
    name: 'a pointer of Git LFS',
    id: 'train/a/large.wav',
    make: (path) => writeFileSync(path, 'version https://git-lfs.github.com/spec/v1\nsize 12\n'),
    problem: /Git LFS, and its content is not here/,
    remedy: /git lfs pull/,
  },
  {
    name: 'a link of DVC',
    id: 'train/a/kept.wav',
    make: (path) => symlinkSync('/home/x/.dvc/cache/files/md5/a3/04afb9', path),
    problem: /DVC, and its content is not here/,
    remedy: /dvc pull/,
  },
  {
    name: 'a recording of DVC',
    id: 'train/a/kept.wav',
    make: (path) => writeFileSync(`${path}.dvc`, 'outs:\n- md5: a304afb9\n  path: kept.wav\n'),
    problem: /DVC, and its content is not here/,
    remedy: /dvc pull/,
  },
  {
    name: 'a class of DVC',
    id: 'train/c',
    make: (path) => writeFileSync(`${path}.dvc`, 'outs:\n- md5: a304afb9.dir\n  path: c\n'),
    problem: /DVC, and its content is not here/,
    remedy: /dvc pull/,
  },
  {
    name: 'a link to itself',
    id: 'train/a/loop.wav',
    make: (path) => symlinkSync('loop.wav', path),
    problem: /leads back to itself/,
  },
  {
    name: 'a link to a folder above',
    id: 'train/a/up',
    make: (path) => symlinkSync('../..', path),
    problem: /leads back to itself/,
  },
  {
    name: 'a name that is not UTF-8',
    id: 'train/a/caf\\xe9.wav',
    make: (path) => {
      writeFileSync(path, 'x');
      const name = Buffer.concat([
        Buffer.from(path.slice(0, path.indexOf('caf'))),
        Buffer.from('caf\xe9.wav', 'latin1'),
      ]);
      renameSync(path, name);
    },
    problem: /name that is not text in UTF-8/,
    remedy: /Rename it/,
  },
  {
    name: 'a pipe',
    id: 'train/a/pipe.wav',
    make: (path) => spawnSync('mkfifo', [path]),
    problem: /is a pipe, not a file/,
  },
  {
    name: 'a device',
    id: 'train/a/zero.wav',
    make: (path) => symlinkSync('/dev/zero', path),
    problem: /is a device, not a file/,
  },
  ...(process.platform === 'linux'
    ? [
        {
          name: 'a file that the disk does not give',
          id: 'train/a/broken.wav',
          make: (path: string) => symlinkSync('/proc/self/mem', path),
          problem: /could not be read \(EIO\)/,
        },
      ]
    : []),
  ...(process.getuid?.() === 0
    ? []
    : [
        {
          name: 'a locked file',
          id: 'train/a/locked.wav',
          make: (path: string) => {
            writeFileSync(path, 'x');
            chmodSync(path, 0);
          },
          problem: /permission denied/,
        },
        {
          name: 'a locked folder',
          id: 'train/c',
          make: (path: string) => {
            mkdirSync(path);
            chmodSync(path, 0);
          },
          problem: /permission denied/,
        },
      ]),
];

describe.skipIf(WINDOWS)('in a folder of recordings', () => {
  test.each(CASES)('$name is counted and named', async ({ id, make, problem, remedy }) => {
    const path = folder();
    make(join(path, id));
    const { open } = await locateSet(about(path, false));
    const { bad } = await inspectSet(await open());
    expect(bad).toHaveLength(1);
    expect(bad[0]).toMatchObject({ id, where: join(path, id) });
    expect(bad[0]!.problem).toMatch(problem);
    const failure = await expectFailure(
      () => openDataset(about(path, false)),
      'data',
      problem,
      /./,
    );
    expect(failure.where).toBe(join(path, id));
    expect(failure.remedy).toContain('--skip-bad');
    if (remedy) expect(failure.remedy).toMatch(remedy);
  });

  test.each(CASES)('$name is skipped on request, and nothing else', async ({ id, make }) => {
    const path = folder();
    const whole = await openDataset(about(path, false));
    make(join(path, id));
    const set = await openDataset(about(path, true));
    expect(set.skipped.map((one) => one.id)).toEqual([id]);
    expect(set.fingerprint).toBe(whole.fingerprint);
    for (const opened of [whole, set]) opened.close();
    // It is in the cache now, but still not what was asked for.
    await expectFailure(() => openDataset(about(path, false)), 'data', /./, /./);
  });

  test('a socket is counted and named', async () => {
    const path = folder();
    const server = createServer().listen(join(path, 'train', 's.wav'));
    await new Promise((resolve) => server.once('listening', resolve));
    renameSync(join(path, 'train', 's.wav'), join(path, 'train', 'a', 's.wav'));
    const set = await openDataset(about(path, true));
    expect(set.skipped).toMatchObject([
      { id: 'train/a/s.wav', problem: expect.stringContaining('is a socket') },
    ]);
    set.close();
    server.close();
  });

  test('what is mended is read', async () => {
    const path = folder();
    const link = join(path, 'train', 'a', '3.wav');
    symlinkSync('/nonexistent', link);
    const before = await openDataset(about(path, true));
    unlinkSync(link);
    writeFileSync(link, wavFile(8000, tone(8000, 500, 0.1)));
    const after = await openDataset(about(path, false));
    expect([before.train.length, after.train.length]).toEqual([4, 5]);
    for (const opened of [before, after]) opened.close();
  });

  test('if nothing can be read, the first reason is given', async () => {
    const path = mkdtempSync(join(root, 'set-'));
    for (const split of ['train', 'test']) symlinkSync(ANNEXED, join(path, split));
    await expectFailure(() => locateSet(about(path, false)), 'data', /git-annex/, /test$/);
    const files = mkdtempSync(join(root, 'set-'));
    mkdirSync(join(files, 'a'));
    for (const name of ['1.wav', '2.wav']) symlinkSync(ANNEXED, join(files, 'a', name));
    const { open } = await locateSet(about(files, true));
    await expectFailure(open, 'data', /git-annex/, /1\.wav$/);
  });

  test('a name that no recording has is in nobody’s way', async () => {
    const path = folder();
    symlinkSync('/nonexistent', join(path, 'notes.txt'));
    symlinkSync('/nonexistent', join(path, '.hidden'));
    (await openDataset(about(path, false))).close();
  });
});

test.skipIf(WINDOWS)('a single recording that is not there is called what it is', async () => {
  const path = folder();
  const link = join(path, 'x.wav');
  symlinkSync(ANNEXED, link);
  await expectFailure(() => DiskStore.open(link), 'data', /git-annex/, /x\.wav$/);
  writeFileSync(join(path, 'y.wav.dvc'), 'outs:\n- path: y.wav\n');
  await expectFailure(() => DiskStore.open(join(path, 'y.wav')), 'data', /DVC/, /y\.wav$/);
  writeFileSync(join(path, 'z.hdf5'), '/annex/objects/MD5E-s52080--2d0.hdf5\n');
  const store = await DiskStore.open(join(path, 'z.hdf5'));
  const file = 'z.hdf5';
  for (const read of [
    () => store.read(file),
    () => store.openFile(file),
    () => store.head(file, 9),
  ]) {
    await expectFailure(read, 'data', /git-annex/, /z\.hdf5$/);
  }
});
