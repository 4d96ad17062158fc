/** The peers of the benchmark against the reference engine: a ratio means something only if both compute the same. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../bench/child.ts';
import { findPython, type PeerName, peerCommand } from '../../bench/peers.ts';
import { writeProblem } from '../../bench/problem.ts';
import { Random } from '../../src/core/random.ts';
import { type EventSample, sampleFromEvents } from '../../src/data/events/sample.ts';
import type { EngineNetwork } from '../../src/engine/engine.ts';
import { PSC_LOSS } from '../../src/engine/loss.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import type { Architecture, HiddenLayer } from '../../src/model/architecture-schema.ts';
import { initialIntrinsic } from '../../src/model/initialise.ts';
import { type Blueprint, blueprint } from '../../src/model/shape.ts';
import { positionCount, topologyFromTypes } from '../../src/model/topology.ts';
import { createNetwork } from '../../src/training/network.ts';

const STEPS = 24;
const NEURONS = 12;
const MOTIF = 4;

const python = await findPython(null);
if (!python) console.log('skipped: no Python with torch (see bench/peers/README.md)');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function motifLayer(): HiddenLayer {
  const random = new Random(3, 'peers/motif');
  const types = Array.from(
    { length: positionCount(MOTIF) },
    () => (['exc', 'inh', 'none'] as const)[random.integer(3)]!,
  );
  return {
    kind: 'scml',
    neurons: NEURONS,
    boundary: 'open',
    motif: topologyFromTypes(MOTIF, types),
  };
}

/** Few inputs are filtered before the weights, many after them: both ways are compared. */
function samplesOf(inputs: number): EventSample[] {
  const random = new Random(3, 'peers/spikes');
  return [0, 1, 2].map((b) => {
    const times: number[] = [];
    const channels: number[] = [];
    for (let t = 0; t < STEPS; t++) {
      for (let j = 0; j < inputs; j++) {
        if (random.uniform() >= 0.3) continue;
        times.push(t);
        channels.push(j);
      }
    }
    return sampleFromEvents(STEPS, times, channels, b);
  });
}

async function reference(
  hidden: HiddenLayer,
  inputs: number,
): Promise<{ plan: Blueprint; network: EngineNetwork }> {
  const architecture: Architecture = {
    inputs,
    hidden: [hidden],
    outputs: 3,
    neuron: { tauMembrane: 8, tauSynapse: 4, threshold: 1, inhibitoryWeight: -2 },
  };
  const plan = blueprint(architecture);
  const random = new Random(3, 'peers/weights');
  const weights = new Float32Array(plan.layout.length);
  for (const { layer, kind, offset, length } of plan.layout.segments) {
    const scale = 3 * Math.sqrt(1 / plan.shape.layers[layer]!.inputs);
    for (let k = offset; k < offset + length; k++) {
      weights[k] = kind === 'recurrent' ? 0.5 * random.uniform() : scale * random.normal();
    }
  }
  const network = await createNetwork(
    referenceEngine,
    plan,
    weights,
    initialIntrinsic(plan),
    PSC_LOSS,
  );
  return { plan, network };
}

/** Distance of the closest potential to the threshold: nearer than rounding, and a spike may flip. */
function smallestMargin(network: EngineNetwork, samples: readonly EventSample[]): number {
  let margin = Infinity;
  for (const { steps, offsets, channels } of samples) {
    let state = network.initialState();
    for (let t = 0; t < steps; t++) {
      const before = state;
      state = network.step(state, channels.subarray(offsets[t]!, offsets[t + 1]!));
      state.layers.forEach(({ current }, l) => {
        const { tau } = network.neurons(l);
        before.layers[l]!.potential.forEach((u, i) => {
          margin = Math.min(margin, Math.abs(u - u / tau[i]! + current[i]! - 1));
        });
      });
    }
  }
  return margin;
}

/** The relative distance of a peer's loss and gradient from those of the reference engine. */
async function distances(
  peer: PeerName,
  hidden: HiddenLayer,
  inputs: number,
): Promise<{ loss: number; gradients: Record<string, number> }> {
  const { plan, network } = await reference(hidden, inputs);
  const samples = samplesOf(inputs);
  expect(smallestMargin(network, samples)).toBeGreaterThan(1e-5);
  const folder = mkdtempSync(join(tmpdir(), 'motifsmith-peers-'));
  folders.push(folder);
  writeProblem(folder, plan, network, samples);
  const command = peerCommand(python!, peer, folder, 1, 'gradient');
  const { loss } = (await runCommand(command)) as { loss: number };
  const expected = await network.gradients(samples);
  const gradient = Float64Array.from(network.gradient);
  const gradients: Record<string, number> = {};
  for (const { name, offset, length } of plan.layout.segments) {
    const bytes = readFileSync(join(folder, `${name}.gradient.f32`));
    const found = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    expect(found.length).toBe(length);
    const own = gradient.subarray(offset, offset + length);
    const largest = own.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
    expect(largest).toBeGreaterThan(0);
    const far = found.reduce((most, g, k) => Math.max(most, Math.abs(g - own[k]!)), 0);
    gradients[name] = far / largest;
  }
  return { loss: Math.abs(loss / expected.loss - 1), gradients };
}

// Loading torch alone takes long on a busy machine.
describe.skipIf(!python)('peers in PyTorch', { timeout: 300_000 }, () => {
  const motif = motifLayer();
  const plain: HiddenLayer = { kind: 'feedforward', neurons: NEURONS };
  it.each([
    ['masked', motif, 9],
    ['masked', motif, 20],
    ['block', motif, 9],
    ['block', motif, 20],
    ['published', plain, 9],
  ] as const)(
    '%s has the loss and gradient of the reference engine',
    async (peer, hidden, inputs) => {
      const { loss, gradients } = await distances(peer, hidden, inputs);
      expect(loss).toBeLessThan(1e-5);
      for (const [name, distance] of Object.entries(gradients)) {
        expect(distance, name).toBeLessThan(1e-4);
      }
    },
  );
});
