/** Exported graphs have NIR's layout, and their equations give our spikes, in a program of its own. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { exportNir, type NirExportOptions, networkGraph } from '../../src/exchange/nir/export.ts';
import { decodeNir, encodeNir, type NirGraph, type NirNode } from '../../src/exchange/nir/graph.ts';
import { importNir } from '../../src/exchange/nir/import.ts';
import { networkEquations } from '../../src/exchange/nir/layers.ts';
import { FORMAT_VERSIONS, LATEST, layerNames } from '../../src/exchange/nir/names.ts';
import { NIR_TARGETS, readerStep } from '../../src/exchange/nir/targets.ts';
import type { PortableModel } from '../../src/exchange/portable-model.ts';
import { DEFAULT_EXCITATORY_WEIGHT } from '../../src/model/initialise.ts';
import { blueprint } from '../../src/model/shape.ts';
import { randomSamples } from '../engine/random-network.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { PLANS, portable } from './networks.ts';
import { python, pythonHas } from './python.ts';

const options = (change: Partial<NirExportOptions> = {}): NirExportOptions => ({
  stepSeconds: 0.001,
  target: 'generic',
  allowLossy: false,
  ...change,
});

async function refusal(promise: Promise<unknown>): Promise<MotifsmithError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MotifsmithError);
  return error as MotifsmithError;
}

const withH5py = describe.skipIf(!pythonHas('h5py', 'numpy'));

withH5py('a NumPy interpreter of NIR', () => {
  test('gives exactly our spikes, for every plan and every target that loses nothing', async () => {
    const folder = temporaryFolder();
    const cases: object[] = [];
    const expected: { name: string; spikes: [number, number][][] }[] = [];
    for (const [name, plan] of Object.entries(PLANS)) {
      const { network, model } = await portable(plan);
      const [sample] = randomSamples(plan);
      const recording = await network.record(sample!);
      const spikes = recording.spikes.map(({ offsets, neurons }) => {
        const pairs: [number, number][] = [];
        for (let t = 0; t + 1 < offsets.length; t++) {
          for (let k = offsets[t]!; k < offsets[t + 1]!; k++) pairs.push([t, neurons[k]!]);
        }
        return pairs;
      });
      expect(spikes.flat().length, name).toBeGreaterThan(20);
      const events: [number, number][] = [];
      for (let t = 0; t + 1 < sample!.offsets.length; t++) {
        for (let k = sample!.offsets[t]!; k < sample!.offsets[t + 1]!; k++) {
          events.push([t, sample!.channels[k]!]);
        }
      }
      for (const target of ['generic', 'norse', 'snntorch'] as const) {
        for (const stepSeconds of [0.001, 0.0037]) {
          const { bytes } = await exportNir(model, options({ target, stepSeconds }));
          const graph = join(folder, `${cases.length}.nir`);
          writeFileSync(graph, bytes);
          const dt = readerStep(target, stepSeconds, LATEST);
          cases.push({ graph, dt, steps: sample!.steps, events });
          expected.push({ name: `${name}, ${target}`, spikes });
        }
      }
    }
    const file = join(folder, 'cases.json');
    writeFileSync(file, JSON.stringify(cases));
    const found = JSON.parse(python('nir_interpreter.py', file)) as Record<string, unknown>[];
    found.forEach((layers, k) => {
      const { name, spikes } = expected[k]!;
      spikes.forEach((layer, l) => {
        const own = layerNames(spikes.length, LATEST)[l]!.neurons;
        expect(layers[own] ?? layers[`${own}/lif`], `${name}, layer ${l}`).toEqual(layer);
      });
    });
    expect(found.length).toBe(6 * Object.keys(PLANS).length);
  });
});

withH5py('layout in h5py', () => {
  test('is that of NIR', async () => {
    const { model } = await portable(PLANS.stacked!);
    const { bytes } = await exportNir(model, options());
    const file = join(temporaryFolder(), 'stacked.nir');
    writeFileSync(file, bytes);
    const layout = JSON.parse(python('layout.py', file)) as Record<string, string>;
    const strings = ['/version', '/node/type', '/node/nodes/n02_lif/nodes/lif/type'];
    for (const name of strings) expect(layout[name]).toBe('scalar variable-length string');
    expect(layout['/node/edges']).toBe('[11, 2] variable-length string');
    expect(layout['/node/nodes/n02_lif/edges']).toBe('[4, 2] variable-length string');
    expect(layout['/node/nodes/input/shape']).toBe('[1] int64');
    expect(layout['/node/nodes/n01_w/weight']).toBe('[18, 12] float32');
    expect(layout['/node/nodes/n02_lif/nodes/w_rec/weight']).toBe('[18, 18] float32');
    expect(layout['/node/nodes/n02_lif/metadata/mask']).toBe('[18, 18] uint8');
    expect(layout['/node/nodes/n02_lif/metadata/intra']).toBe('[6, 6] uint8');
    expect(layout['/node/nodes/n02_lif/metadata/inter']).toBe('[6, 2] uint8');
    const members = (group: string) =>
      Object.keys(layout)
        .filter((name) => name.startsWith(`${group}/`))
        .map((name) => name.slice(group.length + 1));
    const parameters = ['r', 'tau_mem', 'tau_syn', 'v_leak', 'v_reset', 'v_threshold', 'w_in'];
    expect(members('/node/nodes/n02_lif/nodes/lif').sort()).toEqual([...parameters, 'type'].sort());
    for (const name of parameters) {
      expect(layout[`/node/nodes/n02_lif/nodes/lif/${name}`]).toBe('[18] float64');
      expect(layout[`/node/nodes/n04_lif/${name}`]).toBe('[9] float64');
    }
    expect(members('/node/nodes/n01_w').sort()).toEqual(['type', 'weight']);
  });
});

describe('export', () => {
  test('the same network gives the same bytes, whenever it is written', async () => {
    const { model } = await portable(PLANS.motif!);
    const first = await exportNir(model, options());
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const second = await exportNir(model, options());
    expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
  });

  test.each(Object.keys(PLANS))('export → import → export is identical: %s', async (name) => {
    const { model } = await portable(PLANS[name]!);
    for (const target of NIR_TARGETS) {
      const settings = options({ target, allowLossy: true, stepSeconds: 0.0013 });
      const first = await exportNir(model, settings);
      const imported = importNir(first.bytes, 'x.nir', { stepSeconds: null });
      const lossy = target === 'lava' || target === 'rockpool';
      expect(imported).toMatchObject({ restored: !lossy, stepSeconds: 0.0013, notes: [] });
      expect(imported.lost.length > 0).toBe(lossy);
      expect(imported.warnings).toEqual([]);
      expect(imported.model.architecture).toEqual(model.architecture);
      const second = await exportNir(imported.model, settings);
      if (lossy) {
        const again = importNir(second.bytes, 'y.nir', { stepSeconds: null });
        expect(again.model, target).toEqual(imported.model);
        continue;
      }
      expect(Buffer.compare(first.bytes, second.bytes), target).toBe(0);
      expect(imported.model.neurons, target).toEqual(model.neurons);
      expect(imported.model.weights, target).toEqual(withoutEffectless(model));
    }
  });

  test.each(['snntorch', 'norse'] as const)(
    'files of version 1 give back the network: %s',
    async (target) => {
      expect(FORMAT_VERSIONS).toContain('1');
      const { model } = await portable(PLANS.stacked!);
      const graph = networkGraph(model, networkEquations(model), {
        ...options({ target }),
        formatVersion: '1',
      });
      expect([...graph.nodes.keys()]).toContain('hidden_3');
      const bytes = await encodeNir({
        ...graph,
        metadata: { ...graph.metadata, format_version: '1' },
      });
      const imported = importNir(bytes, 'old.nir', { stepSeconds: null });
      expect(imported).toMatchObject({ restored: true, stepSeconds: 0.001, notes: [] });
      expect(imported.model.weights).toEqual(withoutEffectless(model));
    },
  );

  test('an edited file for snnTorch is read in its own steps', async () => {
    const { model } = await portable(PLANS.dense!);
    const graph = networkGraph(model, networkEquations(model), options({ target: 'snntorch' }));
    (graph.nodes.get('n04_lif') as NirNode).parameters.v_threshold!.data[0] = 2;
    const edited = importNir(await encodeNir(graph), 'b', { stepSeconds: null });
    expect(edited).toMatchObject({ restored: false, stepSeconds: 0.001 });
    Array.from(model.neurons[0]!.tau).forEach((tau, i) => {
      expect(edited.model.neurons[0]!.tau[i]).toBeCloseTo(tau, 5);
    });
  });

  test('names sort in the order of the chain, also beyond a hundred nodes', () => {
    for (const layers of [1, 2, 5, 60, 600]) {
      const names = layerNames(layers, LATEST).flatMap(({ weights, neurons }) => [
        weights,
        neurons,
      ]);
      expect([...names].sort()).toEqual(names);
      expect(names.filter((name) => name.includes('lif')).length).toBe(layers);
    }
  });

  test('what a target cannot hold is refused, unless losses are allowed', async () => {
    const { model } = await portable(PLANS.dense!);
    for (const [target, place] of [
      ['rockpool', /reset: .*instead of setting it to 0; spikes: .*; equations: /],
      ['lava', /τ of layer 1: .*τ of layer 2: .*arithmetic: /],
    ] as const) {
      const error = await refusal(exportNir(model, options({ target })));
      expect(error.kind).toBe('usage');
      expect(error.message).toMatch(/cannot represent this network exactly/);
      expect(error.where).toMatch(place);
      expect(error.where).toMatch(/In eight test networks, \d+ to \d+ % of the output spikes/);
      expect(error.remedy).toMatch(/generic, norse or snntorch.*--allow-lossy/);
      const { report } = await exportNir(model, options({ target, allowLossy: true }));
      expect(report.losses.filter(({ severity }) => severity === 'loss').length).toBe(3);
    }
    const { report } = await exportNir(model, options());
    expect(report.losses).toEqual([]);
  });

  test('Lava-DL gets Affine nodes and recurrent subgraphs alone, in thresholds that use its 8 bits', async () => {
    const { model } = await portable(PLANS.stacked!);
    const graph = networkGraph(model, networkEquations(model), options({ target: 'lava' }));
    const largest = (weight: NirNode['parameters'][string]) =>
      Math.max(...Array.from(weight.data, Math.abs));
    for (const { weights, neurons } of layerNames(5, LATEST)) {
      expect(graph.nodes.get(weights)).toMatchObject({ type: 'Affine' });
      const nested = graph.nodes.get(neurons) as NirGraph;
      const [lif, back] = ['lif', 'w_rec'].map((name) => nested.nodes.get(name) as NirNode);
      expect(new Set(lif!.parameters.tau_mem!.data).size).toBe(1);
      const threshold = lif!.parameters.v_threshold!.data[0]!;
      const weight = largest(back!.parameters.weight!);
      expect(weight).toBeLessThanOrEqual(127 / 32);
      expect(weight === 0 ? threshold === 16 : weight > 127 / 64).toBe(true);
    }
    const wild = { ...model, weights: Float32Array.from(model.weights, (w) => 1e4 * w) };
    const refused = exportNir(wild, options({ target: 'lava', allowLossy: true }));
    expect((await refusal(refused)).message).toMatch(/cannot hold a recurrent weight/);
  });

  test('what a file for Lava-DL has lost is said when it is read; changed, it is still run', async () => {
    const { model } = await portable(PLANS.dense!);
    const settings = options({ target: 'lava', allowLossy: true });
    const { bytes } = await exportNir(model, settings);
    const { restored, lost, model: back } = importNir(bytes, 'x', { stepSeconds: null });
    expect(restored).toBe(false);
    const tau = back.neurons[0]!.tau[0];
    expect(lost).toEqual([
      `τ of each neuron of n02_lif: the file has ${tau!.toPrecision(4)} steps for all`,
      expect.stringMatching(/^τ of each neuron of n04_lif/),
      expect.stringMatching(/last bits of weights/),
    ]);
    const uniform = {
      ...model,
      neurons: model.neurons.map((each) => ({
        ...each,
        tau: new Float32Array(each.tau.length).fill(8),
      })),
    };
    const kept = await exportNir(uniform, settings);
    expect(importNir(kept.bytes, 'x', { stepSeconds: null }).lost).toEqual(lost.slice(2));

    const graph = networkGraph(model, networkEquations(model), settings);
    const nested = graph.nodes.get('n02_lif') as NirGraph;
    (nested.nodes.get('lif') as NirNode).parameters.v_threshold!.data[0]! *= 2;
    const edited = importNir(await encodeNir(graph), 'x', { stepSeconds: null });
    expect(edited.notes[0]).toMatch(/changed after its export/);
    // The output has a matrix of zeros that leads back.
    expect(edited.model.architecture.hidden).toEqual([{ kind: 'dense', neurons: 15 }]);
  });

  test('unit-gain readers get w_in = tau_syn/dt, r = tau_mem/dt and scaled rows', async () => {
    const { model } = await portable(PLANS.dense!);
    const plain = decodeNir((await exportNir(model, options())).bytes, 'a').graph;
    const { bytes } = await exportNir(model, options({ target: 'snntorch' }));
    const folded = decodeNir(bytes, 'b').graph;
    const parameters = (graph: typeof plain, ...path: string[]) => {
      let node = graph.nodes.get(path[0]!)!;
      for (const name of path.slice(1)) node = node.kind === 'graph' ? node.nodes.get(name)! : node;
      return (node as NirNode).parameters;
    };
    const lif = parameters(folded, 'n02_lif', 'lif');
    lif.w_in!.data.forEach((w: number, i: number) => {
      expect(w).toBeCloseTo(lif.tau_syn!.data[i]! / 1e-4, 12);
      expect(lif.r!.data[i]).toBeCloseTo(lif.tau_mem!.data[i]! / 1e-4, 12);
    });
    const { resistance, tau } = model.neurons[0]!;
    const before = parameters(plain, 'n02_lif', 'w_rec').weight!;
    const after = parameters(folded, 'n02_lif', 'w_rec').weight!;
    before.data.forEach((w: number, k: number) => {
      const row = Math.floor(k / 15);
      expect(after.data[k]).toBeCloseTo((w * resistance[row]!) / tau[row]! / 4, 12);
    });
  });

  test('nonsense is refused by name', async () => {
    const { model } = await portable(PLANS.motif!);
    const broken = { ...model, weights: Float32Array.from(model.weights).fill(Number.NaN, 7, 8) };
    expect((await refusal(exportNir(broken, options()))).message).toMatch(
      /weights has NaN at place 7/,
    );
    const short = { ...model, weights: new Float32Array(3) };
    expect((await refusal(exportNir(short, options()))).message).toMatch(/has 3 entries/);
    const huge: PortableModel = {
      ...model,
      architecture: {
        ...model.architecture,
        hidden: [
          {
            ...model.architecture.hidden[0]!,
            neurons: 20_000,
          } as PortableModel['architecture']['hidden'][0],
        ],
      },
    };
    const error = await refusal(exportNir(huge, options()));
    expect(error.message).toMatch(/would have 400000000 entries/);
    expect(error.remedy).toMatch(/safetensors/);
    expect((await refusal(exportNir(model, options({ stepSeconds: 0 })))).kind).toBe('usage');
    const slow = { ...model, neurons: model.neurons.map((n) => ({ ...n, tau: n.tau })) };
    (slow.neurons[1]!.tau as Float32Array)[0] = 1;
    const rockpool = exportNir(slow, options({ target: 'rockpool', allowLossy: true }));
    expect((await refusal(rockpool)).where).toBe('τ of layer 2');
  });
});

/** Weights behind inhibitory connections have no effect; an import gives them their first value. */
function withoutEffectless(model: PortableModel): Float32Array {
  const weights = Float32Array.from(model.weights);
  const plan = blueprint(model.architecture);
  for (const { layer, kind, offset, length } of plan.layout.segments) {
    if (kind !== 'recurrent') continue;
    for (let e = 0; e < length; e++) {
      if (plan.couplings[layer]!.gain[e] === 0) weights[offset + e] = DEFAULT_EXCITATORY_WEIGHT;
    }
  }
  return weights;
}
