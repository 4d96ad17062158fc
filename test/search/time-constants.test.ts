/** Searches that choose time constants for the positions of a motif, and networks whose time constants are spread. */
import { describe, expect, it, test } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import type { Architecture, MotifLayer } from '../../src/model/architecture-schema.ts';
import { initialIntrinsic } from '../../src/model/initialise.ts';
import { blueprint } from '../../src/model/shape.ts';
import { searchBudget } from '../../src/search/budget.ts';
import { SearchJob } from '../../src/search/search-job.ts';
import type { SearchSettings } from '../../src/search/settings.ts';
import { checkTemplate, type NetworkTemplate } from '../../src/search/template.ts';
import { drawTau, mutateTau, tauTable } from '../../src/search/time-constants.ts';
import { finish } from '../training/toy.ts';
import { expectSameWhenKilled } from './resumed.ts';
import { SETTINGS, searchInput, TEMPLATE } from './toy.ts';

const CANDIDATES = [0.5, 1, 2, 4];
const template: NetworkTemplate = { ...TEMPLATE, tauCandidates: CANDIDATES };

const GUMBEL = {
  kind: 'gumbel',
  temperature: [1, 1],
  entropyPenalty: 0.01,
  warmUpEpochs: 0,
} as const;
const VARIANTS: readonly [string, Partial<SearchSettings>][] = [
  ['hrmas, second order', {}],
  [
    'hrmas, sampled, without plasticity, keeping R and τ',
    {
      order: 1,
      relaxation: GUMBEL,
      plasticity: { ...SETTINGS.plasticity, mode: 'off' },
      keepIntrinsic: true,
    },
  ],
  [
    'hrmas, by perturbation, priced',
    {
      order: 1,
      relaxation: GUMBEL,
      objective: { ...SETTINGS.objective, connections: 0.1 },
      selection: { kind: 'perturbation', unit: 'row', draws: 1, samples: 2, fineTuneEpochs: 1 },
      finalists: { ...SETTINGS.finalists, count: 2, sharedEpochs: 2, inherit: true },
      keepWeights: true,
    },
  ],
  ['random', { strategy: 'random' }],
  [
    'evolution',
    {
      strategy: 'evolution',
      candidates: 6,
      evolution: { ...SETTINGS.evolution, population: 2, sizeRate: 0.4, inherit: true },
    },
  ],
];

describe.each(VARIANTS)('a search for time constants: %s', (_, changes) => {
  it.each([referenceEngine, createWasmEngine(2)])(
    'finds candidates, and goes on with the same bits after a kill before any step: $name',
    async (engine) => {
      const input = { ...searchInput(changes), engine, template };
      const whole = (await expectSameWhenKilled(input)).job;
      const found = whole.result().architecture;
      const motifs = found.hidden.filter(({ kind }) => kind === 'scml') as MotifLayer[];
      expect(motifs).toHaveLength(2);
      for (const { motif } of motifs) {
        expect(motif.tau).toHaveLength(motif.size);
        for (const tau of motif.tau!) expect(CANDIDATES.map((one) => 8 * one)).toContain(tau);
      }
      expect(new Set(motifs.flatMap(({ motif }) => motif.tau)).size).toBeGreaterThan(1);
      const { tau, resistance } = whole.model()!.neurons[0]!;
      if (!input.settings.keepIntrinsic || input.settings.plasticity.mode === 'off') {
        Array.from(tau).forEach((own, i) => {
          const wanted = motifs[0]!.motif.tau![i % motifs[0]!.motif.size]!;
          expect(own).toBeCloseTo(wanted, 4);
          expect(resistance[i]!).toBeCloseTo(wanted, 4);
        });
      }
    },
  );
});

it('gives them to finalists that are drawn at random, too', async () => {
  const finalists = { ...SETTINGS.finalists, count: 4, fromPrior: 3, sharedEpochs: 4 };
  const job = await SearchJob.start({ ...searchInput({ order: 1, finalists }), template });
  let proposed: Architecture[] = [];
  while (proposed.length === 0) {
    await job.advance();
    JSON.stringify(job.snapshot().state, (key, value) => {
      if (key === 'finalists') proposed = value;
      return value;
    });
  }
  const motifs = proposed.map(({ hidden }) => (hidden[0] as MotifLayer).motif);
  expect(motifs).toHaveLength(4);
  for (const { size, tau } of motifs) expect(tau).toHaveLength(size);
});

