/** What a user sees: help, results for people and for programs. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { temporaryFolder, writeTiny } from '../../experiment/tiny.ts';
import { begin, motifsmith, motifsmithWith, type Outcome } from './command.ts';

const root = temporaryFolder();
const { config, data } = writeTiny(root);
/** So that a run can be stopped before its end. */
const LONG = ['--set', 'training.epochs=60'];
const finished = join(root, 'finished');
let search: Outcome;

beforeAll(async () => {
  search = await motifsmith('search', config, '--run-dir', finished, '--json');
});

describe('help', () => {
  test.each([
    [
      ['--help'],
      /Make networks:\s+search [\s\S]*Measure:[\s\S]*Look:[\s\S]*Data and files:[\s\S]*Exit codes:/,
    ],
    [['search', '--help'], /--resume \[dir\][\s\S]*Examples:[\s\S]*Exit codes:/],
    [['train', '--help'], /--architecture <which>[\s\S]*Examples:/],
    [['evaluate', '--help'], /--split <name>[\s\S]*Example:/],
    [['conformance', '--help'], /--engine <name>[\s\S]*Example:/],
    [['cite', '--help'], /BibTeX[\s\S]*Examples:/],
    [['config', '--help'], /--schema/],
    [['--version'], /^\d+\.\d+\.\d+/],
  ])('%s', async (args, expected) => {
    const { code, stdout, stderr } = await motifsmith(...args);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(expected);
  });

  test('no command at all', async () => {
    const { code, stderr } = await motifsmith();
    expect(code).toBe(EXIT_CODES.usage);
    expect(stderr).toContain('Usage: motifsmith');
  });
});

