/** What a user sees: help, results, and for every mistake one message and its exit code. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../src/core/errors.ts';
import { encodeNpy, encodeNpz } from '../data/helpers.ts';
import { temporaryFolder, tinySpikeSet, writeTiny } from '../experiment/tiny.ts';
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
    expect(search.stderr).toContain('[search, seed 1] size epoch 1/2: loss ');
    expect(search.stderr).toMatch(/accuracy [\d.]+ %.*samples\/s, ETA \d/);
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
      /Recurrent connections +exc +inh +none/,
      /Cut to one motif size, seed 1 +[\d.]+ % → [\d.]+ %/,
      /mean ± standard deviation over 2 seeds/,
      /searched +[\d.]+ ± [\d.]+ %/,
      /random motif +[\d.]+ ± [\d.]+ %/,
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
    expect(people.stdout).toMatch(/train split[\s\S]*search, seed 1 +18/);
  });

  test('conformance passes, and exits 1 on a miss', async () => {
    const cases = join(import.meta.dirname, '../experiment/conformance-cases');
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

describe('mistakes', () => {
  const write = (name: string, bytes: Uint8Array | string) => {
    const path = join(root, name);
    writeFileSync(path, bytes);
    return path;
  };
  const damaged = join(root, 'damaged');

  beforeAll(() => {
    mkdirSync(damaged);
    for (const name of ['architecture.json', 'config.json', 'summary.json']) {
      copyFileSync(join(finished, name), join(damaged, name));
    }
    const weights = readFileSync(join(finished, 'weights.safetensors'));
    weights.writeDoubleLE(Number.NaN, weights.length - 8);
    writeFileSync(join(damaged, 'weights.safetensors'), weights);
    write('full', '');
  });

  const changed = (name: string, change: (columns: Record<string, number[]>) => void) =>
    write(name, tinySpikeSet({ change }));
  const withData = (path: string) => ['search', config, '--data', path];
  const { usage, data: dataCode, artifact, inputOutput, numerical } = EXIT_CODES;
  const cases: [name: string, args: () => string[], code: number, message: RegExp][] = [
    [
      'unknown command',
      () => ['serch'],
      usage,
      /Unknown command 'serch'[\s\S]*Did you mean search/,
    ],
    ['unknown option', () => ['search', '--sed', '1'], usage, /Unknown option '--sed'/],
    ['unknown preset', () => ['search', 'dmeo'], usage, /no preset "dmeo"[\s\S]*Did you mean demo/],
    [
      'unknown key',
      () => ['search', config, '--set', 'training.epoch=1'],
      usage,
      /Unknown key training\.epoch \(value 1\)[\s\S]*training\.epochs\?/,
    ],
    [
      'motif larger than the layer',
      () => ['search', config, '--set', 'network.motifSizes=[2,99]'],
      usage,
      /motifSizes\[1\] is 99; allowed: at most 12/,
    ],
    [
      'τ below 1',
      () => ['search', config, '--set', 'network.tauSynapse=0.9'],
      usage,
      /tauSynapse is 0.9; allowed: a number at least 1/,
    ],
    [
      'zero epochs',
      () => ['search', config, '--set', 'training.epochs=0'],
      usage,
      /epochs is 0; allowed: a whole number at least 1/,
    ],
    [
      'negative lr',
      () => ['search', config, '--set', 'training.learningRate=-1'],
      usage,
      /learningRate is -1; allowed: a number above 0/,
    ],
    [
      'bad seed',
      () => ['search', config, '--seed', 'one'],
      usage,
      /seeds\[0\] is "one"; allowed: a whole number/,
    ],
    ['no architecture', () => ['train', config], usage, /No architecture is given/],
    [
      'settings of a resumed run',
      () => ['search', '--resume', finished, '--seed', '2'],
      usage,
      /keeps its settings/,
    ],
    [
      'a used run directory',
      () => ['search', config, '--run-dir', finished],
      usage,
      /not empty; a run never overwrites/,
    ],
    ['missing data', () => withData('/nowhere/x.npz'), dataCode, /does not exist/],
    [
      'truncated data',
      () => withData(write('cut.npz', tinySpikeSet().subarray(0, 900))),
      dataCode,
      /./,
    ],
    ['data that are no npz', () => withData(write('text.npz', 'hello')), dataCode, /./],
    [
      'wrong dtype',
      () =>
        withData(
          write(
            'float.npz',
            encodeNpz({
              channel: encodeNpy('f4', [1]),
              time: encodeNpy('i4', [1]),
              offsets: encodeNpy('i4', [0, 1]),
              labels: encodeNpy('i4', [0]),
              utterances: encodeNpy('i4', [1]),
            }),
          ),
        ),
      dataCode,
      /f4/,
    ],
    [
      'offsets that descend',
      () => withData(changed('offsets.npz', ({ offsets }) => offsets!.splice(3, 1, 0))),
      dataCode,
      /descend/,
    ],
    [
      'channel out of range',
      () => [
        ...withData(changed('channel.npz', ({ channel }) => channel!.fill(9, 0, 1))),
        '--set',
        'data.inputs=9',
      ],
      dataCode,
      /outside 0 … 8/,
    ],
    [
      'label out of range',
      () => [
        ...withData(changed('label.npz', ({ labels }) => labels!.fill(7, 0, 1))),
        '--set',
        'data.classes=3',
      ],
      dataCode,
      /outside 0 … 2/,
    ],
    [
      'an empty split',
      () => ['search', config, '--set', 'data.testUtterances=[1,2,3,4,5,6,7,8]'],
      dataCode,
      /empty/,
    ],
    [
      'a class absent from training',
      () => ['search', config, '--set', 'data.classes=4'],
      dataCode,
      /no training recording/,
    ],
    [
      'a broken case file',
      () => ['conformance', write('case.json', '{"case":')],
      dataCode,
      /not JSON/,
    ],
    ['no run', () => ['evaluate', join(root, 'nothing')], artifact, /no run/],
    [
      'NaN in a weight file',
      () => ['evaluate', damaged],
      artifact,
      /is NaN[\s\S]*weights\.safetensors, tensor/,
    ],
    [
      'a damaged architecture',
      () => ['train', config, '--architecture', write('a.json', '{"inputs":1}')],
      artifact,
      /not valid/,
    ],
    [
      'divergence',
      () => [
        'train',
        config,
        '--architecture',
        'self',
        '--set',
        'training.learningRate=1e308',
        '--set',
        'training.epochs=50',
      ],
      numerical,
      /diverged[\s\S]*checkpoint/,
    ],
    [
      'an unwritable folder',
      () => ['search', config, '--output', '/proc/runs'],
      inputOutput,
      /Cannot write/,
    ],
    [
      'a folder below a file',
      () => ['search', config, '--output', join(root, 'full', 'runs')],
      inputOutput,
      /a part of the path is a file/,
    ],
  ];

  test.concurrent.each(cases)('%s', async (_, args, code, message) => {
    const outcome = await motifsmith(...args(), ...(args()[0] === 'conformance' ? [] : ['--json']));
    const text = outcome.stderr.slice(outcome.stderr.indexOf('error: '));
    expect(text).toMatch(message);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr.match(/error: /g)).toHaveLength(1);
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
    expect(text).not.toMatch(/\n\s+at /);
    if (args()[0] === 'conformance') return;
    expect(JSON.parse(outcome.stdout).error).toMatchObject({ exitCode: code });
  });
});
