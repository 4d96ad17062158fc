/** `init` as users call it: a file that works, and refusals that help. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { wavFile } from '../../data/audio/fixtures.ts';
import { writeAtisFolder } from '../../data/datasets/sets.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { motifsmith } from './command.ts';

const root = temporaryFolder();
process.env.MOTIFSMITH_CACHE = join(root, 'cache');

test('a search runs on the file as it is, and the file is not overwritten', async () => {
  const digits = join(root, 'digits');
  writeAtisFolder(digits, { train: 4, test: 1 });
  const file = join(root, 'digits.yaml');
  const made = await motifsmith('init', digits, '--output', file);
  expect([made.code, made.stdout]).toEqual([
    0,
    expect.stringContaining(`Next: motifsmith search ${file}`),
  ]);
  expect(made.stdout).toContain('10 classes have fewer than 10 recordings');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('# 2,312 inputs become 578');

  // What takes a moment less is said on the command line, so that the file stays as it is.
  const quick = ['search.sizeEpochs=1', 'search.typeEpochs=1', 'search.finalists.sharedEpochs=12'];
  const sets = [...quick, 'training.epochs=2'].flatMap((set) => ['--set', set]);
  const run = await motifsmith('search', file, '--json', '--output', root, ...sets);
  expect(run.code, run.stderr).toBe(0);
  expect(JSON.parse(run.stdout).methods).toHaveLength(1);

  const again = await motifsmith('init', digits, '--output', file);
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('--force')]);
  expect(readFileSync(file, 'utf8')).toBe(text);
  const other = await motifsmith(
    ...['init', digits, '--output', file, '--force', '--set', 'data.binMs=9'],
  );
  expect(other.code).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain('# As you asked.\n  binMs: 9');
});

test('from tables of channels to a prediction of each event', async () => {
  const folder = join(root, 'channels');
  for (const [name, step] of [
    ['up', 1],
    ['down', -1],
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let k = 0; k < 4; k++) {
      const at = (e: number) => (12 + step * (e % 12)) % 12;
      const rows = Array.from({ length: 60 }, (_, e) => `${8 * e + k},${at(e)}`);
      writeFileSync(join(folder, name, `${k}.csv`), `t_ms,channel\n${rows.join('\n')}\n`);
    }
  }
  const file = join(root, 'channels.yaml');
  expect((await motifsmith('init', folder, '--output', file)).stdout).toContain('12 channels;');
  expect(readFileSync(file, 'utf8')).toContain('sensor: {width: 12, height: 1}');
  const run = join(root, 'channels-run');
  const quick = ['search.sizeEpochs=1', 'search.typeEpochs=1', 'search.finalists.sharedEpochs=12'];
  const sets = [...quick, 'training.epochs=2'].flatMap((set) => ['--set', set]);
  const searched = await motifsmith('search', file, '--run-dir', run, '--quiet', ...sets);
  expect(searched.stdout).toContain(`motifsmith stream ${run} RECORDING`);
  const network = join(root, 'channels.safetensors');
  await motifsmith('export', run, '--format', 'safetensors', '--out', network);

  const recording = join(folder, 'up', '1.csv');
  const last = (text: string) => JSON.parse(text.trim().split('\n').at(-1)!);
  const known = last((await motifsmith('stream', run, recording, '--json')).stdout);
  expect([known.events, known.label]).toEqual([60, 'up']);
  const { label: _, ...same } = known;
  const streamed = await motifsmith('stream', network, recording, '--json');
  expect(last(streamed.stdout)).toMatchObject(same);
  const other = join(root, 'camera.csv');
  writeFileSync(other, 't,x,y,p\n0,3,40,1\n5,4,50,0\n');
  const refused = await motifsmith('stream', network, other);
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('12 channels')]);
});

test.each<[string, readonly string[], string]>([
  ['no folders of classes', ['a.wav', 'b.wav'], 'are not in folders of classes'],
  ['nothing', [], 'There are no files.'],
  ['one class', ['a/1.wav', 'a/2.wav'], 'All recordings are of one class, a'],
  ['one recording a class', ['a/1.wav', 'b/2.wav'], '2 classes have fewer than two recordings'],
  ['two rates', ['a/1.wav', 'a/2.wav', 'b/1.wav', 'b/16000.wav'], 'data.ear.sampleRate'],
])('%s: says so and writes nothing', async (name, files, message) => {
  const folder = join(root, name.replaceAll(' ', '-'));
  mkdirSync(folder);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), sound(file.endsWith('16000.wav') ? 16_000 : 8000));
  }
  const output = join(root, 'refused.yaml');
  const { code, stderr } = await motifsmith('init', folder, '--output', output, '--quiet');
  expect([code, stderr]).toEqual([3, expect.stringContaining(message)]);
  expect(stderr).toContain('remedy:');
  expect(existsSync(output)).toBe(false);
});

/** A fifth of a second of a tone. */
const sound = (rate: number): Uint8Array =>
  wavFile(
    rate,
    Float64Array.from({ length: rate / 5 }, (_, k) => 0.4 * Math.sin((2764.6 * k) / rate)),
  );
