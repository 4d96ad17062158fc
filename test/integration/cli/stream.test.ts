/** `stream`: recordings and pipes through the network of a run and of its file, as a user calls it. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { Random } from '../../../src/core/random.ts';
import { wavFile } from '../../data/audio/fixtures.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { MAIN, motifsmith, type Outcome } from './command.ts';

const root = temporaryFolder();
const folder = join(root, 'moves');
const config = join(root, 'moves.json');
const run = join(root, 'run');
const file = join(root, 'network.safetensors');
const CLASSES = ['left', 'right'];

/** A bar that moves over 12 × 8 pixels, ON ahead and OFF behind, and noise; some clock. */
function recording(label: number, k: number): string {
  const random = new Random(k, `moves/${label}`);
  const begin = random.integer(1_000_000);
  const events: number[][] = [];
  for (let t = 0; t < 60_000; t += 500) {
    const along = Math.floor((12 * t) / 60_000);
    const x = label === 0 ? 11 - along : along;
    events.push([begin + t, x, random.integer(8), 1]);
    const behind = label === 0 ? x + 1 : x - 1;
    if (behind >= 0 && behind < 12) events.push([begin + t + 50, behind, random.integer(8), 0]);
    if (random.integer(4) > 0) continue;
    events.push([begin + t + 90, random.integer(12), random.integer(8), random.integer(2)]);
  }
  return `t,x,y,p\n${events.map((event) => event.join()).join('\n')}\n`;
}

/** Runs `motifsmith` with something on its standard input. */
function piped(input: string, ...args: string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, NO_COLOR: '1' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

const objects = ({ stdout, stderr }: Outcome) => {
  expect(stderr).not.toContain('error:');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
};

beforeAll(async () => {
  CLASSES.forEach((name, label) => {
    mkdirSync(join(folder, name), { recursive: true });
    for (let k = 0; k < 6; k++) writeFileSync(join(folder, name, `${k}.csv`), recording(label, k));
  });
  const settings = {
    data: {
      ...{ source: 'recordings', path: folder, format: 'camera-folder', binMs: 2, pool: 2 },
      ...{ sensor: { width: 12, height: 8 }, split: { by: 'stratified', testFraction: 0.3 } },
    },
    network: { layers: [{ kind: 'scml', neurons: 24 }], motifSizes: [4] },
    training: { epochs: 6, batchSize: 4, learningRate: 0.01 },
  };
  writeFileSync(config, JSON.stringify(settings));
  const trained = await motifsmith(
    ...['train', config, '--architecture', 'random', '--run-dir', run, '--quiet'],
  );
  expect(trained.code, trained.stderr).toBe(0);
  const { code, stderr } = await motifsmith(
    ...['export', run, '--format', 'safetensors', '--out', file],
  );
  expect(code, stderr).toBe(0);
});

const first = () => join(folder, 'right', '0.csv');

test('all recordings of a run: as many right ones as its evaluation counts', async () => {
  let right = 0;
  for (const name of CLASSES) {
    for (const entry of readdirSync(join(folder, name))) {
      const final = objects(
        await motifsmith('stream', run, join(folder, name, entry), '--json'),
      ).at(-1);
      expect(final.label).toBe(name);
      if (final.class === name) right++;
    }
  }
  let counted = 0;
  for (const split of ['train', 'test']) {
    const { stdout } = await motifsmith('evaluate', run, '--split', split, '--json');
    const [{ accuracy, samples }] = JSON.parse(stdout).members;
    counted += Math.round(accuracy * samples);
  }
  expect(right).toBe(counted);
  expect(right).toBeGreaterThan(8);
});

test('a run, its file, a copy elsewhere and a pipe give the same scores', async () => {
  const copy = join(root, 'copy.csv');
  cpSync(first(), copy);
  const text = readFileSync(copy, 'utf8');
  const ndjson = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number))
    .map(([t, x, y, p]) => JSON.stringify({ t, x, y, p }))
    .join('\n');
  const outcomes = [
    await motifsmith('stream', run, first(), '--json'),
    await motifsmith('stream', run, copy, '--json'),
    await motifsmith('stream', file, copy, '--json'),
    await piped(text, 'stream', file, '-', '--json'),
    await piped(ndjson, 'stream', run, '-', '--json'),
  ];
  const finals = outcomes.map((outcome) => objects(outcome).at(-1));
  const { event, class: name, scores, steps } = finals[0];
  expect([event, name, scores.length]).toEqual(['final', 'right', 2]);
  for (const final of finals) expect(final).toMatchObject({ event, class: name, scores, steps });
  expect(objects(outcomes[3]!)[0]).toMatchObject({
    event: 'start',
    sensor: { width: 12, height: 8, polarities: 2 },
    classNames: CLASSES,
    origin: { dataset: basename(folder), run: 'run' },
  });
});

test('predictions appear as they form, and as often as asked', async () => {
  const often = await motifsmith('stream', file, first(), '--every', '10');
  const lines = often.stdout.trim().split('\n');
  expect(lines.slice(0, -1).map((line) => line.trim().split(' ms')[0])).toEqual(
    Array.from({ length: lines.length - 1 }, (_, k) => String(10 * (k + 1))),
  );
  expect(lines.at(-1)).toMatch(
    /^right, \d+.% of all scores, after 60 ms \(30 steps, \d+ events\)$/,
  );
  const child = spawn(process.execPath, [MAIN, 'stream', file, '-', '--every', '2']);
  const shown = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', resolve);
  });
  // The source is still open, and says nothing more.
  child.stdin.write('0,3,3,1\n2100,4,3,1\n');
  expect(await shown).toContain('2 ms');
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.kill('SIGINT');
  expect(await ended).toBe(EXIT_CODES.interrupted);
});

