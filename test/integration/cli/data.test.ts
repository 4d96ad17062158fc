/** The `data` commands, and training on recordings, as users call them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { beforeAll, describe, expect, test } from 'vitest';
import { recordingsSettings } from '../../../src/config/data-settings.ts';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { openDecodedSet } from '../../../src/data/store/open.ts';
import { hereabouts } from '../../../src/files/temporary.ts';
import { writeAtisFolder } from '../../data/datasets/sets.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { begin, motifsmith } from './command.ts';

const root = temporaryFolder();
process.env.MOTIFSMITH_CACHE = join(root, 'cache');

const digits = join(root, 'digits');
const damaged = join(root, 'damaged');
const RECORDING = join('Train', '3', '00001.bin');

/** Settings under which a run on so little takes a moment. */
const QUICK = [
  'network.layers=[{kind: scml, neurons: 16}]',
  'network.motifSizes=[2,4]',
  'search.sizeEpochs=1',
  'search.typeEpochs=1',
  'search.plasticity.window=4',
  'training.epochs=2',
  'data.split.by=official',
].flatMap((set) => ['--set', set]);

/** Moves the event at a byte to column 200. */
function spoil(path: string, offset: number): void {
  const bytes = readFileSync(path);
  bytes[offset] = 200;
  writeFileSync(path, bytes);
}

beforeAll(() => {
  writeAtisFolder(digits, { train: 4, test: 1 });
  writeAtisFolder(damaged, { train: 4, test: 1 });
  // 150 events of 5 bytes; the last and the third are beyond the sensor of N-MNIST.
  spoil(join(damaged, RECORDING), 745);
  spoil(join(damaged, 'Test', '7', '00000.bin'), 10);
});

describe('data inspect', () => {
  test('a folder, for programs', async () => {
    const picture = join(root, 'sample.png');
    const { code, stdout, stderr } = await motifsmith(
      ...['data', 'inspect', digits, '--json', '--sample', '7', '--raster', picture],
    );
    expect([code, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      format: 'motifsmith-inspection',
      dataFormat: 'atis-folder',
      sensor: { width: 34, height: 34, polarities: 2 },
      samples: {
        total: 50,
        perSplit: { train: 40, test: 10, none: 0 },
        perClass: { 0: 5, 9: 5 },
        perClassAndSplit: { 3: { train: 4, test: 1, none: 0 } },
      },
      events: { total: 7500, perSample: { min: 150, median: 150, max: 150 } },
      bad: [],
      sample: { index: 7, events: 150 },
    });
    expect(report.events.on + report.events.off).toBe(7500);
    expect(report.durationMs.max).toBeLessThan(20);
    const { width, height, data } = decode(readFileSync(picture));
    expect([width > 1000, height > 200]).toEqual([true, true]);
    // White paper, grey frames, orange and blue events.
    const colours = new Set<string>();
    for (let i = 0; i < data.length; i += 3) colours.add(data.subarray(i, i + 3).join());
    expect(colours.size).toBeGreaterThan(4);
  });

  test('a folder, for people', async () => {
    const { code, stdout } = await motifsmith('data', 'inspect', digits);
    expect(code).toBe(0);
    for (const text of [
      /50 recordings of 10 classes, 34 × 34 cells, ON and OFF events/,
      /class +samples +train +test/,
      /^3 +5 +4 +1$/m,
      /^events +150 +150 ± 0 +150 +150$/m,
      /Sample 0: Test\/0\/00000\.bin, class 0, 150 events/,
      /[⠁-⣿]/,
    ]) {
      expect(stdout).toMatch(text);
    }
  });

  test('a single file', async () => {
    const { code, stdout } = await motifsmith('data', 'inspect', join(digits, RECORDING), '--json');
    expect(code).toBe(0);
    const { kind, dataFormat, events, samples } = JSON.parse(stdout);
    expect([kind, dataFormat, samples.total, events.total]).toEqual(['file', 'atis', 1, 150]);
    expect(events.x.max).toBeLessThan(34);
    expect(events.time.min).toBeGreaterThanOrEqual(0);
  });

  test('damage and copies are named, and nothing stops there', async () => {
    const copy = join(root, 'copied');
    writeAtisFolder(copy, { train: 2, test: 1 });
    writeFileSync(join(copy, 'notes.txt'), 'by hand');
    writeFileSync(
      join(copy, 'Test', '4', '00000.bin'),
      readFileSync(join(copy, 'Train', '4', '00001.bin')),
    );
    spoil(join(copy, 'Train', '5', '00000.bin'), 5);
    const { code, stdout } = await motifsmith('data', 'inspect', copy, '--json');
    expect(code).toBe(0);
    const { bad, warnings, samples } = JSON.parse(stdout);
    expect(samples.total).toBe(30);
    expect(bad).toMatchObject([{ id: 'Train/5/00000.bin' }]);
    const told = warnings.first.map(
      ({ where, what }: { where: string; what: string }) => `${where}: ${what}`,
    );
    expect(told.join('\n')).toMatch(/notes\.txt: left out/);
    expect(told.join('\n')).toMatch(
      /Train\/4\/00001\.bin: has the same events as Test\/4\/00000\.bin, which is in the split test/,
    );
    const people = await motifsmith('data', 'inspect', copy);
    expect(people.stdout).toMatch(/1 damaged recording:\n.*Train\/5\/00000\.bin, byte \d+/);
    expect(people.stdout).toMatch(/2 warnings:/);
  });

  test.each<[string, string[], number, RegExp]>([
    ['nothing there', ['absent'], EXIT_CODES.data, /does not exist/],
    ['an empty folder', ['empty'], EXIT_CODES.data, /There are no files/],
    [
      'an unknown kind',
      ['digits', '--format', 'nmist'],
      EXIT_CODES.usage,
      /no data format "nmist"/,
    ],
    ['no such sample', ['digits', '--sample', '50'], EXIT_CODES.usage, /0 to 49/],
    ['a senseless sample', ['digits', '--sample', '-1'], EXIT_CODES.usage, /whole number/],
    ['a wrong setting', ['digits', '--set', 'data.pool=0'], EXIT_CODES.usage, /data\.pool is 0/],
    ['a damaged file', [join('damaged', RECORDING)], EXIT_CODES.data, /byte 745/],
  ])('refuses %s', async (_, [path, ...options], expected, message) => {
    mkdirSync(join(root, 'empty'), { recursive: true });
    const { code, stderr } = await motifsmith('data', 'inspect', join(root, path!), ...options);
    expect(code).toBe(expected);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('remedy:');
  });
});

