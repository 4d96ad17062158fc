/** What every reader is given: networks of each kind, samples, and the spikes of the reference engine. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportNir } from '../../src/exchange/nir/export.ts';
import { LATEST } from '../../src/exchange/nir/names.ts';
import { readerStep } from '../../src/exchange/nir/targets.ts';
import { exportOnnx } from '../../src/exchange/onnx/export.ts';
import type { PortableModel } from '../../src/exchange/portable-model.ts';
import { encodePortable } from '../../src/experiment/portable-files.ts';
import type { Readout } from '../../src/model/readout.ts';
import { randomSamples } from '../engine/random-network.ts';
import { PLANS, portable } from '../exchange/networks.ts';
import type { Reader } from './peers.ts';

/** [step, channel or neuron], in the order of the steps. */
export type Pairs = readonly (readonly [number, number])[];

export interface Network {
  readonly kind: string;
  readonly inputs: number;
  readonly outputs: number;
  /** τs, steps. */
  readonly tauSynapse: number;
  readonly samples: readonly { readonly steps: number; readonly events: Pairs }[];
  /** Output spikes of each sample. */
  readonly spikes: readonly Pairs[];
  /** [samples][outputs] */
  readonly scores: readonly (readonly number[])[];
  /** The file for a reader, and the step that it has to be told, in seconds. */
  exported(options: Reader['export']): Promise<{ readonly file: string; readonly dt: number }>;
}

const STEPS = 60;
const STEP_SECONDS = 0.002;

function pairs(offsets: ArrayLike<number>, values: ArrayLike<number>): Pairs {
  const found: [number, number][] = [];
  for (let t = 0; t + 1 < offsets.length; t++) {
    for (let k = offsets[t]!; k < offsets[t + 1]!; k++) found.push([t, values[k]!]);
  }
  return found;
}

function encoded(
  model: PortableModel,
  options: Reader['export'],
): Uint8Array | Promise<Uint8Array> {
  const stepMs = 1000 * STEP_SECONDS;
  switch (options.format) {
    case 'pytorch':
      return encodePortable(model, stepMs, 'safetensors');
    case 'onnx':
      return exportOnnx(model, { stepMs });
    case 'nir': {
      const { target } = options;
      const settings = { stepSeconds: STEP_SECONDS, target, allowLossy: true };
      return exportNir(model, settings).then(({ bytes }) => bytes);
    }
  }
}

/**
 * @param folder for the exported files
 * @param tau of all neurons, steps; null: one of each neuron's own
 */
export async function networks(
  folder: string,
  samples: number,
  tau: number | null = null,
  readout: Readout = 'spiking',
): Promise<Network[]> {
  mkdirSync(folder, { recursive: true });
  const found: Network[] = [];
  for (const [kind, each] of Object.entries(PLANS)) {
    const plan = { ...each, readout };
    const { network, model } = await portable(plan);
    if (tau !== null) {
      model.neurons.forEach((neurons, l) => {
        for (const each of [neurons, network.neurons(l)]) (each.tau as Float32Array).fill(tau);
      });
    }
    const given = randomSamples({ ...plan, lengths: Array<number>(samples).fill(STEPS) });
    const spikes: Pairs[] = [];
    const scores: number[][] = [];
    for (const sample of given) {
      const recording = await network.record(sample);
      const { offsets, neurons } = recording.spikes.at(-1)!;
      spikes.push(pairs(offsets, neurons));
      scores.push(Array.from(recording.scores));
    }
    const exported = async (options: Reader['export']) => {
      const name = options.format === 'nir' ? options.target : options.format;
      const file = join(folder, `${kind}-${name}-${readout}`.replaceAll(' ', '-'));
      writeFileSync(file, await encoded(model, options));
      const dt =
        options.format === 'nir' ? readerStep(options.target, STEP_SECONDS, LATEST) : STEP_SECONDS;
      return { file, dt };
    };
    const { inputs, outputs, neuron } = model.architecture;
    found.push({
      kind,
      inputs,
      outputs,
      tauSynapse: neuron.tauSynapse,
      samples: given.map((sample) => ({
        steps: sample.steps,
        events: pairs(sample.offsets, sample.channels),
      })),
      spikes,
      scores,
      exported,
    });
  }
  return found;
}
