/** What a user sees: help, results for people and for programs. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { temporaryFolder, writeTiny } from '../../experiment/tiny.ts';
import { motifsmith, type Outcome } from './command.ts';

const root = temporaryFolder();
const { config } = writeTiny(root);
const finished = join(root, 'finished');
let search: Outcome;

beforeAll(async () => {
  search = await motifsmith('search', config, '--run-dir', finished, '--json');
});

describe('help', () => {
  test.each([
    [['--help'], /Examples:[\s\S]*Exit codes:/],
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
