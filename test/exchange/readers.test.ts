/**
 * The readers themselves: snnTorch and Norse load what is exported for them with their own importers, and give the
 * spikes of the reference engine. Put the sources of the versions in docs/formats.md, those of NIR and NIRTorch too, on
 * PYTHONPATH.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportNir } from '../../src/exchange/nir/export.ts';
import { type NetworkPlan, randomSamples } from '../engine/random-network.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { PLANS, portable } from './networks.ts';
import { python, pythonHas } from './python.ts';

type Spikes = [number, number][];

/** [step, neuron] of events or spikes. */
function pairs(offsets: ArrayLike<number>, neurons: ArrayLike<number>): Spikes {
  const found: Spikes = [];
  for (let t = 0; t + 1 < offsets.length; t++) {
    for (let k = offsets[t]!; k < offsets[t + 1]!; k++) found.push([t, neurons[k]!]);
  }
  return found;
}

const SAMPLES = 20;

describe.each(['snntorch', 'norse'] as const)('%s', (reader) => {
  test.skipIf(!pythonHas('torch', 'nir', 'nirtorch', reader))(
    'gives our output spikes for every kind of network',
    async () => {
      const folder = temporaryFolder();
      const cases: object[] = [];
      const expected: { name: string; spikes: Spikes[] }[] = [];
      for (const [name, plan] of Object.entries<NetworkPlan>(PLANS)) {
        const { network, model } = await portable(plan);
        const samples = randomSamples({ ...plan, lengths: Array(SAMPLES).fill(60) });
        const spikes: Spikes[] = [];
        for (const sample of samples) {
          const { offsets, neurons } = (await network.record(sample)).spikes.at(-1)!;
          spikes.push(pairs(offsets, neurons));
        }
        const dt = 0.002;
        const settings = { stepSeconds: dt, target: reader, allowLossy: false };
        const graph = join(folder, `${cases.length}.nir`);
        writeFileSync(graph, (await exportNir(model, settings)).bytes);
        const given = samples.map(({ steps, offsets, channels }) => ({
          steps,
          events: pairs(offsets, channels),
        }));
        cases.push({ reader, graph, dt, inputs: plan.inputs, samples: given });
        expected.push({ name, spikes });
      }
      const file = join(folder, 'cases.json');
      writeFileSync(file, JSON.stringify(cases));
      const found = JSON.parse(python('readers.py', file)) as Spikes[][];
      expected.forEach(({ name, spikes }, k) => {
        expect(spikes.flat().length, name).toBeGreaterThan(20);
        expect(found[k], name).toEqual(spikes);
      });
      expect(found.length).toBe(Object.keys(PLANS).length);
    },
    120_000,
  );
});