describe('results', () => {
  test('search --json: one document on stdout, progress on stderr', () => {
    expect(search.code).toBe(0);
    const report = JSON.parse(search.stdout);
    expect(report).toMatchObject({
      format: 'motifsmith-report',
      name: 'tiny',
      directory: finished,
    });
    expect(report.methods[0].accuracy.mean).toBeGreaterThan(0);
    expect(search.stderr).toContain('[HRMAS, seed 1] size search, epoch 1/2: loss ');
    expect(search.stderr).toMatch(/accuracy [\d.]+\s%.*samples\/s, ETA \d/);
    expect(readdirSync(finished).sort()).toEqual([
      'architecture.json',
      'checkpoints',
      'config.json',
      'metrics.jsonl',
      'summary.json',
      'weights.safetensors',
    ]);
  });

  test('search for people', async () => {
    const { code, stdout, stderr } = await motifsmith(
      ...['search', config, '--seeds', '1,2', '--set', 'compare=[random]', '--quiet'],
    );
    expect([code, stderr]).toEqual([0, '']);
    // What was asked for comes first.
    expect(stdout.trimStart()).toMatch(/^.*mean ± standard deviation over 2 seeds\n.*\nHRMAS /);
    expect(stdout).not.toContain('Confusion');
    for (const text of [
      /Found motif of seed 1: size [24] /,
      /Recurrent connections +excitatory +inhibitory +absent/,
      /Cut to one motif size, seed 1 +[\d.]+\s% → [\d.]+\s%/,
      /mean ± standard deviation over 2 seeds/,
      /HRMAS +[\d.]+ ± [\d.]+\s%/,
      /random motif +[\d.]+ ± [\d.]+\s%/,
      /Files: .*tiny-2seeds-1/,
      /motifsmith evaluate .*tiny-2seeds-1/,
    ]) {
      expect(stdout).toMatch(text);
    }
  });

  test('the confusion matrix is shown if asked for, and colours only if forced into a pipe', async () => {
    const { stdout } = await motifsmith('search', '--resume', finished, '--verbose', '--quiet');
    const [, matrix] = /Confusion of HRMAS, seed 1 .*\n +0 +1 +2\n((?:\d .*\n){3})/.exec(stdout)!;
    const counts = [...matrix!.matchAll(/(?<= )(\d+|·)/g)].map(([text]) => Number(text) || 0);
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(6);
    expect(stdout).not.toContain('\u001b');
  });

  test('without a folder, the newest unfinished run of any kind is resumed', async () => {
    const output = join(root, 'unfinished');
    const stopped = begin('train', config, '--architecture', 'self', '--output', output, ...LONG);
    await stopped.shown('training, epoch 2/');
    stopped.child.kill('SIGINT');
    expect((await stopped.ended).code).toBe(EXIT_CODES.interrupted);
    const refused = await motifsmith('search', '--resume', '--output', output, '--seed', '7');
    expect(refused.stderr).toMatch(/keeps its settings[\s\S]*name the preset or file/);
    const resumed = await motifsmith('search', '--resume', '--output', output);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toMatch(/^Resuming .*tiny-self-1-1\.\n/);
    expect(resumed.stdout).toContain('self-recurrent');
    const none = await motifsmith('search', '--resume', '--output', output);
    expect([none.code, none.stderr]).toEqual([
      EXIT_CODES.artifact,
      expect.stringContaining('no unfinished run'),
    ]);
  });

  test('the cache is emptied', async () => {
    const folder = join(root, 'cache');
    const cached = await motifsmithWith({ MOTIFSMITH_CACHE: folder }, 'data', 'verify', data);
    expect(cached.code).toBe(0);
    const clear = () => motifsmithWith({ MOTIFSMITH_CACHE: folder }, 'cache', 'clear', '--json');
    const sets = join(folder, 'sets');
    mkdirSync(sets, { recursive: true });
    writeFileSync(join(sets, `${'0'.repeat(64)}.cache`), 'decoded');
    expect(JSON.parse((await clear()).stdout).files).toBeGreaterThan(0);
    expect(readdirSync(sets)).toEqual([]);
    expect(JSON.parse((await clear()).stdout)).toMatchObject({ files: 0, bytes: 0, kept: [] });
  });

  test.each(['bash', 'zsh', 'fish', 'powershell'])(
    '%s gets a script of completions',
    async (shell) => {
      const { code, stdout, stderr } = await motifsmith('completion', shell);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/motifsmith.* complete['" ]+--/);
    },
  );

  test('the script is told commands and options', async () => {
    const commands = await motifsmith('complete', '--', 'data', '');
    expect(commands.stdout).toMatch(/^inspect\t.*\nverify\t/);
    const options = await motifsmith('complete', '--', 'search', '--res');
    expect(options.stdout).toMatch(/^--resume\tresume a stopped run.*\n:4\n$/);
    const values = await motifsmith('complete', '--', 'export', 'x', '--format', 'n');
    expect(values.stdout).toBe('nir\t\nnpz\t\n:4\n');
    const presets = await motifsmith('complete', '--', 'search', 'de');
    expect(presets.stdout).toMatch(/^demo\t/);
    // The names of files are left to the shell.
    expect((await motifsmith('complete', '--', 'report', 'runs/')).stdout).toBe(':0\n');
  });

  test('train a fixed architecture and one from a file', async () => {
    const found = join(finished, 'architecture.json');
    for (const which of ['feedforward', 'self', found]) {
      const { code, stdout } = await motifsmith(
        ...['train', config, '--architecture', which, '--json', '--quiet'],
      );
      expect(code).toBe(0);
      const { members } = JSON.parse(stdout);
      expect(members[0].method).toBe(which === found ? 'file' : which);
    }
  });

  test('evaluate', async () => {
    const { code, stdout } = await motifsmith('evaluate', finished, '--json');
    expect(code).toBe(0);
    const [member] = JSON.parse(stdout).members;
    expect(member.accuracy).toBe(member.recordedTestAccuracy);
    const people = await motifsmith('evaluate', finished, '--split', 'train');
    expect(people.stdout).toMatch(/train split[\s\S]*HRMAS, seed 1 +18/);
  });

  test('conformance passes, and exits 1 on a miss', async () => {
    const cases = join(import.meta.dirname, '../../conformance/cases');
    const file = join(cases, 'by-hand.json');
    const good = await motifsmith('conformance', file, '--engine', 'reference');
    expect(good.code).toBe(0);
    expect(good.stdout).toMatch(/largest error[\s\S]*all pass/);
    const whole = await motifsmith('conformance', cases, '--engine', 'reference', '--json');
    expect(JSON.parse(whole.stdout).cases).toHaveLength(readdirSync(cases).length);
    const empty = await motifsmith('conformance', mkdtempSync(join(root, 'none-')));
    expect([empty.code, empty.stderr]).toEqual([
      EXIT_CODES.data,
      expect.stringContaining('no case files in this folder'),
    ]);
    const wrong = join(root, 'wrong.json');
    const altered = readFileSync(file, 'utf8').replace(/"loss": ?[\d.]+/, '"loss": 9.99');
    writeFileSync(wrong, altered);
    const bad = await motifsmith('conformance', file, wrong, '--engine', 'reference', '--json');
    expect(bad.code).toBe(EXIT_CODES.checkFailed);
    expect(JSON.parse(bad.stdout)).toMatchObject({ passed: false, cases: [{ passed: true }, {}] });
  });

  test('presets and config', async () => {
    const all = await motifsmith('presets', '--json');
    expect(JSON.parse(all.stdout).presets.map(({ name }: { name: string }) => name)).toContain(
      'demo',
    );
    expect((await motifsmith('presets', 'ti46-alpha')).stdout).toContain('sizeEpochs: 150');
    const shown = await motifsmith('config', 'ti46-alpha', '--set', 'seeds=[9]', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ seeds: [9], training: { epochs: 400 } });
    expect(JSON.parse((await motifsmith('config', '--schema')).stdout).type).toBe('object');
  });
});
