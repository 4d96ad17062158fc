/** What ONNX files compute, in onnxruntime: the spikes and classes of the `wasm` engine. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type EventSample, sampleFromEvents } from '../../src/data/events/sample.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { encodeDeployment } from '../../src/exchange/deployment.ts';
import { exportOnnx } from '../../src/exchange/onnx/export.ts';
import type { PortableModel } from '../../src/exchange/portable-model.ts';
import { argmax } from '../../src/model/supernet.ts';
import { readModel } from '../../src/training/network.ts';
import { expectFailure } from '../data/helpers.ts';
import { readDocument } from '../docs/markdown.ts';
import {
  type NetworkPlan,
  planArchitecture,
  randomNetwork,
  randomSamples,
} from '../engine/random-network.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { deploymentOf } from '../runtime/deployed.ts';
import { PLANS } from './networks.ts';
import {
  isInstalled,
  ONNX_RUNTIMES,
  type OnnxRecording,
  onnxRuntime,
  runOnnx,
} from './onnx-runtimes.ts';
import { python, pythonHas } from './python.ts';

const motif = PLANS.motif!;
const RING = 'ring of motifs, the last one short';
const NETWORKS: Readonly<Record<string, NetworkPlan>> = {
  ...PLANS,
  'self-recurrent': { ...motif, seed: 30, layers: [{ kind: 'scml', neurons: 20, size: 1 }] },
  [RING]: { ...motif, seed: 33, layers: [{ kind: 'scml', neurons: 22, size: 5 }] },
  'one motif': { ...motif, seed: 32, layers: [{ kind: 'scml', neurons: 14, size: 14 }] },
  'no connection': { ...motif, seed: 35, types: ['none'] },
  feedforward: { ...motif, seed: 34, layers: [{ kind: 'feedforward', neurons: 20, size: 1 }] },
};
const SAMPLES = 20;
const STEPS = 60;

/** Random samples in which inputs have up to two events in a step. */
function samplesOf(plan: NetworkPlan): EventSample[] {
  const lengths = Array(SAMPLES).fill(STEPS);
  const [first, second] = [1, 2].map((seed) =>
    randomSamples({ ...plan, lengths, seed: plan.seed + 100 * seed, density: 0.15 }),
  );
  return first!.map((sample, k) => {
    const events = [...eventsOf(sample), ...eventsOf(second![k]!)];
    const [times, channels] = [events.map(([t]) => t), events.map(([, channel]) => channel)];
    return sampleFromEvents(STEPS, times, channels, sample.label);
  });
}

function eventsOf({ steps, offsets, channels }: EventSample): [step: number, channel: number][] {
  const at = Array.from({ length: steps }, (_, t) => t);
  return at.flatMap((t) =>
    [...channels.subarray(offsets[t]!, offsets[t + 1]!)].map((channel): [number, number] => [
      t,
      channel,
    ]),
  );
}

interface Case {
  readonly model: PortableModel;
  readonly samples: readonly EventSample[];
  /** By the engine. */
  readonly expected: Pick<OnnxRecording, 'spikes'> & { readonly classes: number[] };
}

async function caseOf(plan: NetworkPlan): Promise<Case> {
  const { network, built } = await randomNetwork(createWasmEngine(), plan);
  const samples = samplesOf(plan);
  const recordings = await Promise.all(samples.map((sample) => network.record(sample)));
  const spikes = recordings.map((recording) => {
    const { offsets, neurons } = recording.spikes.at(-1)!;
    return Array.from({ length: STEPS }, (_, t) => [
      ...neurons.subarray(offsets[t]!, offsets[t + 1]!),
    ]);
  });
  expect(spikes.flat(2).length).toBeGreaterThan(50);
  const classes = recordings.map(({ scores }) => argmax(scores));
  return { model: readModel(network, built.architecture), samples, expected: { spikes, classes } };
}

const found = ({ spikes, scores }: OnnxRecording): Case['expected'] => ({
  spikes,
  classes: scores.map((row) => argmax(row)),
});

test('the ring is one', () => {
  expect(planArchitecture(NETWORKS[RING]!).hidden[0]).toMatchObject({ boundary: 'ring' });
});

