import { describe, expect, test } from 'vitest';
import type { PlasticLiquid } from '../../../src/baselines/hrsnn/liquid.ts';
import { PlasticPass } from '../../../src/baselines/hrsnn/plastic-pass.ts';
import { STDP_TIMES, type StdpTime } from '../../../src/baselines/stdp/stdp.ts';
import { sampleFromEvents } from '../../../src/data/events/sample.ts';
import { memorySource } from '../../../src/data/events/sample-source.ts';
import { referenceEngine } from '../../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../../src/engine/wasm/engine.ts';
import { edgesFromSources } from '../../../src/model/edges.ts';

/** Neurons that repeat what exceeds half in a step; a synapse from the first to the second that is too weak alone. */
const pair = (potentiation: number): PlasticLiquid => ({
  liquid: {
    inputs: 2,
    neuron: { tauSynapse: 1, threshold: 0.5 },
    edges: edgesFromSources([[], [0]]),
    input: Float32Array.of(1, 0, 0, 1),
    recurrent: Float32Array.of(0.25),
    resistance: Float32Array.of(1, 1),
    tau: Float32Array.of(1, 1),
  },
  synapses: {
    targets: [1],
    sources: [0],
    potentiation: [potentiation],
    depression: [0],
    tauPotentiation: [10],
    tauDepression: [10],
  },
  edges: Uint32Array.of(0),
});

/** The first neuron is driven in steps 0 and 6, the second in step 2. */
const sample = sampleFromEvents(9, [0, 6, 2], [0, 0, 1], 0);

const engines = [
  ['reference', async () => referenceEngine],
  ['wasm', () => createWasmEngine()],
] as const;

describe.each(engines)('on %s', (_, engineOf) => {
  const learn = async (time: StdpTime, potentiation: number) => {
    const samples = memorySource([sample, sample], { width: 2, height: 1, polarities: 1 });
    const rule = { maximumWeight: 1, exponent: 0, delay: 1 } as const;
    const engine = await engineOf();
    const pass = await PlasticPass.open(engine, pair(potentiation), rule, time, samples, null);
    const trains = [await pass.advance(), await pass.advance()];
    const [weight] = pass.learned.weights;
    pass.dispose();
    return { weight, spikes: trains.map(({ neurons }) => [...neurons]) };
  };

  test('weights that move at once change what follows in the sample, others what follows in the next', async () => {
    // A step after the first neuron, the second follows once their synapse is strong enough.
    const [before, after] = [
      [0, 1, 0],
      [0, 1, 1, 0, 1],
    ];
    expect((await learn('sample', 0.5)).spikes).toEqual([before, after]);
    expect((await learn('online', 0.5)).spikes).toEqual([[0, 1, 0, 1], after]);
  });

  test.each(STDP_TIMES)('%s: without changes, the same spikes', async (time) => {
    const { weight, spikes } = await learn(time, 0);
    expect(weight).toBe(0.25);
    expect(spikes).toEqual([
      [0, 1, 0],
      [0, 1, 0],
    ]);
  });
});
