/** Graphs of others run here as their equations say; what cannot be run is named. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { sampleFromEvents } from '../../src/data/events/sample.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { exportNir } from '../../src/exchange/nir/export.ts';
import { encodeNir, type NirGraph, type NirNode } from '../../src/exchange/nir/graph.ts';
import { importNir } from '../../src/exchange/nir/import.ts';
import { openModel } from '../../src/training/network.ts';
import { PLANS, portable } from './networks.ts';

interface Foreign {
  readonly drive: { steps: number; inputs: number; events: [number, number][] };
  readonly graphs: Record<string, { dt: number; spikes: Record<string, [number, number][]> }>;
}

/** Written by `python/make_foreign.py`, in the shapes of other packages' exporters. */
const FOLDER = join(import.meta.dirname, 'foreign');
const foreign = JSON.parse(readFileSync(join(FOLDER, 'foreign.json'), 'utf8')) as Foreign;
const readForeign = (name: string): Uint8Array => readFileSync(join(FOLDER, `${name}.nir`));

describe('graphs of others', () => {
  test.each(Object.keys(foreign.graphs))('%s gives the spikes of its equations', async (name) => {
    const { dt, spikes } = foreign.graphs[name]!;
    const { model, restored } = importNir(readForeign(name), name, { stepSeconds: dt });
    expect(restored).toBe(false);
    const network = await openModel(referenceEngine, model);
    const { steps, events } = foreign.drive;
    const sample = sampleFromEvents(
      steps,
      events.map(([t]) => t),
      events.map(([, channel]) => channel),
      0,
    );
    const recording = await network.record(sample);
    const found = recording.spikes.map(({ offsets, neurons }) =>
      Array.from({ length: steps }, (_, t) =>
        Array.from(neurons.slice(offsets[t], offsets[t + 1]), (i) => [t, i]),
      ).flat(),
    );
    expect(found).toEqual(Object.values(spikes));
    expect(found.flat().length).toBeGreaterThan(100);
  });

  test('recurrence becomes a dense layer, scalars hold for all neurons', () => {
    const { model, notes } = importNir(readForeign('snntorch'), 'x', { stepSeconds: 1e-4 });
    expect(model.architecture).toMatchObject({
      inputs: 9,
      outputs: 4,
      hidden: [{ kind: 'dense', neurons: 14 }],
      neuron: { threshold: 1 },
    });
    expect(model.architecture.neuron.tauSynapse).toBeCloseTo(4, 5);
    expect(model.neurons[1]!.tau.length).toBe(4);
    expect(notes).toEqual(['w_in of "lif1/lif" went into R.', 'w_in of "lif2" went into R.']);
  });

  test('biases of both matrices are one, τs of each layer is kept, names in subgraphs are repaired', () => {
    const read = (name: string) => importNir(readForeign(name), 'x', { stepSeconds: 1e-4 });
    const { model, notes } = read('braille-subgraph');
    expect(model.architecture).toMatchObject({
      hidden: [{ kind: 'dense', neurons: 14, tauSynapse: 2.25 }],
      neuron: { tauSynapse: 4 },
      bias: true,
    });
    expect(model.neurons.map(({ bias }) => bias!.length)).toEqual([14, 4]);
    expect(notes[0]).toBe(
      'Edges lead to "lif1/lif", which is no node: taken for "lif1/lif1", which no edge leads to.',
    );
    expect(read('braille').model).toEqual(model);
  });

  test('thresholds of single neurons go into R, and the file says so', () => {
    const { notes } = importNir(readForeign('rockpool'), 'x', { stepSeconds: 1e-3 });
    expect(notes[0]).toMatch(/Thresholds of "1_LIFTorch" were scaled/);
  });

  test('nodes of programs that compute something else than their files are named', () => {
    const warnings = (name: string, stepSeconds: number) =>
      importNir(readForeign(name), name, { stepSeconds }).warnings;
    expect(warnings('rockpool', 1e-3)).toEqual([
      {
        nodes: ['1_LIFTorch', '3_LIFTorch'],
        detail: expect.stringMatching(/which Rockpool writes/),
      },
    ]);
    expect(warnings('norse', 1e-3)).toEqual([
      { nodes: ['1', '3'], detail: expect.stringMatching(/Norse.* = 5\. .*set w_in to 5 in it/) },
    ]);
    for (const [name, dt] of [
      ['norse-lif', 1e-3],
      ['snntorch', 1e-4],
      // Not the step of the network that Rockpool had: another r would be its formula.
      ['rockpool', 1e-4],
    ] as const) {
      expect(warnings(name, dt), name).toEqual([]);
    }
  });

  test('the step has to be given, since NIR has none', () => {
    const error = refusal(() => importNir(readForeign('norse'), 'x.nir', { stepSeconds: null }));
    expect(error.kind).toBe('usage');
    expect(error.remedy).toMatch(/--step-ms/);
    const long = refusal(() => importNir(readForeign('norse'), 'x.nir', { stepSeconds: 1 }));
    expect(long.message).toMatch(/tau_syn is 0.00\d+ s, shorter than a step of 1 s/);
  });
});

