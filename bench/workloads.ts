/** The workloads that speed is measured on: shapes, weights and spikes, all from one seed. */
import { Random } from '../src/core/random.ts';
import { type EventSample, sampleFromEvents } from '../src/data/sample.ts';
import type { Architecture } from '../src/model/architecture.ts';
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
];

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
    neuron: { tauMembrane: 16, tauSynapse: 8, threshold: 1, inhibitoryWeight: -2 },
  };
}

/** Bernoulli spikes on every channel. */
export function workloadSamples(workload: Workload): EventSample[] {
  const random = new Random(1, `bench/${workload.name}/spikes`);
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
