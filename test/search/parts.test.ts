import { describe, expect, it } from 'vitest';
import { stbpSchema } from '../../src/baselines/stbp/stbp.ts';
import { Random } from '../../src/core/random.ts';
import { PSC_LOSS } from '../../src/engine/loss.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { CONNECTION_TYPES } from '../../src/model/connection-types.ts';
import { initialIntrinsic, initialWeights } from '../../src/model/initialise.ts';
import { blueprint } from '../../src/model/shape.ts';
import { typesByPosition } from '../../src/model/topology.ts';
import { randomRounds, searchBudget } from '../../src/search/budget.ts';
import { drawMotif, drawProportions } from '../../src/search/candidates/random-motif.ts';
import { drawCandidate } from '../../src/search/candidates/random-search.ts';
import { type FixedArchitecture, fixedArchitecture } from '../../src/search/fixed.ts';
import { FIXED_ARCHITECTURES } from '../../src/search/fixed-names.ts';
import { SearchJob } from '../../src/search/search-job.ts';
import { setArchitecture, softly } from '../../src/search/supernet/architecture-gradient.ts';
import { carriedPlaces } from '../../src/search/supernet/carry.ts';
import { ArchitectureParameters, flatten } from '../../src/search/supernet/parameters.ts';
import { typeEntropy } from '../../src/search/supernet/record.ts';
import { supernetArchitecture } from '../../src/search/template.ts';
import { createNetwork } from '../../src/training/network.ts';
import { samplesInUpdates } from '../../src/training/work.ts';
import { finish, spying, toySamples } from '../training/toy.ts';
import { SETTINGS, searchInput, TEMPLATE } from './toy.ts';

describe('search budget', () => {
  it('is what HRMAS really spends', async () => {
    for (const order of [1, 2] as const) {
      const { engine, trained } = spying(referenceEngine);
      const input = searchInput({
        order,
        plasticity: { ...SETTINGS.plasticity, mode: 'off' },
      });
      const job = await SearchJob.start({ ...input, engine });
      while (job.architecture === null) await job.advance();
      const passes = [...trained.values()].reduce((sum, n) => sum + n, 0);
      expect(passes).toBe(searchBudget(input.settings, TEMPLATE, { train: 8, valid: 7 }));
    }
  });

  it('is spent by the candidates of random search, within a batch', async () => {
    for (const order of [1, 2] as const) {
      for (const mode of ['off', 'window'] as const) {
        const { engine, trained } = spying(referenceEngine);
        const input = searchInput({
          strategy: 'random',
          order,
          plasticity: { ...SETTINGS.plasticity, mode },
        });
        const job = await SearchJob.start({ ...input, engine });
        while (job.architecture === null) await job.advance();
        const passes = [...trained.values()].reduce((sum, n) => sum + n, 0);
        const budget = searchBudget(input.settings, TEMPLATE, { train: 8, valid: 7 });
        expect(Math.abs(passes - budget)).toBeLessThanOrEqual(4);
      }
    }
  });

  it('is shared equally', () => {
    const halves = { train: 23, valid: 22 };
    const settings = { ...SETTINGS, sizeEpochs: 9, typeEpochs: 7, candidates: 6 };
    const spent = randomRounds(settings, TEMPLATE, halves)[0]!.updates.map((n) =>
      samplesInUpdates(23, 4, n),
    );
    const share = searchBudget(settings, TEMPLATE, halves) / 6;
    for (const samples of spent) expect(Math.abs(samples - share)).toBeLessThanOrEqual(4);
    const total = spent.reduce((sum, samples) => sum + samples, 0);
    expect(Math.abs(total - 6 * share)).toBeLessThanOrEqual(2);
  });
});

