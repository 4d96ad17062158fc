/** Probes say what is so at the end of an epoch, and leave no trace in the training. */
import { describe, expect, it } from 'vitest';
import type { Engine, EngineNetwork } from '../../src/engine/engine.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { CONNECTION_TYPES } from '../../src/model/connection-types.ts';
import { blueprint } from '../../src/model/shape.ts';
import { argmax } from '../../src/model/supernet.ts';
import { positionCount, typesByPosition } from '../../src/model/topology.ts';
import type { RunEvent } from '../../src/run/schema/events.ts';
import { SearchJob } from '../../src/search/search-job.ts';
import { openModel } from '../../src/training/network.ts';
import { probedSamples, probeEvent } from '../../src/training/probe.ts';
import { searchInput } from '../search/toy.ts';
import { eventsOf, finish } from '../training/toy.ts';

it('looks at sixteen samples, or at all of fewer', () => {
  expect(probedSamples(3)).toEqual([0, 1, 2]);
  expect(probedSamples(160)).toEqual(Array.from({ length: 16 }, (_, k) => 10 * k + 5));
  expect(new Set(probedSamples(17)).size).toBe(16);
  expect(Math.max(...probedSamples(17))).toBeLessThan(17);
});

describe('the probes of a search', async () => {
  const input = searchInput();
  const job = await SearchJob.start(input);
  const events = await finish(job);
  const probes = eventsOf(events, 'probe');

  it('follow each epoch of every stage', () => {
    const epochs = eventsOf(events, 'epoch');
    expect(probes.map(({ stage, epoch }) => [stage, epoch])).toEqual(
      epochs.map(({ stage, epoch }) => [stage, epoch]),
    );
    events.forEach(({ event }, k) => {
      if (event === 'epoch') expect(events[k + 1]!.event).toBe('probe');
    });
    expect(new Set(probes.map(({ stage }) => stage))).toEqual(
      new Set(['size', 'types', 'retrain']),
    );
  });

  it('tell the probabilities of all types while they are searched', () => {
    for (const probe of probes) {
      const types = probe.types;
      if (probe.stage === 'retrain') {
        expect(types).toBeUndefined();
        continue;
      }
      expect(types!.map(({ layer }) => layer)).toEqual([0, 2]);
      for (const { sizes } of types!) {
        if (probe.stage === 'size') expect(sizes.map(({ size }) => size)).toEqual([2, 3]);
        else expect(sizes).toHaveLength(1);
        for (const { size, probabilities } of sizes) {
          expect(probabilities).toHaveLength(positionCount(size));
          for (const row of probabilities) {
            expect(Math.abs(row.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(0.002);
          }
        }
      }
    }
  });

  it('end with those that the architecture is cut from', () => {
    const searched = probes.findLast(({ stage }) => stage === 'types')!.types!;
    let clear = 0;
    for (const { layer, sizes } of searched) {
      const found = job.architecture!.hidden[layer]!;
      if (found.kind !== 'scml') throw new Error('not an SC-ML layer');
      typesByPosition(found.motif).forEach((type, position) => {
        const row = sizes[0]!.probabilities[position]!;
        // Only where three digits say which one it is.
        const [best, second] = [...row].sort((a, b) => b - a);
        if (best === second) return;
        clear += 1;
        expect(CONNECTION_TYPES[argmax(row)]).toBe(type);
      });
    }
    expect(clear).toBeGreaterThan(10);
  });

  it('show what plasticity does to R and τ during the search', () => {
    const [first] = probes[0]!.layers;
    expect(first!.tau.to).toBeGreaterThan(first!.tau.from);
    const [fresh] = probes.at(-1)!.layers;
    expect(fresh!.tau).toMatchObject({ from: 8, to: 8, mean: 8 });
    expect(fresh!.resistance).toMatchObject({ from: 8, to: 8 });
  });

  it('are those of the network that the training ended with', async () => {
    const model = job.model()!;
    const network = await openModel(referenceEngine, model);
    const last = probes.at(-1)!;
    const { couplings } = blueprint(model.architecture);
    expect(await probeEvent(last, network, input.train, couplings)).toEqual(last);
    let [spikes, steps] = [0, 0];
    for (const k of probedSamples(input.train.length)) {
      const { spikes: trains } = await network.record(input.train.read(k));
      spikes += trains[1]!.neurons.length;
      steps += input.train.read(k).steps;
    }
    const layers = last.layers;
    expect(layers.map(({ layer }) => layer)).toEqual([0, 1, 2]);
    expect(layers[1]!.rates.mean).toBeCloseTo(spikes / steps / 3, 5);
    for (const { rates, spectralRadius } of layers) {
      expect(rates.counts.reduce((sum, n) => sum + n, 0)).toBe(
        [7, 3, 5][layers.findIndex((l) => l.rates === rates)],
      );
      expect(spectralRadius).not.toBeNull();
    }
  });
});

/** The same engine with probes that see no spike and compute nothing. */
function unprobed(engine: Engine): Engine {
  const blind = (network: EngineNetwork): EngineNetwork =>
    new Proxy(network, {
      get(target, property) {
        const value = Reflect.get(target, property, target);
        if (property === 'record') {
          const nothing = { offsets: new Uint32Array(99), neurons: new Uint32Array(0) };
          return async () => ({
            spikes: target.shape.layers.map(() => nothing),
            scores: new Float64Array(2),
          });
        }
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  return {
    ...engine,
    createNetwork: async (...shape) => blind(await engine.createNetwork(...shape)),
  };
}

it.each([
  ['reference', 'hrmas', referenceEngine],
  ['wasm', 'hrmas', createWasmEngine(1)],
  ['wasm', 'random', createWasmEngine(1)],
] as const)('training has the same bits with and without: %s, %s', async (_, strategy, engine) => {
  const run = async (with_: Engine) => {
    const job = await SearchJob.start({ ...searchInput({ strategy }), engine: with_ });
    const events = await finish(job);
    const { weights, neurons } = job.model()!;
    job.dispose();
    return { events, weights: Array.from(weights), neurons };
  };
  const seen = await run(engine);
  const blind = await run(unprobed(engine));
  expect(blind.weights).toEqual(seen.weights);
  expect(blind.neurons).toEqual(seen.neurons);
  const others = (events: readonly RunEvent[]) => events.filter(({ event }) => event !== 'probe');
  expect(others(blind.events)).toEqual(others(seen.events));
  expect(blind.events).not.toEqual(seen.events);
});
