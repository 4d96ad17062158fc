/** Studies that machines share, and what comes of them when they are collected. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { outcomeOf } from '../../study/outcome.ts';
import { writeStudy } from '../../study/tiny-study.ts';
import { MAIN, motifsmith } from './command.ts';

const root = temporaryFolder();
const methods = [
  'hrmas',
  'dense',
  'feedforward',
  { name: 'diverging', base: 'dense', seeds: [2], settings: { training: { learningRate: 1e30 } } },
];
const { file, data } = writeStudy(root, { methods });
const place = (name: string) => join(root, name);
const run = (folder: string, ...more: string[]) =>
  motifsmith('study', file, '--data', `letters=${data}`, '--output', folder, '--quiet', ...more);
const collect = (...args: string[]) => motifsmith('study', 'collect', ...args);
const local = place('local');
const mixed = place('mixed');
const shards = [1, 2, 3].map((k) => place(`shard-${k}`));

const outcome = (folder: string) => outcomeOf(folder, 'study.json');

/** Everything below a folder. */
const content = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path, readFileSync(path, 'latin1')]),
  );

beforeAll(async () => {
  mkdirSync(mixed);
  writeFileSync(join(mixed, 'notes.txt'), 'of mine');
  expect((await run(local)).code).toBe(EXIT_CODES.incomplete);
  for (const [k, folder] of shards.entries()) {
    const { code } = await run(folder, '--shard', `${k + 1}/3`);
    expect([0, EXIT_CODES.incomplete]).toContain(code);
    expect(existsSync(join(folder, 'tables'))).toBe(false);
  }
}, 300_000);