describe.each(ONNX_RUNTIMES)('%s', (name) => {
  test.skipIf(!isInstalled(name)).each(Object.entries(NETWORKS))(
    'gives the output spikes and classes of the engine: %s',
    async (_, plan) => {
      const { model, samples, expected } = await caseOf(plan);
      const bytes = exportOnnx(model, { stepMs: 1 });
      expect(found(await runOnnx(onnxRuntime(name), bytes, samples))).toEqual(expected);
    },
  );
});

test.skipIf(!pythonHas('onnx', 'onnxruntime', 'numpy'))(
  "ONNX's checker accepts the files, and onnxruntime for Python gives the same",
  async () => {
    const folder = temporaryFolder();
    const cases = await Promise.all(Object.values(NETWORKS).map(caseOf));
    const given = cases.map(({ model, samples }, k) => {
      const file = join(folder, `${k}.onnx`);
      writeFileSync(file, exportOnnx(model, { stepMs: 1 }));
      const { inputs } = model.architecture;
      const counts = samples.map((sample) => {
        const rows = Array.from({ length: STEPS }, () => Array<number>(inputs).fill(0));
        for (const [t, channel] of eventsOf(sample)) rows[t]![channel]! += 1;
        return rows;
      });
      return { model: file, samples: counts };
    });
    const file = join(folder, 'cases.json');
    writeFileSync(file, JSON.stringify(given));
    const results = JSON.parse(python('onnx_steps.py', file)) as OnnxRecording[];
    expect(results.map(found)).toEqual(cases.map(({ expected }) => expected));
  },
);

test.skipIf(!pythonHas('onnx', 'onnxruntime', 'numpy'))(
  'says what the network is for',
  async () => {
    const { model } = await caseOf(motif);
    const deployment = deploymentOf();
    const file = join(temporaryFolder(), 'network.onnx');
    writeFileSync(file, exportOnnx(model, { stepMs: 2, deployment }));
    const cases = `${file}.json`;
    writeFileSync(cases, JSON.stringify([{ model: file, samples: [[Array(12).fill(0)]] }]));
    const [{ metadata, opset }] = JSON.parse(python('onnx_steps.py', cases));
    expect(opset).toBe(17);
    expect(metadata).toEqual({
      architecture: JSON.stringify(model.architecture),
      step_ms: '2',
      tau_synapse: '4',
      decision: expect.stringMatching(/^argmax over output neurons of the sum/),
      deployment: encodeDeployment(deployment),
    });
  },
);

test.skipIf(!isInstalled('onnxruntime-web'))('the example of the documents decides', async () => {
  const { model, samples, expected } = await caseOf(motif);
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'network.onnx'), exportOnnx(model, { stepMs: 1 }));
  const { codeBlocks } = readDocument('docs/formats.md');
  const { text } = codeBlocks.find((block) => block.text.includes('onnxruntime-web'))!;
  const script = join(folder, 'decide.mjs');
  const address = import.meta.resolve('onnxruntime-web');
  expect(text).toContain('[5000, false]');
  const here = text.replace("'onnxruntime-web'", JSON.stringify(address));
  writeFileSync(script, here.replace('[5000, false]', '[1000, true]'));
  const k = expected.classes.findIndex((each) => each > 0);
  const events = eventsOf(samples[k]!).map(([t, channel]) => `${1000 * t + 7},${channel}\n`);
  const printed = execFileSync(process.execPath, [script], {
    cwd: folder,
    input: events.join(''),
    encoding: 'utf8',
  });
  expect(printed).toBe(`class ${expected.classes[k]}\n`);
});

test('the same network gives the same bytes, and one that is not complete none', async () => {
  const { model } = await caseOf(motif);
  const options = { stepMs: 1 };
  const bytes = exportOnnx(model, options);
  expect(exportOnnx(structuredClone(model), options)).toEqual(bytes);
  const change = (tau: number) => {
    const neurons = model.neurons.map(({ resistance, tau: own }) => ({
      resistance,
      tau: Float32Array.from(own, (value, i) => (i === 3 ? tau : value)),
    }));
    return () => exportOnnx({ ...model, neurons }, options);
  };
  await expectFailure(change(Number.NaN), 'artifact', /neurons.0.tau has NaN at place 3/, /tau/);
  await expectFailure(change(0), 'artifact', /Element 3 is -Infinity/, /hidden_0_membrane/);
  const short = { ...model, weights: [1] };
  await expectFailure(() => exportOnnx(short, options), 'artifact', /1 entries/, /weights/);
});
