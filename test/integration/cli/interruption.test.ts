/** Ctrl-C, a polite kill and a rude one, in real processes: no run loses a bit of its result. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { fileHash, temporaryFolder, writeTiny } from '../../experiment/tiny.ts';
import { begin, motifsmith } from './command.ts';

const root = temporaryFolder();
mkdirSync(join(root, 'undisturbed'));
const { config } = writeTiny(root);
// Long enough that signals arrive in the middle, short enough for a test.
const longer = [
  ...['--set', 'search.sizeEpochs=8', '--set', 'search.typeEpochs=8'],
  ...['--set', 'training.epochs=40', '--set', 'checkpointEveryEpochs=3'],
];
const start = (folder: string) => ['search', config, ...longer, '--run-dir', folder];
const undisturbed = join(root, 'undisturbed');
const results = (folder: string) =>
  ['weights.safetensors', 'metrics.jsonl'].map((name) => fileHash(folder, name));

beforeAll(async () => {
  expect((await motifsmith(...start(undisturbed), '--quiet')).code).toBe(0);
});

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1'] as const)('%s', (signal) => {
  test('finishes the batch, saves, says how to go on, exits 130', async () => {
    const folder = join(root, signal);
    const run = begin(...start(folder));
    await run.shown('type search, epoch 2/8');
    run.child.kill(signal);
    const { code, stderr, stdout } = await run.ended;
    expect([code, stdout]).toEqual([EXIT_CODES.interrupted, '']);
    expect(stderr).toContain('Stopped; everything so far is saved.');
    expect(stderr).not.toContain('Debugger');
    expect(stderr).toContain(`motifsmith search --resume ${folder}`);
    expect(readdirSync(folder)).not.toContain('lock');
    const resumed = await motifsmith('search', '--resume', folder);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).not.toContain('size search, epoch 1/');
    expect(results(folder)).toEqual(results(undisturbed));
  });
});

test('signals of one event are one request: a closing terminal and `timeout` send several', async () => {
  const folder = join(root, 'together');
  const run = begin(...start(folder));
  await run.shown('type search, epoch 2/8');
  for (const signal of ['SIGHUP', 'SIGTERM', 'SIGTERM', 'SIGHUP'] as const) run.child.kill(signal);
  const { code, stderr } = await run.ended;
  expect(code).toBe(EXIT_CODES.interrupted);
  expect(stderr).toContain('Stopped; everything so far is saved.');
  expect(stderr.match(/Stopping after this batch/g)).toHaveLength(1);
});

/** Starts `motifsmith` with a module that is loaded first. */
function beginWith(module: string, ...args: string[]) {
  process.env.NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(module)}`;
  try {
    return begin(...args);
  } finally {
    delete process.env.NODE_OPTIONS;
  }
}

test.skipIf(process.platform === 'win32').each([
  ['an exception that nobody catches', `throw new Error('a defect')`],
  ['a promise that nobody waits for', `Promise.reject(new Error('a defect'))`],
])('%s: exit 70, and the newest checkpoint is sound', async (name, defect) => {
  const folder = join(root, name.replaceAll(' ', '-'));
  const run = beginWith(`process.on('SIGUSR2', () => { ${defect} })`, ...start(folder));
  await run.shown('type search, epoch 2/8');
  run.child.kill('SIGUSR2');
  const { code, stderr } = await run.ended;
  expect(code).toBe(EXIT_CODES.internal);
  expect(stderr).toContain('error: Error: a defect\n  where:  inside Motifsmith: this is a bug');
  const resumed = await motifsmith('search', '--resume', folder);
  expect(resumed.stderr).not.toContain('size search, epoch 1/');
  expect(results(folder)).toEqual(results(undisturbed));
});

test('a wait for what never happens is a bug, not a success', async () => {
  const { code, stderr } = await beginWith('process.stdout.write = () => true', 'presets').ended;
  expect(code).toBe(EXIT_CODES.internal);
  expect(stderr).toContain('The command waits for something that never happens.');
});

test('killed without warning in every stage, and resumed each time: the same bytes', async () => {
  const folder = join(root, 'killed');
  const moments = [
    'Run directory',
    'size search, epoch 4/',
    'type search, epoch 4/',
    'final training, epoch 2/',
    'final training, epoch 20/',
  ];
  for (const [k, moment] of moments.entries()) {
    const args = k === 0 ? start(folder) : ['search', '--resume', folder];
    const run = begin(...args);
    await run.shown(moment);
    run.child.kill('SIGKILL');
    expect((await run.ended).signal).toBe('SIGKILL');
  }
  expect((await motifsmith('search', '--resume', folder, '--quiet')).code).toBe(0);
  expect(results(folder)).toEqual(results(undisturbed));
});

test('two processes do not share a run', async () => {
  const folder = join(root, 'shared');
  // Long enough to be at work still, however slow the machine.
  const run = begin(...start(folder), '--set', 'training.epochs=100000');
  await run.shown('size search, epoch 1/');
  const second = await motifsmith('search', '--resume', folder);
  expect(second.code).toBe(EXIT_CODES.artifact);
  expect(second.stderr).toMatch(/Another process \(\d+ on .*\) is working in this folder/);
  run.child.kill('SIGKILL');
  await run.ended;
});
