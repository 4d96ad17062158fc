import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { Random } from '../../src/core/random.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import type { MotifTopology } from '../../src/model/architecture-schema.ts';
import { initialWeights } from '../../src/model/initialise.ts';
import { blueprint } from '../../src/model/shape.ts';
import { typesByPosition } from '../../src/model/topology.ts';
import { searchBudget } from '../../src/search/budget.ts';
import { motifFacts } from '../../src/search/candidates/candidate-record.ts';
import { inheritedWeights } from '../../src/search/candidates/inherit.ts';
import { mutateMotif } from '../../src/search/candidates/mutation.ts';
import { drawMotif } from '../../src/search/candidates/random-motif.ts';
import { drawCandidate } from '../../src/search/candidates/random-search.ts';
import type { Candidate } from '../../src/search/events.ts';
import { fixedArchitecture } from '../../src/search/fixed.ts';
import { SearchJob } from '../../src/search/search-job.ts';
import type { SearchSettings } from '../../src/search/settings.ts';
import { eventsOf, finish, spying } from '../training/toy.ts';
import { SETTINGS, searchInput, TEMPLATE } from './toy.ts';

const EVOLUTION = { ...SETTINGS.evolution, population: 3, sample: 2 };

const evolved = (changes: Partial<SearchSettings> = {}) =>
  searchInput({ strategy: 'evolution', candidates: 6, evolution: EVOLUTION, ...changes });

async function search(changes: Partial<SearchSettings> = {}) {
  const job = await SearchJob.start(evolved(changes));
  const events = await finish(job);
  return { job, candidates: job.result().candidates, events };
}

const better = (a: Candidate, b: Candidate) =>
  b.validation.accuracy - a.validation.accuracy || a.validation.loss - b.validation.loss;

describe('evolution', () => {
  it('starts with the motifs of random search', async () => {
    const { candidates } = await search();
    candidates.slice(0, 3).forEach(({ motifs }, k) => {
      const { drawn } = drawCandidate({ template: TEMPLATE, seed: 11 }, k);
      expect(motifs.map(({ size }) => size)).toEqual(drawn.map(({ motif }) => motif.size));
    });
  });

  it('takes the best of all that it tried, each once', async () => {
    const { candidates, job, events } = await search();
    expect(candidates.map(({ candidate }) => candidate)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(eventsOf(events, 'candidate')).toHaveLength(6);
    const best = [...candidates].sort(better)[0]!;
    expect(motifFacts(job.result().architecture)).toEqual(best.motifs);
  });

  it('compares the best as finalists in later rounds', async () => {
    const { candidates, events } = await search({
      finalists: { count: 2, fromPrior: 0, sharedEpochs: 2, inherit: false, rank: false },
    });
    const first = eventsOf(events, 'candidate').filter(({ stage }) => stage === 'candidates');
    expect(first.map(({ round }) => round)).toEqual([1, 1, 1, 1, 1, 1]);
    const order = [...first].sort(
      (a, b) => b.validationAccuracy - a.validationAccuracy || a.validationLoss - b.validationLoss,
    );
    const finalists = candidates.filter(({ round }) => round === 2);
    expect(finalists.map(({ candidate }) => candidate).sort()).toEqual(
      order
        .slice(0, 2)
        .map(({ candidate }) => candidate)
        .sort(),
    );
  });

  it('spends what HRMAS would, within a batch for each comparison', async () => {
    for (const finalists of [
      SETTINGS.finalists,
      { count: 2, fromPrior: 0, sharedEpochs: 2, inherit: false, rank: false },
    ]) {
      const { engine, trained } = spying(referenceEngine);
      const input = evolved({ finalists });
      const job = await SearchJob.start({ ...input, engine });
      while (job.architecture === null) await job.advance();
      const passes = [...trained.values()].reduce((sum, n) => sum + n, 0);
      const budget = searchBudget(input.settings, TEMPLATE, { train: 8, valid: 7 });
      expect(Math.abs(passes - budget)).toBeLessThanOrEqual(finalists.count > 1 ? 8 : 4);
    }
  });

  it('never mutates a motif older than the population', async () => {
    // With one living motif, each child is a single mutation away from the motif before it.
    const job = await SearchJob.start(
      evolved({
        evolution: { ...EVOLUTION, population: 1, sizeRate: 0, rowRate: 0, typeRate: 0.01 },
      }),
    );
    const all: string[][] = [];
    while (job.architecture === null) {
      await job.advance();
      const { search: state } = job.snapshot().state as unknown as {
        search: { tried: { architecture: ReturnType<typeof fixedArchitecture> }[] } | null;
      };
      if (state && state.tried.length > all.length) {
        const { hidden } = state.tried.at(-1)!.architecture;
        all.push(
          hidden.flatMap((layer) => (layer.kind === 'scml' ? typesByPosition(layer.motif) : [])),
        );
      }
    }
    expect(all.length).toBeGreaterThan(3);
    for (let k = 1; k < all.length; k++) {
      const changed = all[k]!.filter((type, position) => type !== all[k - 1]![position]);
      expect(changed.length).toBeGreaterThan(0);
      expect(changed.length).toBeLessThan(5);
    }
  });

  it('refuses settings that leave nothing to evolve', async () => {
    const load = (...sets: string[]) =>
      loadConfig({ source: 'demo', sets: ['search.strategy=evolution', ...sets], options: [] });
    await expect(load('search.evolution.population=10')).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('search.evolution.population'),
    });
    await expect(load('search.finalists.count=11')).rejects.toThrow(/search.finalists.count/);
    await expect(load('search.evolution.rowRate=0.95')).rejects.toThrow(/search.evolution.rowRate/);
    await expect(load('search.evolution.sizeRate=2')).rejects.toMatchObject({ kind: 'usage' });
    await expect(SearchJob.start(evolved({ candidates: 3 }))).rejects.toMatchObject({
      where: 'search.evolution.population',
    });
  });
});

