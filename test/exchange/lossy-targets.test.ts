/** Readers that compute something else are as far from our spikes as the report of an export says. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportNir } from '../../src/exchange/nir/export.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { agreement } from '../readers/agreement.ts';
import { networks, type Pairs } from '../readers/networks.ts';
import { PLANS, portable } from './networks.ts';
import { python, pythonHas } from './python.ts';

const SAMPLES = 20;
const KINDS = [
  ...['motif', 'motif with time constants', 'short last motif', 'two motif layers'],
  ...['dense', 'stacked', 'feedforward', 'no hidden layer'],
];

test.skipIf(!pythonHas('h5py', 'numpy')).each([
  ['lava', null],
  ['lava', 8],
  ['rockpool', null],
] as const)(
  '%s, all neurons with τ = %s',
  async (target, tau) => {
    const folder = temporaryFolder();
    const all = await networks(folder, SAMPLES, tau);
    const given = all.filter(({ kind }) => KINDS.includes(kind));
    const cases: object[] = [];
    for (const { inputs, samples, exported } of given) {
      const { file, dt } = await exported({ format: 'nir', target });
      cases.push({ graph: file, dt, inputs, samples });
    }
    const file = join(folder, 'cases.json');
    writeFileSync(file, JSON.stringify(cases));
    const found = JSON.parse(python('readers.py', `${target}_rules`, file)) as Pairs[][];
    const agreements = given.map((network, k) => agreement(network, found[k]!));
    const shares = agreements.map(({ spikes, theirs, different }) =>
      Math.round((100 * different) / (spikes + theirs)),
    );
    const classes = agreements.reduce((sum, { sameClass }) => sum + sameClass, 0);
    const { model } = await portable(PLANS.dense!);
    if (tau !== null) for (const neurons of model.neurons) (neurons.tau as Float32Array).fill(tau);
    const { report } = await exportNir(model, { target, stepSeconds: 0.002, allowLossy: true });
    const range = `${Math.min(...shares)} to ${Math.max(...shares)} %`;
    expect(report.measured).toContain(`In eight test networks, ${range} of the output spikes`);
    expect(report.measured).toContain(`${classes} of ${KINDS.length * SAMPLES} samples`);
  },
  120_000,
);