describe('data verify', () => {
  test('passes what is sound', async () => {
    const { code, stdout } = await motifsmith('data', 'verify', digits);
    expect([code, stdout]).toEqual([0, expect.stringContaining('50 of 50 recordings are intact')]);
  });

  test('lists all damage and exits 3', async () => {
    const { code, stdout } = await motifsmith('data', 'verify', damaged);
    expect(code).toBe(EXIT_CODES.data);
    expect(stdout).toMatch(/48 of 50 recordings are intact/);
    expect(stdout).toMatch(/Test\/7\/00000\.bin, byte 10/);
    expect(stdout).toMatch(/Train\/3\/00001\.bin, byte 745/);
    const json = await motifsmith('data', 'verify', damaged, '--json');
    expect(json.code).toBe(EXIT_CODES.data);
    expect(JSON.parse(json.stdout)).toMatchObject({ passed: false, recordings: 50 });
    expect(JSON.parse(json.stdout).bad).toHaveLength(2);
  });
});

describe('data convert', () => {
  test('writes what is read back as the same samples', async () => {
    const npz = join(root, 'digits.npz');
    const { code, stdout } = await motifsmith('data', 'convert', digits, '--out', npz);
    expect([code, stdout]).toEqual([0, expect.stringContaining('50 recordings, 7,500 events')]);
    const report = JSON.parse((await motifsmith('data', 'inspect', npz, '--json')).stdout);
    expect(report).toMatchObject({
      dataFormat: 'spike-npz',
      sensor: { width: 34, height: 34, polarities: 2 },
      samples: { total: 50, perSplit: { train: 40, test: 10 }, perClass: { 3: 5 } },
      events: { total: 7500 },
      sample: { id: 'Test/0/00000.bin', class: '0' },
    });
    const run = (data: string, ...more: string[]) =>
      motifsmith(
        ...['train', 'nmnist-short', '--architecture', 'self', '--data', data, ...QUICK, ...more],
        ...['--json', '--quiet', '--output', join(root, 'runs')],
      );
    const folder = await run(digits);
    const archive = await run(npz, '--set', 'data.format=spike-npz');
    expect([folder.code, archive.code]).toEqual([0, 0]);
    const [one, other] = [folder, archive].map((each) => JSON.parse(each.stdout));
    expect(other.data.fingerprint).toBe(one.data.fingerprint);
    expect(other.members[0].test).toEqual(one.members[0].test);
  });

  test('writes events as recorded, which are read back as the same samples', async () => {
    const out = join(root, 'events');
    const convert = (...more: string[]) =>
      motifsmith('data', 'convert', digits, '--events', '--out', out, ...more);
    const refused = await convert('--set', 'data.pool=2');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('data.pool')]);
    // What a killed process left: its number is nobody's.
    const left = `${out}.${await hereabouts()}-${2 ** 30}-0123456789ab.tmp`;
    mkdirSync(join(left, 'train'), { recursive: true });
    const { code, stdout } = await convert();
    expect([code, stdout]).toEqual([0, expect.stringContaining('7,500 events, as recorded.')]);
    expect(readdirSync(root).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const samples = async (path: string) => {
      const set = ['data.skipBad=true'];
      const decoded = await openDecodedSet(recordingsSettings(path, { set }), {});
      const { digests, recordings, classNames, sensor } = decoded;
      decoded.close();
      return { digests, recordings, classNames, sensor };
    };
    expect(await samples(out)).toEqual(await samples(digits));
    const again = await convert();
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('not empty')]);
    const taken = join(root, 'taken');
    writeFileSync(taken, '');
    const onFile = await motifsmith('data', 'convert', digits, '--events', '--out', taken);
    expect([onFile.code, onFile.stderr]).toEqual([6, expect.stringContaining('--out')]);
    const bad = join(root, 'damaged-events');
    const strict = await motifsmith('data', 'convert', damaged, '--events', '--out', bad);
    expect([strict.code, strict.stderr]).toEqual([3, expect.stringContaining('--skip-bad')]);
    expect(existsSync(bad)).toBe(false);
    const lenient = [damaged, '--events', '--out', bad, '--skip-bad'];
    expect((await motifsmith('data', 'convert', ...lenient)).stdout).toContain('48 recordings');
  });

  test('gives the same bytes side by side, and after being killed at any moment', async () => {
    const set = join(root, 'large');
    writeAtisFolder(set, { train: 30, test: 2 });
    const out = (k: number) => join(root, `large-${k}.npz`);
    const convert = (k: number) => begin('data', 'convert', set, '--out', out(k), '--quiet');
    for (const [k, delay] of [150, 300, 450].entries()) {
      const { child, ended } = convert(k);
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill('SIGKILL');
      await ended;
    }
    const both = await Promise.all([convert(3).ended, convert(4).ended]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(readFileSync(out(3)).equals(readFileSync(out(4)))).toBe(true);
    rmSync(join(root, 'cache'), { recursive: true });
    expect((await convert(5).ended).code).toBe(0);
    expect(readFileSync(out(5)).equals(readFileSync(out(3)))).toBe(true);
    const left = readdirSync(join(root, 'cache', 'sets'));
    expect(left.filter((name) => !name.endsWith('.cache'))).toEqual([]);
  });

  test('stops at Ctrl-C in an orderly way', async () => {
    const out = join(root, 'stopped.npz');
    const { child, ended } = begin('data', 'convert', join(root, 'large'), '--out', out);
    child.kill('SIGINT');
    const { code, signal } = await ended;
    // So early that the process may not have begun to listen.
    expect(code === EXIT_CODES.interrupted || signal === 'SIGINT').toBe(true);
  });

  test('says what cannot be written', async () => {
    const out = join(root, 'no', 'such', 'folder.npz');
    const { code, stderr } = await motifsmith('data', 'convert', digits, '--out', out);
    expect(code).toBe(EXIT_CODES.inputOutput);
    expect(stderr).toMatch(/folder on the way does not exist[\s\S]*--out/);
  });
});

