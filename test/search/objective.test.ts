import { describe, expect, it } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { PSC_LOSS } from '../../src/engine/loss.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { initialIntrinsic, initialWeights } from '../../src/model/initialise.ts';
import { sampled, soft } from '../../src/model/relaxation.ts';
import { type Blueprint, blueprint } from '../../src/model/shape.ts';
import { zeroLogits } from '../../src/model/supernet.ts';
import { searchBudget } from '../../src/search/budget.ts';
import { fixedArchitecture } from '../../src/search/fixed.ts';
import { CostPass, type CostPassInput } from '../../src/search/objective/cost-pass.ts';
import { costScale, motifConnections } from '../../src/search/objective/cost-scale.ts';
import { byMerit } from '../../src/search/objective/objective.ts';
import { SearchJob } from '../../src/search/search-job.ts';
import type { SearchSettings } from '../../src/search/settings.ts';
import { setArchitecture } from '../../src/search/supernet/architecture-gradient.ts';
import {
  addPrice,
  costedSupernet,
  type Prices,
  presence,
  senderRates,
} from '../../src/search/supernet/price.ts';
import { supernetArchitecture } from '../../src/search/template.ts';
import { createNetwork } from '../../src/training/network.ts';
import { eventsOf, finish, spying, toySamples, toySource } from '../training/toy.ts';
import { SETTINGS, searchInput, TEMPLATE } from './toy.ts';

const FREE = { connections: 0, spikes: 0, synops: 0 };
const ALL = { connections: 0.7, spikes: 0.2, synops: 3 };

/** Weights so large that all layers fire. */
async function open(plan: Blueprint) {
  const weights = initialWeights(plan, 3, 'test').map((w) => 3 * w);
  return createNetwork(referenceEngine, plan, weights, initialIntrinsic(plan), PSC_LOSS);
}

describe('costs', () => {
  it('are shares of what the largest motifs allow', () => {
    // Layer 0 in motifs of 3, 3, 1: 19 + 8 connections; layer 2 in motifs of 3 and 2: 13 + 4.
    expect(costScale(TEMPLATE)).toEqual({
      connections: 27 + 17,
      spikes: 7 + 3 + 5,
      synops: 27 + 3 * 3 + 17 + 7 * 3 + 3 * 5 + 5 * 2,
    });
    expect(costScale({ ...TEMPLATE, lateral: false }).connections).toBe(19 + 13);
    const fullest = fixedArchitecture({ ...TEMPLATE, motifSizes: [3] }, { kind: 'excitatory' });
    expect(motifConnections(blueprint(fullest))).toBe(44);
  });

  it('are those of the spikes of a network', async () => {
    const plan = blueprint(fixedArchitecture(TEMPLATE, { kind: 'random', seed: 2 }));
    const network = await open(plan);
    const samples = toySamples(7, 4);
    const pass = new CostPass(passInput(network, ALL));
    const costed = () => ({ connections: motifConnections(plan), presence: [] });
    while (!pass.finished) await pass.advance(costed);
    const { costs, measure } = pass.result(costed);
    const next = [3, 5, 2];
    let [spikes, synops, steps] = [0, 0, 0];
    for (const sample of samples) {
      const recording = await network.record(sample);
      steps += sample.steps;
      recording.spikes.slice(0, -1).forEach(({ neurons, offsets }, l) => {
        spikes += neurons.length;
        const { sources } = plan.shape.layers[l]!.edges!;
        neurons.forEach((neuron, s) => {
          synops += next[l]!;
          if (s >= offsets[sample.steps - 1]!) return;
          synops += sources.reduce((sum, source) => sum + (source === neuron ? 1 : 0), 0);
        });
      });
    }
    expect(spikes).toBeGreaterThan(100);
    expect(costs!.connections).toBeCloseTo(motifConnections(plan) / 44, 12);
    expect(costs!.spikes).toBeCloseTo(spikes / (15 * steps), 12);
    expect(costs!.synops).toBeCloseTo(synops / (99 * steps), 12);
    expect(measure).toMatchObject({ accuracy: expect.any(Number), loss: expect.any(Number) });

    // Halfway through a file.
    const first = new CostPass(passInput(network, ALL));
    await first.advance(costed);
    const again = new CostPass(
      passInput(network, ALL),
      JSON.parse(JSON.stringify(first.state())) as never,
    );
    while (!again.finished) await again.advance(costed);
    expect(again.result(costed)).toEqual({ costs, measure });

    const unpriced = new CostPass(passInput(network, FREE));
    while (!unpriced.finished) await unpriced.advance(costed);
    expect(unpriced.result(costed)).toEqual({ measure });
  });

  const passInput = (
    network: CostPassInput['network'],
    objective: CostPassInput['objective'],
  ): CostPassInput => ({
    network,
    samples: toySource(7, 4),
    batchSize: 3,
    stage: 'test',
    objective,
    scale: costScale(TEMPLATE),
  });

  it('decide between networks at their price', () => {
    const [good, cheap] = [
      { validation: { accuracy: 0.9, loss: 1 }, costs: { connections: 1, spikes: 0.2, synops: 1 } },
      { validation: { accuracy: 0.8, loss: 2 }, costs: { connections: 0, spikes: 0, synops: 0 } },
    ] as const;
    const order = (objective: typeof FREE) => [cheap, good].sort(byMerit(objective));
    expect(order(FREE)).toEqual([good, cheap]);
    expect(order({ ...FREE, connections: 0.09 })).toEqual([good, cheap]);
    expect(order({ ...FREE, connections: 0.11 })).toEqual([cheap, good]);
    expect(order({ ...FREE, spikes: 0.51 })).toEqual([cheap, good]);
    expect(order({ ...FREE, synops: 0.11 })).toEqual([cheap, good]);
    // The loss decides among equals, with its price.
    const lossy = { validation: { accuracy: 0.8, loss: 2.1 } };
    expect([lossy, cheap].sort(byMerit(FREE))).toEqual([cheap, lossy]);
  });
});