it('moves the logits of time constants by their gradient', async () => {
  const job = await SearchJob.start({ ...searchInput({ order: 1 }), template });
  const before = job.snapshot().tensors['search/logits']!.data.slice();
  await job.advance();
  const after = job.snapshot().tensors['search/logits']!.data;
  // The first layer: two sizes, types of 2 and of 3 positions, then the time constants.
  const start = 2 + 3 * (8 + 15);
  const moved = Array.from(
    after.slice(start, start + 4 * 5),
    (logit, k) => logit - before[start + k]!,
  );
  expect(moved.filter((step) => Math.abs(step) > 0.01).length).toBeGreaterThan(4);
});

it('decides time constants by what the network loses', async () => {
  const selection = {
    kind: 'perturbation',
    unit: 'row',
    draws: 0,
    samples: 7,
    fineTuneEpochs: 0,
  } as const;
  const plasticity = { ...SETTINGS.plasticity, mode: 'off' } as const;
  const input = { ...searchInput({ order: 1, selection, plasticity }), template };
  const job = await SearchJob.start(input);
  const taken: { tau: number[] }[] = [];
  while (!job.architecture) {
    const { search } = job.snapshot().state as {
      search?: { selection?: { decisions: typeof taken } };
    };
    if (search?.selection) taken.push(search.selection.decisions[0]!);
    await job.advance();
  }
  const open = (tau: readonly number[]) => tau.filter((choice) => choice < 0).length;
  expect(taken.some(({ tau }) => open(tau) > 0 && open(tau) < tau.length)).toBe(true);
  // Decisions are carried out: the last state of the first layer, but for one that came after it, is its motif.
  const { motif } = job.architecture.hidden[0] as MotifLayer;
  taken.at(-1)!.tau.forEach((choice, p) => {
    if (choice >= 0) expect(motif.tau![p]).toBe(8 * CANDIDATES[choice]!);
  });
});

it('counts their measurement in the budget', () => {
  const selection = {
    kind: 'perturbation',
    unit: 'row',
    draws: 1,
    samples: 3,
    fineTuneEpochs: 0,
  } as const;
  const settings = { ...SETTINGS, selection };
  const halves = { train: 8, valid: 7 };
  const more = searchBudget(settings, template, halves) - searchBudget(settings, TEMPLATE, halves);
  // Two layers, motifs of at most 3, four candidates, 3 samples at a third of a gradient pass.
  expect(more).toBeCloseTo((2 * 3 * 4 * 3) / 3, 9);
});

describe('a spread over positions', () => {
  const spread: NetworkTemplate = {
    ...TEMPLATE,
    tauSpread: { kind: 'log-uniform', range: [0.5, 4], per: 'position' },
  };

  it.each(['hrmas', 'random'] as const)('is the same for every strategy: %s', async (strategy) => {
    const input = { ...searchInput({ strategy }), template: spread };
    const job = await SearchJob.start(input);
    await finish(job);
    const { hidden } = job.result().architecture;
    hidden.forEach((layer, l) => {
      if (layer.kind !== 'scml') return;
      const table = tauTable(spread, input.seed, l, layer.motif.size)!;
      expect(layer.motif.tau).toEqual(table.flat());
    });
  });

  it('has the same time constants at the same position, and others in another layer', () => {
    const wide = tauTable(spread, 3, 0, 16)!;
    expect(tauTable(spread, 3, 0, 5)).toEqual(wide.slice(0, 5));
    expect(tauTable(spread, 3, 2, 16)).not.toEqual(wide);
    expect(tauTable(spread, 4, 0, 16)).not.toEqual(wide);
    expect(tauTable({ ...spread, tauCandidates: [1, 2] }, 3, 0, 1)).toEqual([
      [wide[0]![0]!, 2 * wide[0]![0]!],
    ]);
    for (const [tau] of wide) {
      expect(tau).toBeGreaterThanOrEqual(4);
      expect(tau).toBeLessThanOrEqual(32);
    }
    expect(tauTable(TEMPLATE, 3, 0, 4)).toBeUndefined();
  });
});