function refusal(action: () => unknown): MotifsmithError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(MotifsmithError);
    return error as MotifsmithError;
  }
  throw new Error('the graph was accepted');
}

const node = (
  type: string,
  parameters: Record<string, number | number[] | number[][]>,
): NirNode => ({
  kind: 'node',
  type,
  parameters: Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const list = [value].flat();
      const shape = Array.isArray(list[0])
        ? [list.length, list[0].length]
        : Array.isArray(value)
          ? [list.length]
          : [];
      return [name, { shape, data: Float64Array.from(list.flat()) }];
    }),
  ),
});

const cuba = (change: Record<string, number | number[]> = {}) =>
  node('CubaLIF', {
    tau_mem: [0.01, 0.01],
    tau_syn: [0.004, 0.004],
    r: [1, 1],
    v_leak: [0, 0],
    v_reset: [0, 0],
    v_threshold: [1, 1],
    w_in: [1, 1],
    ...change,
  });

/** Input → w → lif → output with two neurons, changed by the caller. */
function graphWith(
  nodes: Record<string, NirNode | NirGraph>,
  edges: [string, string][] = [],
  without: [string, string][] = [],
): NirGraph {
  const all = {
    input: node('Input', { shape: [2] }),
    w: node('Linear', {
      weight: [
        [1, 2],
        [3, 4],
      ],
    }),
    lif: cuba(),
    output: node('Output', { shape: [2] }),
    ...nodes,
  };
  const chain: [string, string][] = [
    ['input', 'w'],
    ['w', 'lif'],
    ['lif', 'output'],
  ];
  const kept = chain.filter((edge) => !without.some((other) => other.join() === edge.join()));
  return {
    kind: 'graph',
    nodes: new Map(Object.entries(all)),
    edges: [...kept, ...edges],
    metadata: {},
  };
}

const back = node('Linear', {
  weight: [
    [0, 1],
    [1, 0],
  ],
});

const affine = (bias: number[]) =>
  node('Affine', {
    weight: [
      [1, 2],
      [3, 4],
    ],
    bias,
  });