describe('random motifs', () => {
  it('are uniform over sizes and over the simplex of proportions', () => {
    const random = new Random(1, 'test');
    const means = { exc: 0, inh: 0, none: 0 };
    for (let k = 0; k < 3000; k++) {
      const proportions = drawProportions(random);
      for (const type of CONNECTION_TYPES) means[type] += proportions[type] / 3000;
    }
    for (const type of CONNECTION_TYPES) expect(means[type]).toBeCloseTo(1 / 3, 1);
    const sizes = Array.from({ length: 300 }, () => drawMotif(random, [2, 3, 5], true, {}));
    for (const size of [2, 3, 5]) {
      const share = sizes.filter(({ motif }) => motif.size === size).length / 300;
      expect(share).toBeCloseTo(1 / 3, 1);
    }
  });

  it('keep to what is given', () => {
    const proportions = { exc: 0, inh: 1, none: 0 };
    const { motif } = drawMotif(new Random(1, 'x'), [2], false, { size: 4, proportions });
    expect(motif.intra.flat()).toEqual(new Array(16).fill('inh'));
    expect(motif.inter.flat()).toEqual(new Array(8).fill('none'));
  });

  it('differ between candidates and between layers', () => {
    const motifs = [0, 1, 2].flatMap((k) =>
      drawCandidate({ template: TEMPLATE, seed: 1 }, k).drawn.map(({ motif }) =>
        typesByPosition(motif).join(),
      ),
    );
    expect(new Set(motifs).size).toBe(motifs.length);
  });
});

describe('fixed architectures', () => {
  it('fill the template', () => {
    for (const kind of FIXED_ARCHITECTURES) {
      const motif = { size: 3, exc: 0.2, inh: 0.2 };
      const how = {
        ...{
          random: { seed: 3, size: 3 },
          even: { seed: 3, motif },
          same: { motif },
          stbp: { settings: stbpSchema.parse({}), stepMs: 1 },
        }[kind as string],
        kind,
      } as FixedArchitecture;
      const { hidden } = fixedArchitecture(TEMPLATE, how);
      expect(hidden[1]).toEqual({ kind: 'dense', neurons: 3 });
      const kinds = { feedforward: 'feedforward', dense: 'dense', stbp: 'feedforward' };
      expect(hidden[0]!.kind).toBe({ ...kinds }[kind as string] ?? 'scml');
      if (hidden[0]!.kind === 'scml') {
        const size = { self: 1, excitatory: 2, random: 3, even: 3, same: 3 }[kind as string];
        expect(hidden[0]!.motif.size).toBe(size);
      }
    }
    const draw = () => fixedArchitecture(TEMPLATE, { kind: 'random', seed: 3 });
    expect(draw()).toEqual(draw());
    expect(() =>
      fixedArchitecture(TEMPLATE, {
        kind: 'random',
        seed: 3,
        proportions: { exc: 0.5, inh: 0.6, none: 0 },
      }),
    ).toThrow(/proportions/);
    expect(() => fixedArchitecture(TEMPLATE, { kind: 'random', seed: 3, size: 99 })).toThrow(
      /size is 99; allowed: at most 7/,
    );
  });
});

describe('the excitatory architecture', () => {
  const of = (changes: Partial<typeof TEMPLATE>) => {
    const template = { ...TEMPLATE, hidden: [{ kind: 'scml' as const, neurons: 40 }], ...changes };
    const layer = fixedArchitecture(template, { kind: 'excitatory' }).hidden[0]!;
    if (layer.kind !== 'scml') throw new Error('not an SC-ML layer');
    return layer.motif;
  };

  it('has the median candidate size and excites wherever it may', () => {
    const motif = of({ motifSizes: [2, 5, 16] });
    expect(motif.size).toBe(5);
    expect(typesByPosition(motif)).toEqual(new Array(35).fill('exc'));
    expect(of({ motifSizes: [2, 5, 16, 20] }).size).toBe(5);
  });

  it('has no lateral connections where the space has none', () => {
    const motif = of({ motifSizes: [3], lateral: false });
    expect(motif.intra.flat()).toEqual(new Array(9).fill('exc'));
    expect(motif.inter.flat()).toEqual(new Array(6).fill('none'));
  });
});

