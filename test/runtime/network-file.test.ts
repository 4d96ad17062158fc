/** Files that are damaged or made to harm: refused with a typed error, in bounded time and memory. */
import { describe, expect, it, test } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { Random } from '../../src/core/random.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.ts';
import type { Architecture } from '../../src/model/architecture-schema.ts';
import { loadNetwork } from '../../src/runtime/network.ts';
import { readNetworkFile } from '../../src/runtime/network-file.ts';
import { mutate, readDamaged } from '../exchange/mutations.ts';
import { exported, PLANS } from './exported.ts';

const { bytes: intact } = await exported(PLANS.motif!);
const { tensors, metadata } = decodeSafetensors(intact, 'intact');
const architecture = JSON.parse(metadata.architecture!) as Architecture;

async function refusal(bytes: unknown): Promise<MotifsmithError> {
  const error: unknown = await loadNetwork(bytes as Uint8Array, 'edge.safetensors').then(
    () => null,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(MotifsmithError);
  const { where, remedy } = error as MotifsmithError;
  expect(where).toContain('edge.safetensors');
  expect(remedy).toBeTruthy();
  return error as MotifsmithError;
}

const withMetadata = (change: Record<string, string>) =>
  encodeSafetensors(tensors, { ...metadata, ...change });
const withArchitecture = (value: unknown) => withMetadata({ architecture: JSON.stringify(value) });
const withHidden = (layer: unknown) => withArchitecture({ ...architecture, hidden: [layer] });

describe('refuses', () => {
  it('what is not bytes', async () => {
    for (const value of [undefined, null, 'network.safetensors', [1, 2]]) {
      expect((await refusal(value)).kind).toBe('usage');
    }
  });

  it('files cut off at any place', async () => {
    for (let length = 0; length < intact.length; length += length < 2000 ? 7 : 501) {
      expect((await refusal(intact.subarray(0, length))).kind).toBe('artifact');
    }
  });

  it.each([
    ['no metadata', encodeSafetensors(tensors), 'metadata "format"'],
    ['another format', withMetadata({ format: 'pt' }), 'metadata "format"'],
    ['a later version', withMetadata({ formatVersion: '2' }), 'metadata "formatVersion"'],
    ['no step', withMetadata({ step_ms: '' }), 'metadata "step_ms"'],
    ['a negative step', withMetadata({ step_ms: '-1' }), 'metadata "step_ms"'],
    ['no JSON', withMetadata({ architecture: '{' }), 'metadata "architecture"'],
    ['null', withArchitecture(null), 'metadata "architecture"'],
    ['a list', withArchitecture([]), 'metadata "architecture"'],
    ['no neuron', withArchitecture({ ...architecture, neuron: null }), 'field neuron'],
    ['no list of layers', withArchitecture({ ...architecture, hidden: 3 }), 'field hidden'],
    ['a layer of null', withHidden(null), 'field hidden[0]'],
    ['an unknown layer', withHidden({ kind: 'lstm', neurons: 3 }), 'hidden[0].kind'],
    ['a layer under search', withHidden({ kind: 'supernet', neurons: 50 }), 'hidden[0]'],
    ['no motif', withHidden({ kind: 'scml', neurons: 50, boundary: 'open' }), 'hidden[0].motif'],
    ['no inputs', withArchitecture({ ...architecture, inputs: 0 }), 'field inputs'],
    ['other inputs', withArchitecture({ ...architecture, inputs: 21 }), 'hidden.0.feedforward'],
    ['more outputs', withArchitecture({ ...architecture, outputs: 6 }), 'neurons.1.tau'],
    [
      '2^53 − 1 dense neurons',
      withHidden({ kind: 'dense', neurons: 2 ** 53 - 1 }),
      'hidden[0].neurons',
    ],
    ['a dense layer', withHidden({ kind: 'dense', neurons: 50 }), 'hidden.0.recurrent'],
  ])('%s', async (_, bytes, where) => {
    const error = await refusal(bytes);
    expect(error.kind).toBe('artifact');
    expect(error.where).toContain(where);
  });

  it('a few bytes of motif that would ask for billions of edges', async () => {
    const neurons = 60_000;
    const size = 600;
    const rows = (height: number, width: number) =>
      Array.from({ length: height }, () => Array(width).fill('exc'));
    const motif = { size, intra: rows(size, size), inter: rows(size, 2) };
    const values = new Float32Array(neurons).fill(8);
    const bomb = encodeSafetensors(
      {
        'hidden.0.feedforward': { shape: [1, neurons], data: values },
        'hidden.0.recurrent': { shape: [neurons], data: values },
        'neurons.0.resistance': { shape: [neurons], data: values },
        'neurons.0.tau': { shape: [neurons], data: values },
      },
      {
        ...metadata,
        architecture: JSON.stringify({
          ...architecture,
          inputs: 1,
          hidden: [{ kind: 'scml', neurons, boundary: 'open', motif }],
        }),
      },
    );
    expect((await refusal(bomb)).where).toContain('hidden.0.recurrent');
  });

  it.each([0, -1, Number.NaN, Infinity])('R or τ of %d', async (value) => {
    for (const name of ['neurons.0.resistance', 'neurons.1.tau']) {
      const data = tensors[name]!.data.slice();
      data[3] = value;
      const error = await refusal(
        encodeSafetensors({ ...tensors, [name]: { ...tensors[name]!, data } }, metadata),
      );
      expect(error.kind).toBe('artifact');
      expect(error.message).toContain('Element 3');
      expect(error.where).toContain(name);
    }
  });

  it('missing and stray tensors', async () => {
    const { 'neurons.0.resistance': _, ...rest } = tensors;
    expect((await refusal(encodeSafetensors(rest, metadata))).message).toContain('missing');
    const stray = { ...tensors, stray: tensors['neurons.0.tau']! };
    expect((await refusal(encodeSafetensors(stray, metadata))).where).toContain('stray');
  });
});

test('20,000 damaged files: read or refused', { timeout: 300_000 }, async () => {
  const { bytes: stacked } = await exported(PLANS.stacked!);
  const { refused, slowest, allocated } = readDamaged(
    [intact, stacked],
    20_000,
    ['artifact'],
    (bytes) => readNetworkFile(bytes, 'damaged.safetensors'),
  );
  expect(refused).toBeGreaterThan(5000);
  expect(slowest).toBeLessThan(2000);
  expect(allocated).toBeLessThan(2 ** 26);
});

test('files that were damaged and are read anyway run', async () => {
  const random = new Random(2, 'damage');
  let ran = 0;
  for (let trial = 0; trial < 500; trial++) {
    const bytes = mutate(intact, [intact], random);
    const network = await loadNetwork(bytes).catch((error) => {
      expect(error).toBeInstanceOf(MotifsmithError);
      return null;
    });
    if (network === null) continue;
    for (let t = 0; t < 10; t++) {
      const { spikes, scores, decision } = network.step([0, 5, 19 % network.inputs]);
      expect(spikes.every((neuron) => neuron < network.classes)).toBe(true);
      expect(scores.every(Number.isFinite)).toBe(true);
      expect(decision).toBeLessThan(network.classes);
    }
    ran++;
  }
  expect(ran).toBeGreaterThan(50);
});