describe('the results are those of one machine, byte for byte', () => {
  test('from the folders of three, which are only read', async () => {
    const before = shards.map(content);
    const { code, stdout } = await collect(...shards, '--output', place('joined'));
    expect(code).toBe(EXIT_CODES.incomplete);
    expect(stdout).toContain('letters, diverging, seed 2: Training diverged');
    expect(outcome(place('joined'))).toEqual(outcome(local));
    expect(shards.map(content)).toEqual(before);
    // Collected again, also without what is there already.
    expect((await collect(shards[0]!, '--output', place('joined'))).code).toBe(code);
    expect(outcome(place('joined'))).toEqual(outcome(local));
    const resumed = await motifsmith('study', '--resume', place('joined'), '--quiet');
    expect(resumed.code).toBe(EXIT_CODES.incomplete);
    expect(outcome(place('joined'))).toEqual(outcome(local));
  });

  test('from one folder in which three processes want the same cells at once', async () => {
    const shared = place('shared');
    const all = () => run(shared, '--shard', '1/1', '--jobs', '2');
    for (const { code, stderr } of await Promise.all([all(), all(), all()])) {
      expect([EXIT_CODES.artifact, EXIT_CODES.incomplete], stderr).toContain(code);
    }
    // Only what another process was still at is left; a failed run is tried again.
    expect((await all()).code).toBe(EXIT_CODES.incomplete);
    expect(existsSync(join(shared, 'tables'))).toBe(false);
    expect((await collect(shared)).code).toBe(EXIT_CODES.incomplete);
    expect(outcome(shared)).toEqual(outcome(local));
  });

  test('from a collection that was killed at any moment', async () => {
    const output = place('killed');
    for (let delay = 300; ; delay += 60) {
      const args = [MAIN, 'study', 'collect', ...shards, '--output', output];
      const child = spawn(process.execPath, args, { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.on('close', resolve));
      await setTimeout(delay);
      const killed = child.kill('SIGKILL');
      await ended;
      if (existsSync(join(output, 'runs'))) {
        const runs = readdirSync(join(output, 'runs'), { recursive: true, encoding: 'utf8' });
        for (const name of runs.filter((one) => /seed-\d$/.test(one))) {
          const names = readdirSync(join(output, 'runs', name));
          const whole = names.includes('weights.safetensors') && names.includes('summary.json');
          expect(whole || names.every((one) => one.startsWith('failure.json'))).toBe(true);
        }
      }
      if (!killed) break;
    }
    expect(outcome(output)).toEqual(outcome(local));
    const left = Object.keys(content(output)).filter((name) => name.includes('.tmp'));
    expect(left).toEqual([]);
  });
});

describe('what does not fit is refused and named:', () => {
  /** A copy of a shard that has something else in it. */
  function altered(name: string, change: (folder: string) => void): string {
    cpSync(shards[0]!, place(name), { recursive: true });
    change(place(name));
    return place(name);
  }
  const cell = () => {
    const runs = join(shards[0]!, 'runs/letters');
    const [method] = readdirSync(runs).filter((one) => one !== 'diverging');
    const [seed] = readdirSync(join(runs, method!));
    return `letters/${method}/${seed}`;
  };
  const edit = (path: string, from: RegExp, to: string) => {
    const before = readFileSync(path, 'utf8');
    expect(before).toMatch(from);
    writeFileSync(path, before.replace(from, to));
  };

  test.each<[string, RegExp, (folder: string) => void]>([
    [
      'another study',
      /hold two studies, tiny and other/,
      (folder) => edit(join(folder, 'study.json'), /"name": "tiny"/, '"name": "other"'),
    ],
    [
      'other settings',
      /different versions of study tiny: .*epochs is \d+ and 99/,
      (folder) => edit(join(folder, 'study.json'), /"epochs": \d+/, '"epochs": 99'),
    ],
    [
      'other data',
      /The runs of letters were made with different data/,
      (folder) =>
        edit(
          join(folder, 'runs', cell(), 'config.json'),
          /"fingerprint": "sha256:./,
          '"fingerprint": "sha256:x',
        ),
    ],
    [
      'another version',
      /different versions of Motifsmith.*\n.*\(0\.0\.9\)/,
      (folder) =>
        edit(
          join(folder, 'runs', cell(), 'config.json'),
          /"version": "[^"]*"/,
          '"version": "0.0.9"',
        ),
    ],
    [
      'other results',
      /is there twice, with different results/,
      (folder) => edit(join(folder, 'runs', cell(), 'summary.json'), /"loss": 0\./, '"loss": 7.'),
    ],
    [
      'a run of other settings',
      /does not fit the study: its training\.epochs is 99/,
      (folder) =>
        edit(join(folder, 'runs', cell(), 'config.json'), /"epochs": \d+/, '"epochs": 99'),
    ],
    [
      'a changed file',
      /file of the finished run is not what the run wrote|The line is not JSON/,
      (folder) => edit(join(folder, 'runs', cell(), 'metrics.jsonl'), /\d/, ''),
    ],
    [
      'cut weights',
      /weights are not those that the run ended with/,
      (folder) => {
        const path = join(folder, 'runs', cell(), 'weights.safetensors');
        writeFileSync(path, readFileSync(path).subarray(0, -4));
      },
    ],
    [
      'no weights',
      /file of weights is not there/,
      (folder) => rmSync(join(folder, 'runs', cell(), 'weights.safetensors')),
    ],
    [
      'a damaged cost',
      /cost\.json/,
      (folder) => writeFileSync(join(folder, 'runs', cell(), 'cost.json'), '{'),
    ],
    [
      'no study',
      /There is no study in this folder/,
      (folder) => rmSync(join(folder, 'study.json')),
    ],
  ])('%s', async (name, message, change) => {
    const folder = altered(name.replaceAll(' ', '-'), change);
    const output = `${folder}-output`;
    const { code, stderr } = await collect(...shards, folder, '--output', output);
    expect(stderr).toMatch(message);
    expect(stderr).toContain(folder);
    expect([EXIT_CODES.usage, EXIT_CODES.artifact]).toContain(code);
    expect(existsSync(output)).toBe(false);
  });

  test('the same cell twice is no trouble if it came out alike', async () => {
    const twice = [shards[0]!, altered('same', () => {}), shards[0]!, shards[1]!, shards[2]!];
    await collect(...twice, '--output', place('twice'));
    expect(outcome(place('twice'))).toEqual(outcome(local));
  });

  test('a run that is not finished is left out, and said so', async () => {
    const folder = altered('half', (one) => rmSync(join(one, 'runs', cell(), 'summary.json')));
    const { code, stderr } = await collect(folder, shards[1]!, '--output', place('half-output'));
    expect(code).toBe(EXIT_CODES.incomplete);
    expect(stderr).toContain(`warning: ${cell()} is not finished: begun in ${folder}.`);
    expect(existsSync(join(place('half-output'), 'runs', cell()))).toBe(false);
    // The rest comes with another call.
    await collect(...shards, '--output', place('half-output'));
    expect(outcome(place('half-output'))).toEqual(outcome(local));
  });

  test.each([
    [
      'one of the sources',
      () => [shards[0]!, shards[1]!, '--output', shards[1]!],
      /one of the folders/,
    ],
    [
      'in one of them',
      () => [shards[0]!, '--output', join(shards[0]!, 'runs/all')],
      /one of the folders/,
    ],
    ['not given', () => shards, /Name a folder for all with --output/],
    ['of something else', () => [...shards, '--output', mixed], /not empty and holds no study/],
    ['a file', () => [...shards, '--output', data], /a file of this name is in the way|is a file/],
  ] as [string, () => string[], RegExp][])('an output that is %s', async (_, args, message) => {
    const { code, stderr } = await collect(...args());
    expect([EXIT_CODES.usage, EXIT_CODES.inputOutput]).toContain(code);
    expect(stderr).toMatch(message);
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'an output that cannot be written',
    async () => {
      mkdirSync(place('locked'));
      chmodSync(place('locked'), 0o500);
      const { code, stderr } = await collect(...shards, '--output', join(place('locked'), 'all'));
      expect(code).toBe(EXIT_CODES.inputOutput);
      expect(stderr).toContain('permission denied');
    },
  );
});