describe('architecture parameters', () => {
  const plan = blueprint(supernetArchitecture(TEMPLATE));
  const half = blueprint({
    ...plan.architecture,
    hidden: plan.architecture.hidden.map((layer, l) =>
      layer.kind === 'supernet' ? { ...layer, sizes: [l === 0 ? 3 : 2] } : layer,
    ),
  });
  const fresh = () => ArchitectureParameters.initial(plan, 4, { exc: 1, inh: 0, none: -1 });

  it('start near the given logits and follow torch.optim.Adam', () => {
    const parameters = fresh();
    const before = parameters.values.slice();
    expect(before.length).toBe(2 * (2 + 3 * (8 + 15)));
    const [first] = parameters.searched;
    expect(Array.from(first!.logits.types[0]!.subarray(0, 3), Math.round)).toEqual([1, 0, -1]);
    // The first step of Adam is lr · sign(g + decay · α) up to ε.
    const gradients = parameters.searched.map(({ logits }) => ({
      size: logits.size.map(() => 1),
      types: logits.types.map((row) => row.map(() => -1)),
    }));
    const settings = { ...SETTINGS.architecture, learningRate: 0.1, weightDecay: 1e-3 };
    parameters.step(gradients, settings);
    const moved = flatten(gradients).map((g, k) => parameters.values[k]! - before[k]! + 0.1 * g);
    for (const difference of moved) expect(Math.abs(difference)).toBeLessThan(1e-6);
  });

  it('keep the logits and moments of the favourites', () => {
    const parameters = fresh();
    parameters.step(
      parameters.searched.map(({ logits }) => logits),
      SETTINGS.architecture,
    );
    const kept = parameters.keep(half, [1, 0]);
    const [a, b] = parameters.searched;
    const [keptA, keptB] = kept.searched;
    expect(keptA!.logits.types).toEqual([a!.logits.types[1]!]);
    expect(keptB!.logits.types).toEqual([b!.logits.types[0]!]);
    expect(keptA!.logits.size).toEqual(a!.logits.size.slice(1));
    const place = parameters.values.indexOf(keptB!.logits.types[0]![5]!);
    const keptPlace = kept.values.indexOf(keptB!.logits.types[0]![5]!);
    expect(kept.adam.firstMoment[keptPlace]).toBe(parameters.adam.firstMoment[place]);
    expect(kept.adam.beta2Power).toBe(parameters.adam.beta2Power);
  });

  it('leave the network as it is when nothing is undecided', async () => {
    // All probability on one size: cutting the others away must not change a single score.
    const parameters = fresh();
    for (const [s, favourite] of [1, 0].entries()) {
      parameters.searched[s]!.logits.size.fill(-1e4);
      parameters.searched[s]!.logits.size[favourite] = 1e4;
    }
    const weights = initialWeights(plan, 1, 'test');
    const network = await createNetwork(
      referenceEngine,
      plan,
      weights,
      initialIntrinsic(plan),
      PSC_LOSS,
    );
    setArchitecture(network, softly(parameters.searched));
    const places = carriedPlaces(plan, half);
    const cut = await createNetwork(
      referenceEngine,
      half,
      Array.from(places, (place) => weights[place]!),
      initialIntrinsic(half),
      PSC_LOSS,
    );
    setArchitecture(cut, softly(parameters.keep(half, [1, 0]).searched));
    const samples = toySamples(6, 2);
    expect((await cut.evaluate(samples)).scores).toEqual((await network.evaluate(samples)).scores);
  });

  it('have an entropy of ln 3 undecided and 0 decided', () => {
    const supernet = plan.supernets[0]!;
    const rows = (p: readonly number[]) =>
      supernet.layer.sizes.map((size) =>
        Float64Array.from({ length: 3 * (size * size + 2 * size) }, (_, k) => p[k % 3]!),
      );
    expect(typeEntropy(supernet, rows([1 / 3, 1 / 3, 1 / 3]))).toBeCloseTo(1.0986122887, 9);
    expect(typeEntropy(supernet, rows([0, 1, 0]))).toBe(0);
  });
});

describe('random search', () => {
  it('takes the candidate that does best on the validation half', async () => {
    const job = await SearchJob.start(searchInput({ strategy: 'random', candidates: 4 }));
    await finish(job);
    const { candidates, architecture } = job.result();
    expect(candidates).toHaveLength(4);
    const best = [...candidates].sort(
      (a, b) =>
        b.validation.accuracy - a.validation.accuracy || a.validation.loss - b.validation.loss,
    )[0]!;
    const { architecture: expected } = drawCandidate(searchInput(), best.candidate - 1);
    expect(architecture).toEqual(expected);
  });
});