describe('a mutation', () => {
  const SPACE = { motifSizes: [2, 3, 4], lateral: true };
  const draw = (seed: number, lateral = true) =>
    drawMotif(new Random(seed, 'motif'), [3], lateral, {}).motif;
  const mutated = (seed: number, rates: Partial<typeof EVOLUTION>, lateral = true) => {
    const parent = draw(seed, lateral);
    const space = { ...SPACE, lateral };
    const child = mutateMotif(parent, space, { ...EVOLUTION, ...rates }, new Random(seed, 'child'));
    return { parent, child };
  };
  const seeds = fc.integer({ min: 0, max: 1e6 });

  it('of types changes about the share asked for, one at least', () => {
    const counts: number[] = [];
    fc.assert(
      fc.property(seeds, (seed) => {
        const { parent, child } = mutated(seed, { sizeRate: 0, rowRate: 0, typeRate: 0.2 });
        const types = typesByPosition(child);
        const changed = typesByPosition(parent).filter((type, k) => type !== types[k]).length;
        expect(child.size).toBe(3);
        expect(changed).toBeGreaterThan(0);
        counts.push(changed / types.length);
      }),
      { numRuns: 300, seed: 1 },
    );
    const mean = counts.reduce((sum, one) => sum + one, 0) / counts.length;
    expect(mean).toBeGreaterThan(0.17);
    expect(mean).toBeLessThan(0.25);
  });

  it('of a row leaves the other rows', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { parent, child } = mutated(seed, { sizeRate: 0, rowRate: 1 });
        const rows = (motif: MotifTopology) =>
          motif.intra.map((row, p) => [...row, ...motif.inter[p]!].join());
        const changed = rows(child).filter((row, p) => row !== rows(parent)[p]);
        expect(changed.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('of the size keeps the types of positions that both have', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { parent, child } = mutated(seed, { sizeRate: 1, rowRate: 0 });
        expect([2, 4]).toContain(child.size);
        const both = Math.min(parent.size, child.size);
        const part = ({ intra, inter }: MotifTopology) =>
          intra.slice(0, both).map((row, p) => [...row.slice(0, both), ...inter[p]!]);
        expect(part(child)).toEqual(part(parent));
      }),
    );
  });

  it('stays in a space without lateral connections', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(0, 0.5, 1), (seed, rate) => {
        const { child } = mutated(seed, { sizeRate: rate, rowRate: (1 - rate) / 2 }, false);
        expect(child.inter.flat().every((type) => type === 'none')).toBe(true);
      }),
    );
  });
});

describe('a child', () => {
  it('inherits trained connections that survive, and the fresh ones elsewhere', () => {
    const motif = (types: MotifTopology['intra']): MotifTopology => ({
      size: 2,
      intra: types,
      inter: [
        ['none', 'none'],
        ['none', 'none'],
      ],
    });
    const template = { ...TEMPLATE, hidden: [{ kind: 'scml' as const, neurons: 2 }] };
    const base = fixedArchitecture(template, { kind: 'excitatory' });
    const plan = (types: MotifTopology['intra']) =>
      blueprint({
        ...base,
        hidden: [{ kind: 'scml', neurons: 2, motif: motif(types), boundary: 'open' }],
      });
    // Sources 0 and 1 of target 0, then of target 1.
    const parent = plan([
      ['exc', 'inh'],
      ['none', 'exc'],
    ]);
    const child = plan([
      ['exc', 'exc'],
      ['exc', 'inh'],
    ]);
    const weights = initialWeights(parent, 1, 'x', 0.2).map((weight) => weight + 1);
    const fresh = initialWeights(child, 2, 'y', 0.2);
    const result = inheritedWeights(parent, weights, child, fresh);
    const recurrent = ({ layout }: typeof child) =>
      layout.segments.find(({ kind }) => kind === 'recurrent')!;
    const { offset } = recurrent(child);
    expect(Array.from(result.slice(offset, offset + 4))).toEqual([1.2, 0.2, 0.2, 0.2]);
    for (const segment of child.layout.segments.filter(({ kind }) => kind === 'feedforward')) {
      const old = parent.layout.segments.find(({ name }) => name === segment.name)!;
      expect(result.slice(segment.offset, segment.offset + segment.length)).toEqual(
        weights.slice(old.offset, old.offset + old.length),
      );
    }
  });
});