describe('a spread over neurons', () => {
  const plan = blueprint({
    inputs: 3,
    hidden: [
      { kind: 'dense', neurons: 400 },
      { kind: 'feedforward', neurons: 400 },
    ],
    outputs: 2,
    neuron: { tauMembrane: 10, tauSynapse: 2, threshold: 1, inhibitoryWeight: -2 },
  });

  test('has the mean and the bounds of its distribution, with R = τ, and leaves the output alone', () => {
    const mean = (values: ArrayLike<number>) =>
      Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
    const gamma = initialIntrinsic(plan, { kind: 'gamma', shape: 3, per: 'neuron' }, 1);
    expect(gamma[0]!.resistance).toEqual(gamma[0]!.tau);
    expect(Math.abs(mean(gamma[0]!.tau) - 10)).toBeLessThan(1);
    const variance = mean(Array.from(gamma[0]!.tau, (tau) => (tau - 10) ** 2));
    // Of a gamma distribution of shape 3 and mean 10: 100/3.
    expect(Math.abs(variance - 100 / 3)).toBeLessThan(8);
    expect(gamma[1]!.tau).not.toEqual(gamma[0]!.tau);
    expect(Array.from(gamma[2]!.tau)).toEqual([10, 10]);
    const uniform = initialIntrinsic(plan, { kind: 'uniform', range: [0.01, 2], per: 'neuron' }, 1);
    const taus = Array.from(uniform[0]!.tau);
    expect(Math.min(...taus)).toBe(1);
    expect(Math.max(...taus)).toBeLessThanOrEqual(20);
    expect(Math.abs(mean(taus) - 10)).toBeLessThan(1);
    const positions = initialIntrinsic(plan, { kind: 'gamma', shape: 3, per: 'position' }, 1);
    expect(new Set(Array.from(positions[0]!.tau))).toEqual(new Set([10]));
  });
});

describe('candidates', () => {
  const motif = {
    size: 3,
    intra: Array.from({ length: 3 }, () => ['none', 'none', 'none'] as const).map((row) => [
      ...row,
    ]),
    inter: Array.from({ length: 3 }, () => ['none' as const, 'none' as const]),
  };

  test('are all drawn, and inherited but for a share', () => {
    const table = tauTable(template, 1, 0, 3)!;
    const random = new Random(1, 'test');
    const seen = new Set(
      Array.from({ length: 100 }, () => drawTau(motif, table, random).tau!).flat(),
    );
    expect([...seen].sort((a, b) => a - b)).toEqual([4, 8, 16, 32]);
    const layer = { kind: 'scml', neurons: 6, boundary: 'open' } as const;
    const parent = {
      inputs: 1,
      hidden: [{ ...layer, motif: { ...motif, size: 2, tau: [4, 32] } }],
      outputs: 1,
      neuron: TEMPLATE.neuron,
    };
    const child = { ...parent, hidden: [{ ...layer, motif }] };
    const mutated = (rate: number) =>
      (mutateTau(child, parent, template, { seed: 1, rate, random }).hidden[0] as MotifLayer).motif
        .tau!;
    expect(mutated(0).slice(0, 2)).toEqual([4, 32]);
    expect(mutated(0)).toHaveLength(3);
    const often = Array.from({ length: 200 }, () => mutated(0.25)[0]!);
    // Three in four of a quarter are another than before.
    expect(Math.abs(often.filter((tau) => tau !== 4).length - 37.5)).toBeLessThan(20);
  });

  test('outside of what plasticity allows, or below a step, are refused', async () => {
    const bounds: [number, number] = [0.5, 3];
    const settings = { plasticity: { ...SETTINGS.plasticity, bounds } };
    await expect(SearchJob.start({ ...searchInput(settings), template })).rejects.toMatchObject({
      kind: 'usage',
      where: 'network.tauCandidates[3]',
    });
    expect(() => checkTemplate({ ...TEMPLATE, tauCandidates: [0.1] })).toThrow('at least 0.125');
    expect(() => checkTemplate({ ...TEMPLATE, tauCandidates: [1, 1] })).toThrow('at most once');
  });
});
