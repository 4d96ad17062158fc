/**
 * Runs that earlier versions wrote open, evaluate, resume, report and count in a study; and the same
 * configuration gives the same bits as it did then, except where the order of a sum has changed.
 */
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors } from '../../src/formats/safetensors.ts';
import { loadNetwork } from '../../src/runtime/network.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { motifsmith } from './cli/command.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/runs');
const VERSIONS = readdirSync(FIXTURES).filter((name) => name.startsWith('v'));

/** Runs in which a sum has another order since. */
const OTHER_ORDER: Partial<Record<string, readonly string[]>> = {
  // Dense layers, and supernets of motifs larger than these runs have: errors return to 16 sources at a time.
  'v0.1.0': ['train'],
};

const json = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));
const bytes = (...path: string[]) => readFileSync(join(...path)).toString('base64');

/** The same to the rounding of a few updates; a lost connection or another random stream would be far off. */
function expectAlmostSameWeights(file: string, before: string): void {
  const { tensors } = decodeSafetensors(readFileSync(file), file);
  const { tensors: expected } = decodeSafetensors(readFileSync(before), before);
  expect(Object.keys(tensors)).toEqual(Object.keys(expected));
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(tensors[name]!.shape, name).toEqual(shape);
    const distance = Math.max(...data.map((value, k) => Math.abs(value - tensors[name]!.data[k]!)));
    expect(distance, name).toBeLessThan(1e-5);
  }
}

describe.each(VERSIONS)('runs of %s', (version) => {
  const old = join(FIXTURES, version);
  const folder = temporaryFolder();
  cpSync(old, folder, { recursive: true });
  const data = join(folder, 'spikes.npz');

  async function succeed(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await motifsmith(...args);
    expect(stderr).not.toContain('error:');
    expect(code, stderr).toBe(0);
    return stdout;
  }

  /** Arguments with which each run was started. */
  const STARTED = {
    search: ['search', '--seed', '3'],
    random: [
      ...['search', '--seed', '4'],
      ...['--set', 'search.strategy=random', '--set', 'search.candidates=2'],
    ],
    train: ['train', '--seed', '5', '--architecture', 'dense'],
    group: [
      ...['search', '--seeds', '2', '--set', 'compare=[random]'],
      ...['--set', 'training.loss.kind=cross-entropy', '--set', 'search.order=1'],
    ],
  };
  const members = {
    search: ['.'],
    random: ['.'],
    train: ['.'],
    group: ['seed-2', 'seed-2-random'],
  };

  describe.each(Object.keys(members) as (keyof typeof members)[])('%s', (name) => {
    test('evaluates to the accuracy that it recorded', async () => {
      const answer = JSON.parse(
        await succeed('evaluate', join(folder, name), '--data', data, '--json'),
      );
      for (const [k, member] of members[name].entries()) {
        const { accuracy } = json(old, name, member, 'summary.json').test;
        expect(answer.members[k].accuracy).toBe(accuracy);
        expect(answer.members[k].recordedTestAccuracy).toBe(accuracy);
      }
    });

    test('has a report', async () => {
      await succeed('report', join(folder, name), '--data', data);
      expect(readFileSync(join(folder, name, 'report.html'), 'utf8')).toContain('</html>');
    });

    test('is computed again to the same bytes', async () => {
      const [command, ...options] = STARTED[name];
      const again = join(folder, `${name}-again`);
      const config = join(folder, 'search.yaml');
      await succeed(command!, config, '--data', data, ...options, '--run-dir', again, '--quiet');
      for (const member of members[name]) {
        for (const file of ['metrics.jsonl', 'architecture.json']) {
          expect(bytes(again, member, file), file).toBe(bytes(old, name, member, file));
        }
        const before = join(old, name, member, 'weights.safetensors');
        const now = join(again, member, 'weights.safetensors');
        if (OTHER_ORDER[version]?.includes(name)) expectAlmostSameWeights(now, before);
        else expect(bytes(now)).toBe(bytes(before));
      }
    });
  });

  test('a stopped run resumes to the bytes of one that was never stopped', async () => {
    const stopped = join(folder, 'interrupted');
    await succeed('search', '--resume', stopped, '--data', data, '--quiet');
    for (const file of ['metrics.jsonl', 'architecture.json', 'weights.safetensors']) {
      expect(bytes(stopped, file), file).toBe(bytes(old, 'search', file));
    }
  });

  test('an exported network knows its sensor if the data are there, and loads without', async () => {
    const file = (name: string) => join(folder, name);
    const to = ['--format', 'safetensors', '--out'];
    await succeed('export', join(folder, 'train'), ...to, file('with.safetensors'), '--data', data);
    const { stderr } = await motifsmith('export', join(folder, 'train'), ...to, file('without'));
    expect(stderr).toContain('did not record its sensor');
    const network = (name: string) => loadNetwork(readFileSync(file(name)));
    expect((await network('with.safetensors')).deployment?.preprocessing.sensor.width).toBe(9);
    expect((await network('without')).deployment).toBeNull();
  });

  test('a study takes its finished runs as they are', async () => {
    const study = join(folder, 'study');
    const file = join(folder, 'study.yaml');
    await succeed('study', file, '--data', `spikes=${data}`, '--output', study, '--quiet');
    // Later versions say more, and nothing else but the intervals of means, which were bootstraps.
    const before = json(old, 'study/results.json');
    for (const { methods } of before.datasets) {
      for (const { accuracy } of methods) if (accuracy) delete accuracy.interval;
    }
    expect(json(study, 'results.json')).toMatchObject(before);
    await succeed('report', study);
  });
});