describe('the price of a supernet', () => {
  const plan = blueprint(supernetArchitecture(TEMPLATE));
  const searched = plan.supernets.flatMap((supernet, layer) => {
    if (!supernet) return [];
    const random = new Random(layer, 'logits');
    const logits = zeroLogits(supernet.layer.sizes);
    for (const row of [logits.size, ...logits.types]) row.set(row.map(() => random.normal()));
    return [{ layer, supernet, logits }];
  });

  it('counts the connections of the networks that are sampled from it', () => {
    const [{ supernet, logits }] = searched as [(typeof searched)[number]];
    const expected = presence(supernet, soft(logits).probability);
    const seen = new Float64Array(expected.length);
    const draws = 4000;
    for (let n = 0; n < draws; n++) {
      const { weights } = sampled(logits, 1, new Random(n, 'draw'));
      for (const [e, there] of presence(supernet, weights).entries()) {
        expect(there === 0 || there === 1).toBe(true);
        seen[e]! += there;
      }
    }
    for (const [e, p] of expected.entries()) {
      // Four standard errors.
      const tolerance = 4 * Math.sqrt((p * (1 - p)) / draws) + 1e-9;
      expect(Math.abs(seen[e]! / draws - p)).toBeLessThan(tolerance);
    }
  });

  it('has the gradient of what is expected, by finite differences', async () => {
    const network = await open(plan);
    const scale = costScale(TEMPLATE);
    const at = (temperature: number) =>
      searched.map(({ layer, supernet, logits }) => ({
        layer,
        supernet,
        relaxation: soft(logits, temperature),
      }));
    setArchitecture(network, at(1));
    const samples = toySamples(3, 5);
    const rates = await senderRates(network, samples);
    expect(Math.max(...rates[0]!)).toBeGreaterThan(0);
    for (const temperature of [1, 0.4]) {
      for (const objective of [ALL, { ...FREE, connections: 1 }, { ...FREE, synops: 1 }]) {
        const prices: Prices = { objective, scale };
        const price = () => {
          const { connections, presence: edges } = costedSupernet(at(temperature), 4);
          let operations = 0;
          searched.forEach(({ layer, supernet }) => {
            supernet.edges.sources.forEach((source, e) => {
              operations += edges[layer]![e]! * rates[layer]![source]!;
            });
          });
          return (
            (objective.connections * connections) / scale.connections +
            (objective.synops * operations) / scale.synops
          );
        };
        const gradients = searched.map(({ supernet }) => zeroLogits(supernet.layer.sizes));
        addPrice(searched, prices, temperature, rates, gradients);
        const step = 1e-5;
        searched.forEach(({ logits }, s) => {
          const own = [gradients[s]!.size, ...gradients[s]!.types];
          [logits.size, ...logits.types].forEach((row, r) => {
            row.forEach((kept, k) => {
              row[k] = kept + step;
              const above = price();
              row[k] = kept - step;
              const below = price();
              row[k] = kept;
              expect(Math.abs(own[r]![k]! - (above - below) / (2 * step))).toBeLessThan(1e-9);
            });
          });
        });
      }
    }
  });
});

