/**
 * Files of others, run here and by the equations of NIR in NumPy, on the same events. They belong to others and are not
 * kept here: MOTIFSMITH_BRAILLE is a folder with the recurrent networks of the NIR paper (paper/03_rnn of NIR, and
 * tests/braille.nir of NIRTorch), MOTIFSMITH_CASES one with small cases. Without them, or without Python, this is skipped.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { sampleFromEvents } from '../../src/data/events/sample.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { importNir } from '../../src/exchange/nir/import.ts';
import { openModel, type TrainedModel } from '../../src/training/network.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { python, pythonHas } from './python.ts';

const SAMPLES = 12;
const STEPS = 256;

type Spikes = [number, number][];

/** Graphs of a folder with their step, seconds; none if the folder is not there. */
function graphsIn(folder: string | undefined, dt: number): { file: string; dt: number }[] {
  if (folder === undefined || !existsSync(folder)) {
    console.warn(`Skipped: there is no folder ${folder ?? '(MOTIFSMITH_BRAILLE is not set)'}.`);
    return [];
  }
  const names = readdirSync(folder).filter((name) => name.endsWith('.nir'));
  return names.map((name) => ({ file: resolve(folder, name), dt }));
}

const graphs = [
  ...graphsIn(process.env.MOTIFSMITH_BRAILLE, 1e-4),
  ...graphsIn(join(process.env.MOTIFSMITH_CASES ?? '../shared/cases', 'nir'), 1e-3),
];

/** Events of one sample: every channel, at every step, with a probability that differs between samples. */
function events(channels: number, k: number): Spikes {
  const random = new Random(k, 'published');
  const density = 0.02 + 0.3 * random.uniform();
  const found: Spikes = [];
  for (let t = 0; t < STEPS; t++) {
    for (let c = 0; c < channels; c++) if (random.uniform() < density) found.push([t, c]);
  }
  return found;
}

/** [samples][layers] */
async function record(engine: Engine, model: TrainedModel, samples: Spikes[]): Promise<Spikes[][]> {
  const network = await openModel(engine, model);
  const found: Spikes[][] = [];
  for (const pairs of samples) {
    const times = pairs.map(([t]) => t);
    const sample = sampleFromEvents(
      STEPS,
      times,
      pairs.map(([, c]) => c),
      0,
    );
    const { spikes } = await network.record(sample);
    found.push(
      spikes.map(({ offsets, neurons }) =>
        Array.from({ length: STEPS }, (_, t) =>
          Array.from(neurons.slice(offsets[t], offsets[t + 1]), (i): [number, number] => [t, i]),
        ).flat(),
      ),
    );
  }
  network.dispose();
  return found;
}

describe.skipIf(graphs.length === 0 || !pythonHas('h5py', 'numpy'))('published graphs', () => {
  test.each(graphs)('$file', async ({ file, dt }) => {
    const { model } = importNir(readFileSync(file), file, { stepSeconds: dt });
    const { inputs } = model.architecture;
    const samples = Array.from({ length: SAMPLES }, (_, k) => events(inputs, k));
    const cases = join(temporaryFolder(), 'cases.json');
    const given = samples.map((pairs) => ({ graph: file, dt, steps: STEPS, events: pairs }));
    writeFileSync(cases, JSON.stringify(given));
    const printed = JSON.parse(python('nir_interpreter.py', cases)) as Record<string, Spikes>[];
    const expected = printed.map((layers) => Object.values(layers));
    expect(await record(referenceEngine, model, samples)).toEqual(expected);
    const single = await record(createWasmEngine(1), model, samples);
    const differing = single.filter(
      (layers, k) => JSON.stringify(layers) !== JSON.stringify(expected[k]),
    ).length;
    const spikes = expected.flat(2).length;
    console.info(`${file}: ${spikes} spikes; ${differing} of ${SAMPLES} samples differ in float32`);
    expect(spikes).toBeGreaterThan(1000);
    // A potential at the threshold falls to either side in float32, and recurrence carries it on.
    expect(differing).toBeLessThanOrEqual(1);
  });
});