test('Ctrl-C before the first event is no damage', async () => {
  const child = spawn(process.execPath, [MAIN, 'stream', file, '-']);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  // More than a pipe holds: when all is written, the command is reading.
  await new Promise((resolve) => child.stdin.write('# a comment\n'.repeat(500_000), resolve));
  child.kill('SIGINT');
  expect(await ended).toBe(EXIT_CODES.interrupted);
});

test('late events and other lines are left out and counted', async () => {
  const { code, stdout, stderr } = await piped(
    '0,3,3,1\n9000,3,3,1\n10,3,3,1\nhello\n8100,3,3,1\n',
    ...['stream', file, '-', '--json'],
  );
  expect(code).toBe(0);
  expect(stderr).toContain('1 late event (7,990 µs)');
  expect(stderr).toContain('standard input, line 3');
  const final = JSON.parse(stdout.trim().split('\n').at(-1)!);
  expect(final.events).toBe(3);
  expect(final.irregularities.map(({ kind }: { kind: string }) => kind)).toEqual([
    'lateEvent',
    'unreadableEvent',
  ]);
});

test('sound is heard as the run hears it, with the noise that its encoder draws for a recording', async () => {
  const sounds = join(root, 'sounds');
  mkdirSync(sounds);
  for (let k = 0; k < 8; k++) {
    const tone = Array.from({ length: 4000 }, (_, n) => 0.3 * Math.sin(n * (k % 2 ? 0.2 : 0.9)));
    writeFileSync(join(sounds, `${k % 2}_anna_${k}.wav`), wavFile(8000, tone));
  }
  const settings = {
    data: {
      ...{ source: 'recordings', path: sounds, format: 'fsdd', only: ['0', '1'], binMs: 5 },
      ...{ ear: { encoder: { kind: 'rate' } }, split: { by: 'stratified', testFraction: 0.5 } },
    },
    network: { layers: [{ kind: 'scml', neurons: 12 }], motifSizes: [4] },
    training: { epochs: 3, batchSize: 4, learningRate: 0.01 },
  };
  writeFileSync(join(root, 'sounds.json'), JSON.stringify(settings));
  const directory = join(root, 'sounds-run');
  const trained = await motifsmith(
    ...['train', join(root, 'sounds.json'), '--architecture', 'random'],
    ...['--run-dir', directory, '--seeds', '1', '--quiet'],
  );
  expect(trained.code, trained.stderr).toBe(0);
  const scores = async (path: string) => {
    const { label, scores: found } = objects(
      await motifsmith('stream', directory, path, '--json'),
    ).at(-1);
    return { label, found };
  };
  const own = await scores(join(sounds, '0_anna_2.wav'));
  expect(own.label).toBe('0');
  // The same sound elsewhere is another recording, for which the encoder draws anew.
  cpSync(join(sounds, '0_anna_2.wav'), join(root, 'elsewhere.wav'));
  const other = await scores(join(root, 'elsewhere.wav'));
  expect(other.label).toBeNull();
  expect(other.found).not.toEqual(own.found);
});

describe('refuses by name', () => {
  const ownSensor = /network is for one of 12 × 8 pixels/;
  test.each<[string, string, RegExp]>([
    [
      'a pixel beyond the sensor',
      't,x,y,p\n0,1,1,1\n5,200,3,1\n',
      /at least 201 × 4 pixels, but the/,
    ],
    ['another sensor', '# geometry: 640x480\nt,x,y,p\n0,1,1,1\n', /of 640 × 480 pixels, but the/],
    ['channels', '0,3\n', /channels in a row, but the/],
  ])('%s', async (_, text, message) => {
    const path = join(root, 'other.csv');
    writeFileSync(path, text);
    for (const outcome of [
      await piped(text, 'stream', file, '-'),
      await motifsmith('stream', file, path),
    ]) {
      expect(outcome.code).toBe(EXIT_CODES.data);
      expect(outcome.stderr).toMatch(message);
      expect(outcome.stderr).toMatch(ownSensor);
      expect(outcome.stderr).toMatch(/remedy: .*train a network on recordings of that sensor/);
    }
  });

  test('a recording whose format does not say its size', async () => {
    const path = join(root, 'other.bin');
    writeFileSync(path, Uint8Array.of(30, 2, 128, 0, 0, 1, 1, 128, 0, 9));
    const { code, stderr } = await motifsmith('stream', file, path);
    expect(code).toBe(EXIT_CODES.data);
    expect(stderr).toContain('1 are outside 12 × 8 pixels');
  });

  test.each<[string[], number, RegExp]>([
    [['stream', 'nowhere', first()], EXIT_CODES.artifact, /is not there/],
    [['stream', file, 'nowhere.csv'], EXIT_CODES.data, /does not exist/],
    [['stream', file, join(root, 'sound.wav')], EXIT_CODES.usage, /how sound is heard/],
    [['stream', join(root, 'network.npz'), first()], EXIT_CODES.usage, /is in npz/],
    [['stream', file, '/dev/null'], EXIT_CODES.usage, /stream \S+ - < \/dev\/null/],
    [['stream', file, folder], EXIT_CODES.data, /There are 12 files/],
    [['stream', file, first(), '--every', '0'], EXIT_CODES.usage, /whole number from 1/],
  ])('%j', async (args, code, message) => {
    writeFileSync(join(root, 'sound.wav'), 'RIFF');
    await motifsmith('export', run, '--format', 'npz', '--out', join(root, 'network.npz'));
    const outcome = await motifsmith(...args);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.code).toBe(code);
  });

  test('an input without events', async () => {
    const { code, stderr } = await piped('', 'stream', file, '-');
    expect(code).toBe(EXIT_CODES.data);
    expect(stderr).toContain('The stream has no events.');
  });
});