describe('damaged recordings in training', () => {
  const run = (...more: string[]) =>
    motifsmith(
      ...['search', 'nmnist-short', '--data', damaged, ...QUICK, ...more],
      ...['--output', join(root, 'damaged-runs'), '--json'],
    );

  test('end the run, naming file and byte', async () => {
    const { code, stdout } = await run();
    expect(code).toBe(EXIT_CODES.data);
    const { error } = JSON.parse(stdout);
    expect(error.where).toMatch(/Test\/7\/00000\.bin, byte 10/);
    expect(error.remedy).toContain('--skip-bad');
  });

  test('are left out, counted and recorded with --skip-bad', async () => {
    const { code, stdout, stderr } = await run('--skip-bad');
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: Skipped 2 damaged recordings; the first is Test\/7/);
    const { data, directory } = JSON.parse(stdout);
    expect([data.trainSamples, data.testSamples]).toEqual([39, 9]);
    const record = JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8'));
    expect(record.data.skipped).toMatchObject([
      { id: 'Test/7/00000.bin' },
      { id: 'Train/3/00001.bin', where: expect.stringMatching(/byte 745/) },
    ]);
    const again = await motifsmith('evaluate', directory, '--json');
    expect(again.code).toBe(0);
  });
});

describe('synthetic tasks', () => {
  const few = ['data.options.trainPerClass=3', 'data.options.testPerClass=2'];
  const small = few.flatMap((set) => ['--set', set]);

  test('are made into a file that is read back', async () => {
    const out = join(root, 'match.npz');
    const { code, stdout } = await motifsmith(
      ...['data', 'generate', 'delayed-match', '--out', out, ...small, '--json'],
    );
    expect(code).toBe(0);
    const { classes, recordings, events, memoryless } = JSON.parse(stdout);
    expect(recordings).toBe(5 * classes.length);
    expect(memoryless).toBeLessThan(1);
    const read = JSON.parse((await motifsmith('data', 'inspect', out, '--json')).stdout);
    expect(read).toMatchObject({ classes, events: { total: events } });
    expect(read.samples.perSplit).toEqual({
      train: 3 * classes.length,
      test: 2 * classes.length,
      none: 0,
    });
    const people = await motifsmith('data', 'generate', 'delayed-match', '--out', out, ...small);
    expect(people.stdout).toMatch(
      /Simulated: [\s\S]*Without memory, accuracy is at most [\d.]+\s%/,
    );
  });

  test('are trained on without a file, with the same samples', async () => {
    const source = ['--set', 'data.source=synthetic', '--set', 'data.task=temporal-xor', ...small];
    const quick = QUICK.filter((_, k) => k < QUICK.length - 2);
    const run = (...data: string[]) =>
      motifsmith(
        ...['train', 'demo', '--architecture', 'self', '--seed', '1', ...data, ...quick],
        ...['--json', '--quiet', '--output', join(root, 'runs')],
      );
    const made = await run(...source, '--set', 'data.counts=true');
    const out = join(root, 'xor.npz');
    await motifsmith('data', 'generate', 'temporal-xor', '--out', out, ...small);
    const read = await run('--data', out, '--set', 'data.counts=true');
    expect([made.code, read.code]).toEqual([0, 0]);
    expect(JSON.parse(made.stdout).data.fingerprint).toBe(JSON.parse(read.stdout).data.fingerprint);
  });

  test.each([
    [['delayed-mach'], /no synthetic task "delayed-mach"/],
    [
      ['delayed-match', '--set', 'data.options.dealyMs=1'],
      /Unknown setting data\.options\.dealyMs[\s\S]*Did you mean data\.options\.delayMs\?/,
    ],
    [
      ['delayed-match', '--set', 'data.options.delayMs=-1'],
      /data\.options\.delayMs is -1; allowed: a number from 0 to 10000\./,
    ],
    [['delayed-match', '--set', 'data.source=recordings'], /source of the data is synthetic|path/],
  ])('refuse %j', async (args, message) => {
    const { code, stderr } = await motifsmith(
      ...['data', 'generate', ...args, '--out', join(root, 'x.npz')],
    );
    expect(code).toBe(EXIT_CODES.usage);
    expect(stderr).toMatch(message);
  });
});

test('data formats', async () => {
  const { sets, files, tasks } = JSON.parse((await motifsmith('data', 'formats', '--json')).stdout);
  expect(sets.map(({ id }: { id: string }) => id)).toContain('n-tidigits');
  expect(files.map(({ id }: { id: string }) => id)).toContain('aedat4');
  expect(tasks.map(({ id }: { id: string }) => id)).toContain('moving-bars');
  expect((await motifsmith('data', 'formats')).stdout).toMatch(
    /Data sets[\s\S]*Event-camera files/,
  );
  expect((await motifsmith('data', '--help')).stdout).toMatch(/inspect[\s\S]*verify[\s\S]*convert/);
});