describe('what cannot be run is named', () => {
  const cases: [string, NirGraph, RegExp, string][] = [
    ['a convolution', graphWith({ w: node('Conv2d', {}) }), /type Conv2d cannot be run/, 'w'],
    ['no leak', graphWith({ lif: node('IF', {}) }), /type IF cannot be run/, 'lif'],
    ['a bias of NaN', graphWith({ w: affine([0, Number.NaN]) }), /bias is NaN/, 'w'],
    [
      'a bias for one of two',
      graphWith({ w: affine([1]) }),
      /bias has the shape \[1\], not \[2\]/,
      'w',
    ],
    ['a leak potential', graphWith({ lif: cuba({ v_leak: [0, 0.1] }) }), /v_leak is 0.1/, 'lif'],
    ['a reset potential', graphWith({ lif: cuba({ v_reset: [-1, 0] }) }), /v_reset is -1/, 'lif'],
    [
      'a threshold of 0',
      graphWith({ lif: cuba({ v_threshold: [1, 0] }) }),
      /v_threshold is 0/,
      'lif',
    ],
    [
      'two synaptic times in a layer',
      graphWith({ lif: cuba({ tau_syn: [0.004, 0.005] }) }),
      /tau_syn is 4 steps and 5: the neurons of a layer have one/,
      'lif',
    ],
    [
      'a short time',
      graphWith({ lif: cuba({ tau_mem: [0.01, 0.0005] }) }),
      /shorter than a step/,
      'lif',
    ],
    ['NaN', graphWith({ lif: cuba({ r: [1, Number.NaN] }) }), /r is NaN/, 'lif'],
    [
      'three parameters for two',
      graphWith({ lif: cuba({ r: [1, 1, 1] }) }),
      /r has 3 entries for 2/,
      'lif',
    ],
    [
      'a matrix that does not fit',
      graphWith({
        w: node('Linear', {
          weight: [
            [1, 2, 3],
            [4, 5, 6],
          ],
        }),
      }),
      /not \[2, 2\]/,
      'w',
    ],
    [
      'other outputs',
      graphWith({ output: node('Output', { shape: [3] }) }),
      /3 outputs, but 2/,
      'lif',
    ],
    [
      'no matrix',
      graphWith(
        {},
        [['input', 'lif']],
        [
          ['input', 'w'],
          ['w', 'lif'],
        ],
      ),
      /is where a matrix/,
      'lif',
    ],
    ['a stray node', graphWith({ stray: back }), /not on the way/, 'stray'],
    [
      'a branch',
      graphWith({ w2: back }, [
        ['input', 'w2'],
        ['w2', 'lif'],
      ]),
      /Several nodes come after/,
      'input',
    ],
    ['itself', graphWith({}, [['lif', 'lif']]), /connected to itself/, 'lif'],
    [
      'two edges to nowhere beside a stray node',
      graphWith({ stray: back }, [
        ['lif', 'void'],
        ['abyss', 'lif'],
      ]),
      /leads to no node/,
      'void',
    ],
    ['an edge to nowhere', graphWith({}, [['lif', 'void']]), /leads to no node/, 'void'],
    [
      'two inputs',
      graphWith({ more: node('Input', { shape: [2] }) }),
      /2 nodes of type Input/,
      'more',
    ],
    [
      'recurrent output',
      graphWith({ w_rec: back }, [
        ['lif', 'w_rec'],
        ['w_rec', 'lif'],
      ]),
      /output neurons are recurrent/,
      'lif',
    ],
    [
      'two ways back',
      graphWith({ a: back, b: back }, [
        ['lif', 'a'],
        ['a', 'lif'],
        ['lif', 'b'],
        ['b', 'lif'],
      ]),
      /more than two inputs/,
      'lif',
    ],
    ['no way out', graphWith({}, [], [['lif', 'output']]), /Nothing comes after/, 'lif'],
  ];
  test.each(cases)('%s', async (_, graph, message, name) => {
    const bytes = await encodeNir(graph);
    const error = refusal(() => importNir(bytes, 'f.nir', { stepSeconds: 0.001 }));
    expect(error.kind).toBe('artifact');
    expect(error.message).toMatch(message);
    const path = `f.nir, /node/nodes/${name}`;
    expect([path, expect.stringMatching(new RegExp(`^${path}/\\w+$`))]).toContainEqual(error.where);
    expect(error.remedy).toBeTruthy();
  });

  test('the data set at fault is named, in nested graphs too', async () => {
    const inner: NirGraph = {
      kind: 'graph',
      nodes: new Map([
        ['input', node('Input', { shape: [2] })],
        ['lif', cuba({ v_leak: [0, 0.1] })],
        ['output', node('Output', { shape: [2] })],
      ]),
      edges: [
        ['input', 'lif'],
        ['lif', 'output'],
      ],
      metadata: {},
    };
    const w = node('Linear', {
      weight: [
        [1, Number.NaN],
        [3, 4],
      ],
    });
    for (const [graph, place] of [
      [graphWith({ lif: inner }), 'lif/nodes/lif/v_leak'],
      [graphWith({ lif: cuba({ v_threshold: [1, -1] }) }), 'lif/v_threshold'],
      [graphWith({ lif: cuba({ tau_mem: [0.01, 1e-5] }) }), 'lif/tau_mem'],
      [graphWith({ lif: cuba({ w_in: [1, 2, 3] }) }), 'lif/w_in'],
      [graphWith({ w }), 'w/weight'],
    ] as const) {
      const bytes = await encodeNir(graph);
      const error = refusal(() => importNir(bytes, 'f.nir', { stepSeconds: 0.001 }));
      expect(error.where).toBe(`f.nir, /node/nodes/${place}`);
    }
  });

  test('an unchanged graph is taken', async () => {
    const bytes = await encodeNir(graphWith({}));
    const { model } = importNir(bytes, 'f.nir', { stepSeconds: 0.001 });
    expect(Array.from(model.weights)).toEqual([1, 3, 2, 4]);
    expect(model.architecture.neuron).toMatchObject({ tauMembrane: 10, tauSynapse: 4 });
  });

  test('parameters that are not of the node type are not passed over', async () => {
    const strange = {
      ...cuba(),
      parameters: { ...cuba().parameters, v_adapt: cuba().parameters.r! },
    };
    const bytes = await encodeNir(graphWith({ lif: strange }));
    const error = refusal(() => importNir(bytes, 'f.nir', { stepSeconds: 0.001 }));
    expect(error.message).toMatch(/unknown parameter "v_adapt"/);
    expect(error.where).toBe('f.nir, /node/nodes/lif');
  });

  test('a graph of ours that somebody changed is taken by its equations', async () => {
    // Small enough that its matrices are not packed.
    const layers = [{ kind: 'scml', neurons: 15, size: 5 }] as const;
    const { model } = await portable({ ...PLANS.motif!, layers });
    const options = { stepSeconds: 0.001, target: 'generic', allowLossy: false } as const;
    const { bytes } = await exportNir(model, options);
    expect(importNir(bytes, 'f', { stepSeconds: null }).restored).toBe(true);
    // Weights of a motif that are not −2 where its annotations say so.
    const changed = bytes.slice();
    const view = new DataView(changed.buffer);
    for (let at = 0; at + 4 <= changed.length; at += 4) {
      if (view.getFloat32(at, true) === -2) view.setFloat32(at, -1.5, true);
    }
    const imported = importNir(changed, 'f', { stepSeconds: null });
    expect(imported.restored).toBe(false);
    expect(imported.model.architecture.hidden[0]!.kind).toBe('dense');
    expect(imported.notes[0]).toMatch(/changed after its export/);
  });
});
