/** Networks whose output neurons only integrate, in the formats of other programs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { exportNir } from '../../src/exchange/nir/export.ts';
import { decodeNir, encodeNir, type NirGraph, type NirNode } from '../../src/exchange/nir/graph.ts';
import { importNir } from '../../src/exchange/nir/import.ts';
import { exportOnnx } from '../../src/exchange/onnx/export.ts';
import { encodePortable } from '../../src/experiment/portable-files.ts';
import { writePytorch } from '../../src/experiment/pytorch-files.ts';
import { loadNetwork } from '../../src/runtime/network.ts';
import { openModel } from '../../src/training/network.ts';
import { type NetworkPlan, randomSamples } from '../engine/random-network.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { PLANS, portable } from './networks.ts';
import { isInstalled, ONNX_RUNTIMES, onnxRuntime, runOnnx } from './onnx-runtimes.ts';
import { python, pythonHas } from './python.ts';

const NETWORKS: readonly NetworkPlan[] = ['motif', 'stacked', 'no hidden layer'].map((name) => ({
  ...PLANS[name]!,
  lengths: Array(12).fill(60),
  readout: 'integrator',
}));
const BIASED: NetworkPlan = {
  ...PLANS['bias and synapses of their own']!,
  lengths: [50, 60],
  readout: 'integrator',
};

async function caseOf(plan: NetworkPlan) {
  const { model } = await portable(plan);
  const network = await openModel(createWasmEngine(), model);
  const samples = randomSamples(plan);
  const { scores } = await network.evaluate(samples);
  network.dispose();
  expect(new Set(scores.map(([first]) => first)).size).toBe(samples.length);
  return { model, samples, scores };
}

function expectClose(found: readonly ArrayLike<number>[], wanted: readonly ArrayLike<number>[]) {
  expect(found).toHaveLength(wanted.length);
  wanted.forEach((row, k) => {
    Array.from(row).forEach((score, o) => {
      expect(Math.abs(found[k]![o]! - score)).toBeLessThan(1e-3 * (1 + Math.abs(score)));
    });
  });
}

test.each([...NETWORKS, BIASED])(
  'the runtime has the scores of the engine, to the bit',
  async (plan) => {
    const { model, samples, scores } = await caseOf(plan);
    const network = await loadNetwork(encodePortable(model, 2, 'safetensors'));
    samples.forEach(({ steps, offsets, channels }, k) => {
      network.reset();
      for (let t = 0; t < steps; t++) network.step(channels.subarray(offsets[t]!, offsets[t + 1]!));
      expect(network.state.scores).toEqual(scores[k]);
    });
  },
);

describe.each(ONNX_RUNTIMES)('%s', (name) => {
  test.skipIf(!isInstalled(name)).each([...NETWORKS])(
    'has the scores of the engine',
    async (plan) => {
      const { model, samples, scores } = await caseOf(plan);
      const bytes = exportOnnx(model, { stepMs: 1 });
      const found = await runOnnx(onnxRuntime(name), bytes, samples);
      expectClose(found.scores, scores);
      expect(found.spikes.flat(2)).toEqual([]);
    },
  );
});

test.skipIf(!pythonHas('torch', 'safetensors'))('the PyTorch module has the scores', async () => {
  for (const plan of [...NETWORKS, BIASED]) {
    const { model, samples, scores } = await caseOf(plan);
    const folder = temporaryFolder();
    await writePytorch(folder, encodePortable(model, 2, 'safetensors'));
    const events = samples.map(({ steps, offsets, channels }) => ({
      steps,
      events: Array.from({ length: steps }, (_, t) =>
        Array.from(channels.subarray(offsets[t]!, offsets[t + 1]!), (channel) => [t, channel]),
      ).flat(),
    }));
    writeFileSync(join(folder, 'samples.json'), JSON.stringify(events));
    expectClose(JSON.parse(python('pytorch_scores.py', folder)) as number[][], scores);
  }
});

/** Without what says where it is from. */
async function ofAnybody(bytes: Uint8Array): Promise<Uint8Array> {
  const { graph } = decodeNir(bytes, 'network.nir');
  return encodeNir({ ...graph, metadata: {} } as NirGraph);
}

describe.each(['generic', 'norse', 'snntorch'] as const)('a NIR file for %s', (target) => {
  const options = { stepSeconds: 1e-3, target, allowLossy: false };

  test.each([...NETWORKS, BIASED])(
    'gives the network back, and says how it decides',
    async (plan) => {
      const { model } = await caseOf(plan);
      const { bytes, report } = await exportNir(model, options);
      expect(report.advice.join()).toContain('largest sum of potentials');
      const found = importNir(bytes, 'network.nir', { stepSeconds: null });
      expect(found.restored).toBe(true);
      expect(found.model.architecture).toEqual(model.architecture);
      expect(found.model.neurons).toEqual(model.neurons);
    },
  );

  test.each([...NETWORKS, BIASED])('says the same without its annotations', async (plan) => {
    const { model, samples, scores } = await caseOf(plan);
    const bytes = await ofAnybody((await exportNir(model, options)).bytes);
    const stepSeconds = target === 'snntorch' ? 1e-4 : 1e-3;
    const found = importNir(bytes, 'network.nir', { stepSeconds }).model;
    expect(found.architecture.readout).toBe('integrator');
    const network = await openModel(createWasmEngine(), found);
    expectClose((await network.evaluate(samples)).scores, scores);
  });
});

test('an LI node at the end has no synapse', async () => {
  const vector = (...values: number[]) => ({
    shape: [values.length],
    data: Float64Array.from(values),
  });
  const node = (type: string, parameters: NirNode['parameters']) =>
    ({ kind: 'node', type, parameters }) as const;
  const graph = (types: readonly string[]): NirGraph => ({
    kind: 'graph',
    nodes: new Map([
      ['input', node('Input', { shape: vector(1) })],
      ...types.flatMap((type, k): [string, ReturnType<typeof node>][] => [
        [`w${k}`, node('Linear', { weight: { shape: [1, 1], data: Float64Array.of(2) } })],
        [`n${k}`, node(type, { tau: vector(4e-3), r: vector(4), v_leak: vector(0) })],
      ]),
      ['output', node('Output', { shape: vector(1) })],
    ] as [string, ReturnType<typeof node>][]),
    edges: ['input', ...types.flatMap((_, k) => [`w${k}`, `n${k}`])].map((from, k, all) => [
      from,
      all[k + 1] ?? 'output',
    ]),
    metadata: {},
  });
  const bytes = await encodeNir(graph(['LI']));
  const { model } = importNir(bytes, 'network.nir', { stepSeconds: 1e-3 });
  expect(model.architecture).toMatchObject({
    readout: 'integrator',
    neuron: { tauSynapse: 1, tauMembrane: 4 },
  });
  const two = await encodeNir(graph(['LI', 'LI']));
  expect(() => importNir(two, 'network.nir', { stepSeconds: 1e-3 })).toThrowError(
    'The neurons never spike, and are not the last.',
  );
});

test.each(['lava', 'rockpool'] as const)('%s is refused', async (target) => {
  const { model } = await portable(NETWORKS[0]!);
  const options = { stepSeconds: 1e-3, target, allowLossy: true };
  await expect(exportNir(model, options)).rejects.toMatchObject({
    kind: 'usage',
    where: 'architecture.readout',
  });
});
