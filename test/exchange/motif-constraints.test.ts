/** Networks that other programs have trained keep their motifs, or are refused by name. */
import { describe, expect, test } from 'vitest';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { fitArchitecture, requireSigns } from '../../src/exchange/motif-constraints.ts';
import { exportNir } from '../../src/exchange/nir/export.ts';
import { decodeNir, encodeNir, type NirNode } from '../../src/exchange/nir/graph.ts';
import { importNir } from '../../src/exchange/nir/import.ts';
import type { NirTarget } from '../../src/exchange/nir/targets.ts';
import type { PortableModel } from '../../src/exchange/portable-model.ts';
import { visitEdges } from '../../src/model/edges.ts';
import { blueprint } from '../../src/model/shape.ts';
import { openModel } from '../../src/training/network.ts';
import { randomSamples } from '../engine/random-network.ts';
import { PLANS, portable } from './networks.ts';

const STEP = 1e-3;
/** Its importer takes no step. */
const SNNTORCH_STEP = 1e-4;

/** A file whose first recurrent matrix was changed, so that it is read by its equations. */
async function edited(
  model: PortableModel,
  target: NirTarget,
  change: (matrix: Float32Array | Float64Array) => void,
): Promise<PortableModel> {
  const { bytes } = await exportNir(model, { stepSeconds: STEP, target, allowLossy: false });
  const { graph } = decodeNir(bytes, 'n.nir');
  const layer = [...graph.nodes.values()].find(({ kind }) => kind === 'graph');
  if (layer?.kind !== 'graph') throw new Error('no recurrent layer');
  change((layer.nodes.get('w_rec') as NirNode).parameters.weight!.data);
  const stepSeconds = target === 'snntorch' ? SNNTORCH_STEP : STEP;
  const read = importNir(await encodeNir(graph), 'n.nir', { stepSeconds });
  expect(read.restored).toBe(false);
  return read.model;
}

/** [target, source, gain] of the connections of the first layer. */
function connections({ architecture }: PortableModel): [number, number, number][] {
  const { shape, couplings } = blueprint(architecture);
  const list: [number, number, number][] = [];
  visitEdges(shape.layers[0]!.edges!, (e, target, source) => {
    list.push([target, source, couplings[0]!.gain[e]!]);
  });
  return list;
}

const NEURONS = 20;

