/** Choosing settings: the test samples are out of reach, however they are asked for. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Dataset } from '../../../src/data/datasets/dataset.ts';
import { tuningCut } from '../../../src/data/datasets/tuning-cut.ts';
import { openDataset } from '../../../src/data/store/open.ts';
import { openData } from '../../../src/experiment/experiment-data.ts';
import { temporaryFolder, tinyPlan, tinySpikeSet } from '../../experiment/tiny.ts';

const root = temporaryFolder();

async function open(sets: readonly string[]): Promise<Dataset> {
  const dataset = await openDataset((await tinyPlan(root, sets)).config.data);
  onTestFinished(() => dataset.close());
  return dataset;
}

test('training samples take the place of the test samples, which nothing touches', async () => {
  const whole = await open([]);
  const forbidden = new Proxy(whole.test, {
    get: () => {
      throw new Error('A test sample was read.');
    },
  });
  const cut = await tuningCut({ ...whole, test: forbidden }, 0.4);
  const keys = (source: Dataset['train']) =>
    Array.from({ length: source.length }, (_, k) => JSON.stringify(source.read(k).channels));
  expect([cut.train.length, cut.test.length]).toEqual([11, 7]);
  expect([...keys(cut.train), ...keys(cut.test)].sort()).toEqual(keys(whole.train).sort());
  expect(new Set(Array.from({ length: 7 }, (_, k) => cut.test.label(k))).size).toBe(3);
  expect(cut.fingerprint).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(cut.fingerprint).not.toBe(whole.fingerprint);
});

test('the setting is all that it takes, and a validation cut is made of the rest', async () => {
  const whole = await open([]);
  const { config } = await tinyPlan(root, [
    'data.tuningFraction=0.4',
    'data.validationFraction=0.3',
  ]);
  const data = await openData(config.data);
  data.dataset.close();
  expect([data.train.length, data.validation!.length, data.test.length]).toEqual([8, 3, 7]);
  expect(data.dataset.description).toMatch(/7 of its 18 training samples take the place/);
  expect((await open(['data.tuningFraction=0'])).fingerprint).toBe(whole.fingerprint);
});

test('what the test samples are makes no difference to what is seen', async () => {
  const fraction = ['data.tuningFraction=0.4'];
  const samples = ({ train, test: held }: Dataset) =>
    [train, held].map((source) => Array.from({ length: source.length }, (_, k) => source.read(k)));
  const before = samples(await open(fraction));
  const { config } = await tinyPlan(root, fraction);
  const change = ({ channel, offsets, utterances }: Record<string, number[]>) => {
    utterances!.forEach((utterance, k) => {
      if (utterance > 6) channel!.fill(0, offsets![k], offsets![k + 1]);
    });
  };
  writeFileSync(join(root, 'tiny.npz'), tinySpikeSet({ change }));
  const dataset = await openDataset(config.data);
  expect(samples(dataset)).toEqual(before);
  dataset.close();
});