describe('a search with a price', () => {
  const run = async (changes: Partial<SearchSettings>) => {
    const job = await SearchJob.start(searchInput(changes));
    const events = await finish(job);
    return { ...job.result(), events };
  };
  const connections = ({ architecture }: Awaited<ReturnType<typeof run>>) =>
    motifConnections(blueprint(architecture));

  it('spends what its budget says', async () => {
    const settings: Partial<SearchSettings> = {
      order: 1,
      objective: { ...FREE, synops: 1 },
      plasticity: { ...SETTINGS.plasticity, mode: 'off' },
    };
    const { engine, evaluated } = spying(referenceEngine);
    const input = searchInput(settings);
    const job = await SearchJob.start({ ...input, engine });
    while (job.architecture === null) await job.advance();
    expect(evaluated.size).toBeGreaterThan(0);
    const halves = { train: 8, valid: 7 };
    const priced = searchBudget(input.settings, TEMPLATE, halves);
    const free = searchBudget({ ...input.settings, objective: FREE }, TEMPLATE, halves);
    // Three epochs record the valid half of 4 + 3 samples once.
    expect(priced - free).toBeCloseTo((3 * 7) / 3, 9);
  });

  it('finds fewer connections by its gradient', async () => {
    const settings: Partial<SearchSettings> = { order: 1, sizeEpochs: 10, typeEpochs: 10 };
    const free = await run(settings);
    const priced = await run({ ...settings, objective: { ...FREE, connections: 50 } });
    expect(connections(priced)).toBeLessThan(connections(free) / 2);
    const operations = await run({ ...settings, objective: { ...FREE, synops: 500 } });
    expect(connections(operations)).toBeLessThan(connections(free) / 2);
  });

  it('finds fewer connections by its selection', async () => {
    const settings: Partial<SearchSettings> = {
      order: 1,
      architecture: { ...SETTINGS.architecture, learningRate: 1e-9 },
      selection: {
        kind: 'perturbation',
        unit: 'connection',
        draws: 0,
        samples: 3,
        fineTuneEpochs: 0,
      },
    };
    const free = connections(await run(settings));
    expect(free).toBeGreaterThan(10);
    expect(connections(await run({ ...settings, objective: { ...FREE, connections: 1000 } }))).toBe(
      0,
    );
    // Connections of neurons that are silent cost no operations.
    const operations = await run({ ...settings, objective: { ...FREE, synops: 10_000 } });
    expect(connections(operations)).toBeLessThan(free);
  });

  it.each(['random', 'evolution'] as const)(
    'takes the candidate that is worth it, and records what all of them cost: %s',
    async (strategy) => {
      const objective = { ...FREE, connections: 1000, synops: 0.001 };
      const evolution = { ...SETTINGS.evolution, population: 2 };
      const found = await run({ strategy, candidates: 4, evolution, objective });
      const costs = found.candidates.map((candidate) => candidate.costs!.connections);
      expect(connections(found) / 44).toBeCloseTo(Math.min(...costs), 9);
      expect(Math.min(...costs)).toBeLessThan(Math.max(...costs));
      const recorded = eventsOf(found.events, 'candidate').map((event) => event.costs!);
      expect(recorded.map((one) => one.connections)).toEqual(
        costs.map((cost) => expect.closeTo(cost, 5)),
      );
      for (const { spikes, synops } of recorded) {
        expect(spikes).toBeGreaterThan(0);
        expect(synops).toBeGreaterThan(0);
      }
      const free = await run({ strategy, candidates: 4, evolution });
      for (const candidate of free.candidates) expect(candidate).not.toHaveProperty('costs');
    },
  );
});
