import { describe, expect, test } from 'vitest';
import type { Architecture, HiddenLayer } from '../../src/model/architecture-schema.ts';
import { blueprint } from '../../src/model/shape.ts';
import { topologyFromTypes } from '../../src/model/topology.ts';
import { validateArchitecture } from '../../src/model/validate-architecture.ts';

const neuron = { tauMembrane: 16, tauSynapse: 8, threshold: 1, inhibitoryWeight: -2 };
const motif = topologyFromTypes(2, ['exc', 'inh', 'none', 'exc', 'exc', 'none', 'none', 'inh']);
const scml: HiddenLayer = { kind: 'scml', neurons: 5, motif, boundary: 'open' };

function architecture(...hidden: HiddenLayer[]): Architecture {
  return { inputs: 3, hidden, outputs: 2, neuron };
}

describe('blueprint', () => {
  test('lays out a mixed stack: fan-ins, segments and couplings', () => {
    const plan = blueprint(
      architecture(
        { kind: 'feedforward', neurons: 4 },
        scml,
        { kind: 'dense', neurons: 2 },
        { kind: 'supernet', neurons: 6, sizes: [2, 3], boundary: 'open', lateral: true },
      ),
    );
    expect(plan.shape.layers.map(({ inputs, neurons }) => [inputs, neurons])).toEqual([
      [3, 4],
      [4, 5],
      [5, 2],
      [2, 6],
      [6, 2],
    ]);
    expect(plan.layout.segments.map(({ name }) => name)).toEqual([
      'hidden.0.feedforward',
      'hidden.1.feedforward',
      'hidden.1.recurrent',
      'hidden.2.feedforward',
      'hidden.2.recurrent',
      'hidden.3.feedforward',
      'hidden.3.recurrent',
      'output.feedforward',
    ]);
    let end = 0;
    for (const { offset, length } of plan.layout.segments) {
      expect(offset).toBe(end);
      end += length;
    }
    expect(plan.layout.length).toBe(end);
    expect(plan.layout.segments.map(({ nonNegative }) => nonNegative)).toEqual([
      false,
      false,
      true,
      false,
      false,
      false,
      true,
      false,
    ]);
    expect(plan.couplings.map((coupling) => coupling !== null)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
    expect(plan.supernets.map((supernet) => supernet !== null)).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  test('a network without hidden layers is inputs to outputs', () => {
    expect(blueprint(architecture()).shape.layers).toEqual([
      { neurons: 2, inputs: 3, edges: null },
    ]);
  });
});

describe('validateArchitecture', () => {
  const bad: [string, Architecture, string][] = [
    ['no inputs', { ...architecture(), inputs: 0 }, 'inputs'],
    [
      'τs below a step',
      { ...architecture(), neuron: { ...neuron, tauSynapse: 0.5 } },
      'neuron.tauSynapse',
    ],
    [
      'a threshold of 0',
      { ...architecture(), neuron: { ...neuron, threshold: 0 } },
      'neuron.threshold',
    ],
    [
      'a positive inhibitory weight',
      { ...architecture(), neuron: { ...neuron, inhibitoryWeight: 2 } },
      'neuron.inhibitoryWeight',
    ],
    [
      'a motif larger than the layer',
      architecture({ ...scml, neurons: 1 }),
      'hidden[0].motif.size',
    ],
    [
      'a ring of two motifs',
      architecture({ ...scml, neurons: 4, boundary: 'ring' }),
      'hidden[0].motif.size',
    ],
    [
      'a missing row of types',
      architecture({ ...scml, motif: { ...motif, intra: [['exc', 'exc']] } }),
      'hidden[0].motif.intra',
    ],
    [
      'sizes out of order',
      architecture({
        kind: 'supernet',
        neurons: 9,
        sizes: [3, 2],
        boundary: 'open',
        lateral: true,
      }),
      'hidden[0].sizes[1]',
    ],
  ];
  test.each(bad)('refuses %s and names the field', (_, impossible, where) => {
    expect(() => validateArchitecture(impossible)).toThrowError(
      expect.objectContaining({ kind: 'usage', where }),
    );
  });
});
