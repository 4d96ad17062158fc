/** Every mistake has one message, that says what, where and what to do, and its exit code. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { encodeNpy, encodeNpz } from '../../data/helpers.ts';
import { temporaryFolder, tinySpikeSet, writeTiny } from '../../experiment/tiny.ts';
import { motifsmith } from './command.ts';

const root = temporaryFolder();
const { config } = writeTiny(root);
const finished = join(root, 'finished');

const write = (name: string, bytes: Uint8Array | string) => {
  const path = join(root, name);
  writeFileSync(path, bytes);
  return path;
};
const damaged = join(root, 'damaged');

beforeAll(async () => {
  await motifsmith('search', config, '--run-dir', finished, '--quiet');
  mkdirSync(damaged);
  for (const name of ['architecture.json', 'config.json', 'metrics.jsonl', 'summary.json']) {
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
  ['unknown command', () => ['serch'], usage, /Unknown command 'serch'[\s\S]*Did you mean search/],
  ['unknown option', () => ['search', '--sed', '1'], usage, /Unknown option '--sed'/],
  [
    'a missing option',
    () => ['export', finished],
    usage,
    /--format[\s\S]*motifsmith export --help/,
  ],
  ['no threads', () => ['search', '--threads', '0'], usage, /whole number from 1 to 256/],
  ['unknown preset', () => ['search', 'dmeo'], usage, /no preset "dmeo"[\s\S]*Did you mean demo/],
  [
    'unknown key',
    () => ['search', config, '--set', 'training.epoch=1'],
    usage,
    /Unknown setting training\.epoch \(value 1\)[\s\S]*training\.epochs\?/,
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
    /tauSynapse is 0.9; allowed: a number of at least 1/,
  ],
  [
    'zero epochs',
    () => ['search', config, '--set', 'training.epochs=0'],
    usage,
    /epochs is 0; allowed: a whole number of at least 1/,
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
  ['no architecture', () => ['train', config], usage, /An architecture is missing/],
  [
    'settings of the network beside an architecture that has its own',
    () => [
      ...['train', config, '--architecture', join(finished, 'architecture.json')],
      ...['--set', 'network.threshold=0.3'],
    ],
    usage,
    /network\.threshold=0\.3 would have no effect[\s\S]*architecture\.json/,
  ],
  [
    'a whole section of the network beside such an architecture',
    () => [
      ...['train', config, '--architecture', join(finished, 'architecture.json')],
      ...['--set', 'network={threshold: 0.3}'],
    ],
    usage,
    /network=\{threshold: 0\.3\} would have no effect/,
  ],
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
