/** The fingerprint: its definition, and that each thing it covers changes it. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  completeDataset,
  type DatasetContent,
  fingerprint,
} from '../../../src/data/datasets/fingerprint.ts';
import { type EventSample, sampleFromEvents } from '../../../src/data/events/sample.ts';
import { memorySource } from '../../../src/data/events/sample-source.ts';
import { expectFailure } from '../helpers.ts';

const first = sampleFromEvents(2, [0, 1], [2, 1], 0);
const second = sampleFromEvents(1, [0], [0], 1);
const third = sampleFromEvents(1, [0], [1], 1);

const source = (samples: EventSample[]) =>
  memorySource(samples, { width: 3, height: 1, polarities: 1 });

const base: DatasetContent = {
  name: 'tiny',
  description: 'by hand',
  inputs: 3,
  classNames: ['a', 'b'],
  stepMs: 1,
  train: source([first, second]),
  test: source([third]),
};

afterEach(() => vi.unstubAllGlobals());

describe('fingerprint', () => {
  it('is what its documentation says', async () => {
    const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
    const digests = [
      [2, 0, 0, 1, 2, 2, 1],
      [1, 1, 0, 1, 0],
      [1, 1, 0, 1, 1],
    ].map((words) => sha256(new Uint8Array(Uint32Array.from(words).buffer)));
    const header = '{"inputs":3,"classNames":["a","b"],"train":2,"test":1}';
    const whole = sha256(Buffer.concat([Buffer.from(header), ...digests]));
    expect(await fingerprint(base)).toBe(`sha256:${whole.toString('hex')}`);
  });

  it('changes with inputs, classes, split, order, events, steps and label', async () => {
    const variants: DatasetContent[] = [
      base,
      { ...base, inputs: 4 },
      { ...base, classNames: ['a', 'c'] },
      { ...base, train: source([first]), test: source([second, third]) },
      { ...base, train: source([second, first]) },
      { ...base, train: source([sampleFromEvents(2, [0, 1], [2, 2], 0), second]) },
      { ...base, train: source([sampleFromEvents(2, [1, 1], [2, 1], 0), second]) },
      { ...base, train: source([sampleFromEvents(3, [0, 1], [2, 1], 0), second]) },
      { ...base, train: source([{ ...first, label: 1 }, second]) },
    ];
    const prints = await Promise.all(variants.map(fingerprint));
    expect(new Set(prints).size).toBe(variants.length);
    expect(await fingerprint({ ...base, name: 'other' })).toBe(prints[0]);
    expect((await completeDataset(base)).fingerprint).toBe(prints[0]);
  });

  it('says what to do where Web Crypto is missing', async () => {
    vi.stubGlobal('crypto', {});
    await expectFailure(() => fingerprint(base), 'data', /Web Crypto/, /fingerprint/);
  });
});
