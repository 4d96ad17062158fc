/** `export`, `import` and `--tensorboard` as a user calls them. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { exportNir } from '../../../src/exchange/nir/export.ts';
import { importNir } from '../../../src/exchange/nir/import.ts';
import { decodePortable, encodePortable } from '../../../src/experiment/portable-files.ts';
import { PLANS, portable } from '../../exchange/networks.ts';
import { fileHash, temporaryFolder, writeTiny } from '../../experiment/tiny.ts';
import { motifsmith } from '../cli/command.ts';

const root = temporaryFolder();
const { config } = writeTiny(root);
const run = join(root, 'run');
const group = join(root, 'group');

beforeAll(async () => {
  const { stderr, code } = await motifsmith('search', config, '--run-dir', run, '--tensorboard');
  expect(code, stderr).toBe(0);
  await motifsmith(
    'train',
    config,
    '--architecture',
    'dense',
    '--seeds',
    '1,2',
    '--run-dir',
    group,
  );
});

test('--tensorboard writes event files at the end of the run', () => {
  expect(readdirSync(join(run, 'tensorboard'))).toEqual([
    'events.out.tfevents.0000000000.motifsmith',
  ]);
  expect(existsSync(join(group, 'tensorboard'))).toBe(false);
});

describe('export', () => {
  test('nir: prints what is lost, writes where the run is', async () => {
    const { code, stdout } = await motifsmith(
      'export',
      run,
      '--format',
      'nir',
      '--target',
      'norse',
    );
    expect(code).toBe(0);
    expect(stdout).toContain(join(run, 'network-norse.nir'));
    expect(stdout).toMatch(/Lossiness for norse:\n {2}rounded {2}arithmetic/);
  });

  test('onnx: the network of the run, and what it is for', async () => {
    const { code, stdout } = await motifsmith('export', run, '--format', 'onnx', '--json');
    expect(code).toBe(0);
    const { file, bytes } = JSON.parse(stdout);
    expect(file).toBe(join(run, 'network.onnx'));
    const content = readFileSync(file);
    expect(content.length).toBe(bytes);
    for (const text of ['hidden_0_potential_next', 'deployment', '"classNames":[']) {
      expect(content.includes(text), text).toBe(true);
    }
  });

  test('what a target cannot represent is an error unless it is allowed', async () => {
    const file = join(root, 'rockpool.nir');
    const args = ['export', run, '--format', 'nir', '--target', 'rockpool', '--out', file];
    const refused = await motifsmith(...args);
    expect(refused.code).toBe(EXIT_CODES.usage);
    expect(refused.stderr).toMatch(/Rockpool cannot represent.*\n.*reset: .*\n.*--allow-lossy/);
    expect(existsSync(file)).toBe(false);
    const allowed = await motifsmith(...args, '--allow-lossy', '--json');
    expect(allowed.code).toBe(0);
    const { report } = JSON.parse(allowed.stdout);
    expect(report.losses.map(({ subject }: { subject: string }) => subject)).toContain('reset');
  });

  test('pytorch: a folder with the module and its weights, never that of a run', async () => {
    const folder = join(root, 'torch');
    const { code, stdout } = await motifsmith(
      'export',
      run,
      '--format',
      'pytorch',
      '--out',
      folder,
    );
    expect(code).toBe(0);
    const files = ['motifsmith_network.py', 'weights.safetensors'];
    expect(stdout).toBe(files.map((file) => `${join(folder, file)}\n`).join(''));
    const single = join(root, 'torch.safetensors');
    await motifsmith('export', run, '--format', 'safetensors', '--out', single);
    expect(fileHash(folder, 'weights.safetensors')).toBe(fileHash(single));
    expect(fileHash(folder, 'motifsmith_network.py')).toBe(
      fileHash(import.meta.dirname, '../../../assets/pytorch/motifsmith_network.py'),
    );
    const before = fileHash(run, 'weights.safetensors');
    const refused = await motifsmith('export', run, '--format', 'pytorch', '--out', run);
    expect(refused.code).toBe(EXIT_CODES.usage);
    expect(refused.stderr).toContain('The folder has the weights of a run.');
    expect(fileHash(run, 'weights.safetensors')).toBe(before);
  });

  test.skipIf(process.platform === 'win32')(
    'nothing of a run is replaced, and no pipe',
    async () => {
      const pipe = join(root, 'pipe');
      execFileSync('mkfifo', [pipe]);
      for (const [out, message] of [
        [join(run, 'weights.safetensors'), 'A run has a file of this name there.'],
        [join(run, 'config.json'), 'A run has a file of this name there.'],
        [pipe, 'It is a pipe or a device'],
      ] as const) {
        const before = statSync(out).mtimeMs;
        for (const args of [
          ['export', run, '--format', 'onnx'],
          ['card', run, '--force'],
        ]) {
          const { code, stderr } = await motifsmith(...args, '--out', out);
          expect(code).toBe(EXIT_CODES.usage);
          expect(stderr).toContain(message);
        }
        expect(statSync(out).mtimeMs).toBe(before);
      }
    },
  );

  test('the first seed of a group, or the member that is named', async () => {
    const chosen = await motifsmith('export', group, '--format', 'npz', '--json');
    expect(JSON.parse(chosen.stdout).member).toBe('seed-1');
    const named = await motifsmith(
      ...['export', group, '--format', 'npz', '--member', 'seed-2', '--json'],
    );
    expect(JSON.parse(named.stdout).file).toBe(join(group, 'seed-2', 'network.npz'));
    const missing = await motifsmith('export', group, '--format', 'npz', '--member', 'seed-9');
    expect(missing.code).toBe(EXIT_CODES.usage);
    expect(missing.stderr).toContain('Use one of seed-1, seed-2.');
  });

  test.each([
    [['export', 'nowhere', '--format', 'nir'], EXIT_CODES.artifact, /There is no run in nowhere/],
    [['export', run], EXIT_CODES.usage, /--format/],
    [['export', run, '--format', 'nir', '--target', 'brian'], EXIT_CODES.usage, /Allowed choices/],
    [['export', run, '--format', 'onnx', '--target', 'lava'], EXIT_CODES.usage, /has no target/],
    [['export', run, '--format', 'npz', '--allow-lossy'], EXIT_CODES.usage, /--format nir/],
    [
      ['import', 'n.nir', '--architecture', import.meta.filename, '--out', join(root, 'x')],
      EXIT_CODES.artifact,
      /Name an architecture.json/,
    ],
    [
      ['export', run, '--format', 'npz', '--out', '/dev/null/x'],
      EXIT_CODES.inputOutput,
      /Cannot write/,
    ],
  ])('%j', async (args, code, message) => {
    const outcome = await motifsmith(...args);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toMatch(message);
  });
});

describe('import', () => {
  test('with a run: a run directory that can be evaluated and exported to the same network', async () => {
    const [first, second] = [join(root, 'first.nir'), join(root, 'second.nir')];
    const imported = join(root, 'imported');
    const target = ['--format', 'nir', '--target', 'snntorch'];
    await motifsmith('export', run, ...target, '--out', first);
    const taken = await motifsmith('import', first, '--out', imported, '--run', run);
    expect(taken.code, taken.stderr).toBe(0);
    expect(taken.stdout).toContain('the network that was exported');
    const [before, after] = await Promise.all(
      [run, imported].map((folder) => motifsmith('evaluate', folder, '--json')),
    );
    const figures = ({ stdout }: { stdout: string }) => {
      const { loss, accuracy, confusion, recordedTestAccuracy } = JSON.parse(stdout).members[0];
      return { loss, accuracy, confusion, recordedTestAccuracy };
    };
    expect(figures(after!)).toEqual(figures(before!));
    await motifsmith('export', imported, ...target, '--out', second);
    // All is equal but for the origin.
    const model = (file: string) =>
      importNir(readFileSync(file), file, { stepSeconds: null }).model;
    expect(model(second)).toEqual(model(first));
  });

  test.each(['safetensors', 'npz'])('%s brings its architecture along', async (format) => {
    const [file, out] = [join(root, `n.${format}`), join(root, `from-${format}`)];
    await motifsmith('export', group, '--format', format, '--member', 'seed-1', '--out', file);
    const { code, stdout } = await motifsmith('import', file, '--out', out, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ source: format, restored: true, test: null });
    expect(fileHash(out, 'architecture.json')).toBe(fileHash(group, 'seed-1', 'architecture.json'));
    const trained = await motifsmith(
      ...['train', config, '--architecture', join(out, 'architecture.json')],
      ...['--set', 'training.epochs=1', '--run-dir', join(root, `again-${format}`)],
    );
    expect(trained.code, trained.stderr).toBe(0);
  });

  test.each(['safetensors', 'npz'] as const)(
    '%s for another step than that of --run',
    async (format) => {
      const [file, out] = [join(root, `step.${format}`), join(root, `step-${format}`)];
      await motifsmith('export', run, '--format', format, '--out', file);
      const { stepMs } = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8')).data;
      const model = decodePortable(readFileSync(file), format, file, 2 ** 24);
      writeFileSync(file, encodePortable(model, 2 * stepMs, format));
      const { code, stderr } = await motifsmith('import', file, '--out', out, '--run', run);
      expect(code).toBe(EXIT_CODES.artifact);
      expect(stderr).toContain(
        `steps of ${2 * stepMs} ms, the data of the run have steps of ${stepMs} ms`,
      );
      expect(existsSync(out)).toBe(false);
    },
  );

  test('a graph of others needs its step', async () => {
    const file = join(import.meta.dirname, '../../exchange/foreign', 'snntorch.nir');
    const without = await motifsmith('import', file, '--out', join(root, 'snntorch'));
    expect(without.code).toBe(EXIT_CODES.usage);
    expect(without.stderr).toContain('--step-ms');
    const given = await motifsmith(
      ...['import', file, '--out', join(root, 'snntorch'), '--step-ms', '0.1'],
    );
    expect(given.stdout).toContain('9 inputs → 14 dense → 4 outputs');
  });

  test('what a file does not say is said: what its export lost, what its origin computes', async () => {
    const lava = join(root, 'lava.nir');
    const target = ['--format', 'nir', '--target', 'lava', '--allow-lossy'];
    const exported = await motifsmith('export', run, ...target, '--out', lava);
    expect(exported.stdout).toMatch(/In eight test networks, \d+ to \d+ % of the output spikes/);
    const back = await motifsmith('import', lava, '--out', join(root, 'lava'));
    expect(back.stdout).toMatch(
      /but for what the file has lost\n(.*\n)* {2}LOST the last bits of w/,
    );
    const file = join(import.meta.dirname, '../../exchange/foreign', 'rockpool.nir');
    const step = ['--step-ms', '1'];
    const human = await motifsmith('import', file, '--out', join(root, 'rock-1'), ...step);
    expect(human.stdout).toContain('warning: "1_LIFTorch", "3_LIFTorch": r is tau_mem/dt');
    const json = await motifsmith('import', file, '--out', join(root, 'rock-2'), ...step, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      lost: [],
      warnings: [{ nodes: ['1_LIFTorch', '3_LIFTorch'] }],
    });
  });

  test('an excitatory weight below 0 is refused in NIR files of ours, too', async () => {
    const { model } = await portable(PLANS.motif!);
    const weights = Float64Array.from(model.weights, (weight) => -Math.abs(weight));
    const settings = { stepSeconds: 0.001, target: 'generic', allowLossy: false } as const;
    const file = join(root, 'negative.nir');
    writeFileSync(file, (await exportNir({ ...model, weights }, settings)).bytes);
    const { code, stderr } = await motifsmith('import', file, '--out', join(root, 'negative'));
    expect(code).toBe(EXIT_CODES.artifact);
    expect(stderr).toMatch(/is excitatory, but its weight is -.*\n.*tensor "hidden.0.recurrent"/);
    expect(existsSync(join(root, 'negative'))).toBe(false);
  });

  test('mistakes are named and nothing is written', async () => {
    const out = join(root, 'never');
    const junk = join(root, 'junk.nir');
    writeFileSync(junk, 'x'.repeat(500));
    const damaged = join(root, 'damaged.nir');
    const nir = readFileSync(join(import.meta.dirname, '../../exchange/foreign', 'norse.nir'));
    writeFileSync(damaged, nir.subarray(0, 5000));
    for (const [args, code, message] of [
      [['import', 'nowhere.nir', '--out', out], EXIT_CODES.artifact, /is not there/],
      [['import', junk, '--out', out], EXIT_CODES.artifact, /NIR \(HDF5\), safetensors or npz/],
      [['import', damaged, '--out', out], EXIT_CODES.artifact, /cut short/],
      [['import', damaged, '--out', out, '--memory', '0.001'], EXIT_CODES.artifact, /--memory/],
      [['import', damaged], EXIT_CODES.usage, /--out/],
    ] as const) {
      const outcome = await motifsmith(...args);
      expect(outcome.code).toBe(code);
      expect(outcome.stderr).toMatch(message);
    }
    expect(existsSync(out)).toBe(false);
    const fits = await motifsmith(
      ...['import', join(import.meta.dirname, '../../exchange/foreign', 'norse.nir')],
      ...['--out', out, '--step-ms', '1', '--run', run],
    );
    expect(fits.code).toBe(EXIT_CODES.artifact);
    expect(fits.stderr).toMatch(/has 9 inputs and 4 outputs; tiny has 9 channels and 3 classes/);
    expect(existsSync(out)).toBe(false);
  });
});