describe('a NIR file that was trained elsewhere', () => {
  // snnTorch has no R: what a neuron receives is scaled instead.
  test.each([
    ['norse', 'motif'],
    ['snntorch', 'motif'],
    ['snntorch', 'bias and synapses of their own'],
  ] as const)('of %s gets its motif back: %s', async (target, kind) => {
    const plan = PLANS[kind]!;
    const { model } = await portable(plan);
    const { neurons } = model.architecture.hidden[0]!;
    const [i, r] = connections(model).find(([, , gain]) => gain === 1)!;
    const found = await edited(model, target, (matrix) => {
      matrix[i * neurons + r]! *= 1.5;
    });
    const notes: string[] = [];
    const fitted = fitArchitecture(found, model.architecture, 'n.nir', notes);
    expect(fitted.architecture).toEqual(model.architecture);
    expect(notes.length).toBe(target === 'norse' ? 0 : 1);
    requireSigns(fitted, 'n.nir');
    const [dense, motif] = await Promise.all(
      [found, fitted].map((each) => openModel(referenceEngine, each)),
    );
    let spikes = 0;
    for (const sample of randomSamples({ ...plan, lengths: Array(10).fill(60) })) {
      const recorded = (await motif!.record(sample)).spikes;
      expect(recorded).toEqual((await dense!.record(sample)).spikes);
      spikes += recorded[0]!.neurons.length;
    }
    expect(spikes).toBeGreaterThan(500);
  });

  test('is refused where the motif has no connection, and for a wrong sign', async () => {
    const { model } = await portable(PLANS.motif!);
    const list = connections(model);
    const excitatory = list.find(([, , gain]) => gain === 1)!;
    const inhibitory = list.filter(([, , gain]) => gain === 0);
    const second = inhibitory.find(([i], k) => inhibitory[k - 1]?.[0] === i)!;
    const first = inhibitory.find(([i]) => i !== second[0])!;
    const absent = Array.from({ length: NEURONS }, (_, r) => r).find(
      (r) => !list.some(([i, source]) => i === 3 && source === r),
    )!;
    for (const [[i, r], value, message] of [
      [[3, absent], 0.25, 'is 0.25: the motif has no connection there.'],
      [excitatory, -0.5, 'is -0.5: the connection is excitatory.'],
      [first, 0.5, 'is 0.5: the connection is inhibitory.'],
      [second, -1.5, 'is -1.5: that from neuron'],
    ] as const) {
      const found = await edited(model, 'norse', (matrix) => {
        matrix[i * NEURONS + r] = value;
      });
      expect(() => fitArchitecture(found, model.architecture, 'n.nir', [])).toThrow(
        expect.objectContaining({
          kind: 'artifact',
          message: expect.stringContaining(`from neuron ${r} to neuron ${i} ${message}`),
          where: `n.nir, "hidden.0.recurrent", [${i}][${r}]`,
          remedy: expect.stringContaining('--architecture'),
        }),
      );
    }
  });

  test('is refused for an architecture of another size, τs or recurrence, or without a bias', async () => {
    const { model } = await portable(PLANS.motif!);
    const found = await edited(model, 'norse', (matrix) => {
      matrix[0]! += 1;
    });
    const { architecture } = model;
    const { neuron, hidden } = architecture;
    for (const [other, where] of [
      [{ ...architecture, outputs: 5 }, 'inputs and neurons'],
      [{ ...architecture, neuron: { ...neuron, tauSynapse: 5 } }, 'tauSynapse of layer 0'],
      [
        { ...architecture, hidden: [{ kind: 'feedforward', neurons: hidden[0]!.neurons }] },
        'hidden layer 0',
      ],
    ] as const) {
      expect(() => fitArchitecture(found, other, 'n.nir', [])).toThrow(
        expect.objectContaining({ kind: 'artifact', where: `n.nir, ${where}` }),
      );
    }
    const integrating = { ...found.architecture, readout: 'integrator' as const };
    expect(() =>
      fitArchitecture({ ...found, architecture: integrating }, architecture, 'n.nir', []),
    ).toThrow(expect.objectContaining({ kind: 'artifact', where: 'n.nir, readout' }));
    const biased = { ...found, architecture: { ...found.architecture, bias: true as const } };
    expect(() => fitArchitecture(biased, architecture, 'n.nir', [])).toThrow(
      expect.objectContaining({ kind: 'artifact', where: 'n.nir, bias' }),
    );
  });
});

test('excitatory weights below 0 are named; those behind inhibitory connections have no effect', async () => {
  const { model } = await portable(PLANS['two motif layers']!);
  const plan = blueprint(model.architecture);
  const { offset } = plan.layout.segments.find(({ name }) => name === 'hidden.1.recurrent')!;
  const { gain } = plan.couplings[1]!;
  const negative = (wanted: number): [PortableModel, number] => {
    const e = gain.indexOf(wanted);
    const weights = Float32Array.from(model.weights);
    weights[offset + e] = -0.25;
    return [{ ...model, weights }, e];
  };
  requireSigns(negative(0)[0], 'tuned');
  const [wrong, e] = negative(1);
  expect(() => requireSigns(wrong, 'tuned')).toThrow(
    expect.objectContaining({
      kind: 'artifact',
      message: expect.stringMatching(/from neuron \d+ to neuron \d+ is excitatory.* -0\.25/),
      where: `tuned, tensor "hidden.1.recurrent", element ${e}`,
    }),
  );
});
