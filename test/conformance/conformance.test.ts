/**
 * The reference engine against worked cases: our own small ones, always, and the shared set beside
 * the repository where it is there.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CASE_KINDS, checkCase } from '../../src/conformance/conformance.ts';
import { speechKernel } from '../../src/data/encoders/bsa.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';

const OWN = fileURLToPath(new URL('./cases/', import.meta.url));
const SHARED = fileURLToPath(new URL('../../../shared/conformance/', import.meta.url));

const BASELINES = fileURLToPath(new URL('../../../shared/conformance-baselines/', import.meta.url));

const cases = (folder: string) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
const read = (folder: string, name: string) => JSON.parse(readFileSync(folder + name, 'utf8'));

async function expectExact(folder: string, name: string): Promise<void> {
  const report = await checkCase(referenceEngine, read(folder, name), name);
  expect(report.fields.filter(({ passed }) => !passed)).toEqual([]);
  expect(report.passed).toBe(true);
  // Both sides are float64: what remains is the rounding of the case files.
  for (const { relativeError } of report.fields) expect(relativeError).toBeLessThan(1e-5);
}

describe('own cases', () => {
  test.each(cases(OWN))('%s', (name) => expectExact(OWN, name));
});

describe.skipIf(cases(SHARED).length === 0)(
  'shared cases (skipped where shared/ is absent)',
  () => {
    test.each(cases(SHARED))('%s', (name) => expectExact(SHARED, name));
  },
);

describe.skipIf(cases(BASELINES).length === 0)(
  'shared cases of baselines (skipped where shared/ is absent)',
  () => {
    // Other kinds are those of systems that are not here.
    const known = cases(BASELINES).filter((name) =>
      (CASE_KINDS as readonly string[]).includes(read(BASELINES, name).case),
    );
    test.each(known)('%s', async (name) => {
      for (const engine of [referenceEngine, await createWasmEngine()]) {
        const { fields } = await checkCase(engine, read(BASELINES, name), name);
        expect(fields.length).toBeGreaterThan(0);
        expect(fields.filter(({ passed }) => !passed)).toEqual([]);
      }
    });
  },
);

test('the kernel of the speech front end is symmetric about 12 and sums to 1', () => {
  const kernel = speechKernel();
  expect(kernel.reduce((sum, h) => sum + h, 0)).toBeCloseTo(1, 14);
  expect(kernel[12]).toBeCloseTo(0.11292201682, 11);
  for (let k = 1; k < 12; k++) expect(kernel[12 - k]).toBe(kernel[12 + k]);
});

describe('the judge', () => {
  const byHand = () => read(OWN, 'by-hand.json');
  const judge = (json: unknown) => checkCase(referenceEngine, json, 'by-hand.json');
  const failures = async (json: unknown) =>
    (await judge(json)).fields.filter(({ passed }) => !passed);

  test('fails an expected field that it does not know, by name', async () => {
    const json = byHand();
    json.expected.membrane_potentials = [];
    expect(await failures(json)).toMatchObject([
      { field: 'membrane_potentials', problem: expect.stringContaining('membrane_potentials') },
    ]);
  });

  test('checks only the fields that are there', async () => {
    const json = byHand();
    json.expected = { loss: json.expected.loss };
    expect((await judge(json)).fields.map(({ field }) => field)).toEqual(['loss']);
  });

  test('fails a spike too many and a spike too few', async () => {
    const json = byHand();
    json.expected.output_spikes[0] = [[2, 0]];
    expect(await failures(json)).toMatchObject([{ field: 'output_spikes', relativeError: 2 }]);
  });

  test('fails a value just outside its tolerance and passes one just inside', async () => {
    const json = byHand();
    const { loss } = json.expected;
    json.expected.loss = loss + 0.99e-4 * (1 + loss);
    expect(await failures(json)).toEqual([]);
    json.expected.loss = loss + 1.02e-4 * (1 + loss);
    expect(await failures(json)).toMatchObject([{ field: 'loss', worst: 'expected.loss' }]);
  });

  test('names the entry of the largest error', async () => {
    const json = read(OWN, 'mixed-stack.json');
    json.expected.grad_hidden_weights[2][1][0] += 1;
    expect(await failures(json)).toMatchObject([
      { field: 'grad_hidden_weights', worst: 'expected.grad_hidden_weights[2][1][0]' },
    ]);
  });

  test('fails a gradient of the wrong shape or of connections that do not exist', async () => {
    const json = read(OWN, 'mixed-stack.json');
    json.expected.grad_output_weights.pop();
    json.expected.grad_recurrent[2][0][0] = 99;
    expect(
      (await failures(json)).map(({ field, relativeError }) => [field, relativeError]),
    ).toEqual([
      ['grad_output_weights', Infinity],
      ['grad_recurrent', Infinity],
    ]);
  });

  test('accepts recurrent gradients of the recurrent layers only', async () => {
    const json = read(OWN, 'mixed-stack.json');
    json.expected.grad_recurrent.shift();
    expect(await failures(json)).toEqual([]);
  });

  const malformed: [string, (json: Record<string, unknown>) => void, string][] = [
    ['an unknown kind', (json) => Object.assign(json, { case: 'dream' }), 'case'],
    ['a missing field', (json) => delete json.labels, 'labels'],
    ['a label out of range', (json) => Object.assign(json, { labels: [2] }), 'labels[0]'],
    [
      'an event after the end',
      (json) => Object.assign(json, { input_spikes: [[[3, 0]]] }),
      'input_spikes[0][0][0]',
    ],
    [
      'a weight that is not a number',
      (json) => Object.assign(json.output as object, { weights: [['x'], [1]] }),
      'output.weights[0][0]',
    ],
    ['nothing expected', (json) => Object.assign(json, { expected: {} }), 'expected'],
    ['steps without end', (json) => Object.assign(json, { steps: 4e9 }), 'steps'],
    ['one sample without end', (json) => Object.assign(json, { steps: [4e9] }), 'steps[0]'],
  ];
  test.each(malformed)('refuses %s, naming file and field', async (_, spoil, path) => {
    const json = byHand();
    spoil(json);
    await expect(judge(json)).rejects.toMatchObject({
      kind: 'data',
      where: `by-hand.json: ${path}`,
    });
  });

  test('refuses a setting that the engine refuses as a fault of the file', async () => {
    const json = read(OWN, 'plasticity.json');
    json.target_rate = -0.25;
    const attempt = checkCase(referenceEngine, json, 'plasticity.json');
    await expect(attempt).rejects.toMatchObject({
      kind: 'data',
      where: 'plasticity.json: intrinsicPlasticity.targetRate',
    });
  });
});
