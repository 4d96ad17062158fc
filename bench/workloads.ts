/** The workloads that speed is measured on: shapes and spikes, all from one seed. */
import { MotifsmithError } from '../src/core/errors.ts';
import { Random } from '../src/core/random.ts';
import { type EventSample, sampleFromEvents } from '../src/data/events/sample.ts';
import type { WeightUpdateSettings } from '../src/engine/optimiser-settings.ts';
import type { Architecture } from '../src/model/architecture-schema.ts';
import { positionCount, topologyFromTypes } from '../src/model/topology.ts';

export interface Workload {
  readonly name: string;
  readonly inputs: number;
  /** Probability that an input channel spikes in a step. */
  readonly density: number;
  readonly steps: number;
  readonly neurons: number;
  readonly motifSize: number;
  readonly outputs: number;
  readonly batch: number;
  /**
   * Factor on the He-normal input weights that brings the hidden layer to a firing rate of 5 to
   * 10 % per neuron and step.
   */
  readonly inputScale: number;
}

/** Spoken letters, spoken digits, digits before an event camera, gestures before one. */
export const WORKLOADS: readonly Workload[] = [
  {
    name: 'W1',
    inputs: 78,
    density: 0.1,
    steps: 100,
    neurons: 800,
    motifSize: 16,
    outputs: 26,
    batch: 50,
    inputScale: 3,
  },
  {
    name: 'W2',
    inputs: 64,
    density: 0.05,
    steps: 300,
    neurons: 400,
    motifSize: 16,
    outputs: 11,
    batch: 50,
    inputScale: 5,
  },
  {
    name: 'W3',
    inputs: 2312,
    density: 0.006,
    steps: 300,
    neurons: 512,
    motifSize: 16,
    outputs: 10,
    batch: 50,
    inputScale: 25,
  },
  {
    name: 'W4',
    inputs: 2048,
    density: 0.02,
    steps: 400,
    neurons: 512,
    motifSize: 16,
    outputs: 11,
    batch: 20,
    inputScale: 10,
  },
];

export function workloadNamed(name: string): Workload {
  const workload = WORKLOADS.find((one) => one.name === name);
  if (!workload) {
    throw new MotifsmithError('usage', `there is no workload ${name}`, {
      where: '--workloads',
      remedy: `choose from ${WORKLOADS.map((one) => one.name).join(', ')}`,
    });
  }
  return workload;
}

/** What every contender updates its weights with. */
export const ADAM: WeightUpdateSettings = {
  learningRate: 5e-4,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  decoupledWeightDecay: 0,
  clipGradientNorm: null,
  clipFeedforward: null,
};

export const NEURON_MODEL: Architecture['neuron'] = {
  tauMembrane: 16,
  tauSynapse: 8,
  threshold: 1,
  inhibitoryWeight: -2,
};

/** A random motif: 30 % excitatory, 20 % inhibitory connections. */
export function workloadArchitecture(workload: Workload): Architecture {
  const random = new Random(1, `bench/${workload.name}/motif`);
  const types = Array.from({ length: positionCount(workload.motifSize) }, () => {
    const u = random.uniform();
    return u < 0.3 ? ('exc' as const) : u < 0.5 ? ('inh' as const) : ('none' as const);
  });
  return {
    inputs: workload.inputs,
    hidden: [
      {
        kind: 'scml',
        neurons: workload.neurons,
        boundary: 'open',
        motif: topologyFromTypes(workload.motifSize, types),
      },
    ],
    outputs: workload.outputs,
    neuron: NEURON_MODEL,
  };
}

/** A supernet in place of the motif layer, as searches begin with. */
export function supernetArchitecture({ inputs, neurons, outputs }: Workload): Architecture {
  return {
    inputs,
    hidden: [{ kind: 'supernet', neurons, sizes: [4, 8, 16, 32], boundary: 'open', lateral: true }],
    outputs,
    neuron: NEURON_MODEL,
  };
}

/**
 * Bernoulli spikes on every channel.
 * @param part names the random stream: another part, other samples
 */
export function workloadSamples(workload: Workload, part = 'spikes'): EventSample[] {
  const random = new Random(1, `bench/${workload.name}/${part}`);
  return Array.from({ length: workload.batch }, (_, b) => {
    const times: number[] = [];
    const channels: number[] = [];
    for (let t = 0; t < workload.steps; t++) {
      for (let j = 0; j < workload.inputs; j++) {
        if (random.uniform() >= workload.density) continue;
        times.push(t);
        channels.push(j);
      }
    }
    return sampleFromEvents(workload.steps, times, channels, b % workload.outputs);
  });
}
