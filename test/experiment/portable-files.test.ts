/** Files of networks with their architecture. */
import { expect, test } from 'vitest';
import { decodePortable, encodePortable } from '../../src/experiment/portable-files.ts';
import { decodeNpz } from '../../src/formats/npz.ts';
import { encodeNpz } from '../../src/formats/npz-archive.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.ts';
import { PLANS, portable } from '../exchange/networks.ts';

const MEMORY = 2 ** 24;

test('the step in an npz is a number; files in which it is text are still read', async () => {
  const { model } = await portable(PLANS.stacked!);
  const bytes = encodePortable(model, 2.5, 'npz');
  const step = decodeNpz(bytes, 'n.npz', ['step_ms']).get('step_ms')!;
  expect(step).toMatchObject({ dtype: 'f8', shape: [], data: Float64Array.of(2.5) });
  const read = decodePortable(bytes, 'npz', 'n.npz', MEMORY);
  expect(Float32Array.from(read.weights)).toEqual(model.weights);
  const { tensors } = decodeSafetensors(encodePortable(model, 2.5, 'safetensors'), 'n');
  const architecture = JSON.stringify(model.architecture);
  const old = encodeNpz(tensors, { architecture, step_ms: '2.5' });
  expect(decodePortable(old, 'npz', 'old.npz', MEMORY)).toEqual(read);
});

test('the architecture is that of the file or the one that is given, never one of two', async () => {
  const { model } = await portable(PLANS.motif!);
  const { architecture } = model;
  const { tensors } = decodeSafetensors(encodePortable(model, 1, 'safetensors'), 'n');
  const other = { ...architecture, neuron: { ...architecture.neuron, inhibitoryWeight: -3 } };
  for (const [format, bare] of [
    ['npz', encodeNpz(tensors)],
    ['safetensors', encodeSafetensors(tensors)],
  ] as const) {
    const whole = encodePortable(model, 1, format);
    const read = decodePortable(whole, format, 'n', MEMORY);
    expect(decodePortable(whole, format, 'n', MEMORY, architecture)).toEqual(read);
    expect(decodePortable(bare, format, 'n', MEMORY, architecture)).toEqual(read);
    expect(() => decodePortable(bare, format, 'n', MEMORY)).toThrow(
      expect.objectContaining({ kind: 'artifact', remedy: expect.stringContaining('RUN') }),
    );
    expect(() => decodePortable(whole, format, 'n', MEMORY, other)).toThrow(
      'The file is of a network of another architecture.',
    );
  }
});

test.each(['npz', 'safetensors'] as const)(
  'biases and synapses of their own come back, and no bias is lost: %s',
  async (format) => {
    const { model } = await portable(PLANS['bias and synapses of their own']!);
    const bytes = encodePortable(model, 2.5, format);
    const read = decodePortable(bytes, format, 'n', MEMORY);
    expect(read.architecture).toEqual(model.architecture);
    expect(read.neurons).toEqual(model.neurons);
    const { bias: _, ...unbiased } = model.architecture;
    const stray = encodePortable({ ...model, architecture: unbiased }, 2.5, 'safetensors');
    expect(() => decodePortable(stray, 'safetensors', 'n', MEMORY)).toThrow('no such tensor');
  },
);
