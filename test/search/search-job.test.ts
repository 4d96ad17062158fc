import { describe, expect, it } from 'vitest';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { SearchJob } from '../../src/search/search-job.ts';
import type { SearchSettings } from '../../src/search/settings.ts';
import { allSamples } from '../data/helpers.ts';
import { eventsOf, finish, spying, throughFile, toySource } from '../training/toy.ts';
import { expectSameWhenKilled } from './resumed.ts';
import { SETTINGS, searchInput, TEMPLATE } from './toy.ts';

const VARIANTS: readonly [string, Partial<SearchSettings>][] = [
  ['hrmas, second order, window', {}],
  [
    'hrmas, first order, no plasticity',
    {
      order: 1,
      plasticity: { ...SETTINGS.plasticity, mode: 'off' },
    },
  ],
  [
    'hrmas, first order, online, keeping R and τ',
    {
      order: 1,
      plasticity: { ...SETTINGS.plasticity, mode: 'online' },
      keepIntrinsic: true,
    },
  ],
  [
    'hrmas, sampled, after warming up',
    {
      order: 1,
      relaxation: {
        kind: 'gumbel',
        temperature: [2, 0.5],
        entropyPenalty: 0,
        warmUpEpochs: 1,
      },
    },
  ],
  [
    'hrmas, annealed, with a penalty on indecision',
    {
      relaxation: {
        kind: 'softmax',
        temperature: [1, 0.1],
        entropyPenalty: 0.01,
        warmUpEpochs: 0,
      },
    },
  ],
  [
    'hrmas, rows selected by perturbation with fine-tuning, finalists with weights',
    {
      order: 1,
      selection: { kind: 'perturbation', unit: 'row', draws: 2, samples: 3, fineTuneEpochs: 1 },
      finalists: { count: 4, fromPrior: 2, sharedEpochs: 6, inherit: true, rank: false },
      reduction: 2,
      keepWeights: true,
    },
  ],
  [
    'hrmas, sampled, connections selected by perturbation, fresh finalists',
    {
      order: 1,
      relaxation: { kind: 'gumbel', temperature: [1, 1], entropyPenalty: 0, warmUpEpochs: 0 },
      selection: {
        kind: 'perturbation',
        unit: 'connection',
        draws: 0,
        samples: 2,
        fineTuneEpochs: 0,
      },
      finalists: { count: 2, fromPrior: 0, sharedEpochs: 2, inherit: false, rank: true },
    },
  ],
  [
    'hrmas, averaged weights, fine-tuned and compared',
    {
      order: 1,
      weights: { ...SETTINGS.weights, schedule: 'cosine', averageWeights: 0.5 },
      selection: { kind: 'perturbation', unit: 'row', draws: 1, samples: 2, fineTuneEpochs: 1 },
      finalists: { count: 2, fromPrior: 0, sharedEpochs: 2, inherit: true, rank: false },
      keepWeights: true,
    },
  ],
  [
    'random, averaged weights',
    {
      strategy: 'random',
      candidates: 4,
      reduction: 2,
      weights: { ...SETTINGS.weights, averageWeights: 0.5 },
      keepWeights: true,
    },
  ],
  [
    'hrmas, with prices in the gradient, the selection and the comparison',
    {
      order: 1,
      objective: { connections: 0.2, spikes: 0.5, synops: 0.3 },
      selection: { kind: 'perturbation', unit: 'row', draws: 1, samples: 3, fineTuneEpochs: 0 },
      finalists: { count: 2, fromPrior: 0, sharedEpochs: 2, inherit: false, rank: false },
    },
  ],
  [
    'hrmas, sampled, with a price on connections',
    {
      objective: { connections: 1, spikes: 0, synops: 0 },
      relaxation: { kind: 'gumbel', temperature: [2, 0.5], entropyPenalty: 0, warmUpEpochs: 1 },
    },
  ],
  ['random', { strategy: 'random' }],
  [
    'random, with a price on operations',
    { strategy: 'random', objective: { connections: 0, spikes: 0, synops: 2 } },
  ],
  [
    'evolution, with prices',
    {
      strategy: 'evolution',
      candidates: 4,
      evolution: { ...SETTINGS.evolution, population: 2 },
      objective: { connections: 1, spikes: 0, synops: 1 },
      finalists: { count: 2, fromPrior: 0, sharedEpochs: 2, inherit: false, rank: false },
    },
  ],
  [
    'random, by successive halving, keeping weights',
    { strategy: 'random', candidates: 5, reduction: 2, keepWeights: true },
  ],
  [
    'evolution, with fresh weights',
    {
      strategy: 'evolution',
      candidates: 5,
      evolution: { ...SETTINGS.evolution, population: 2, sample: 2 },
    },
  ],
  [
    'evolution, with inherited weights and finalists, keeping weights',
    {
      strategy: 'evolution',
      candidates: 6,
      evolution: { ...SETTINGS.evolution, population: 3, sample: 2, sizeRate: 0.4, inherit: true },
      finalists: { count: 4, fromPrior: 0, sharedEpochs: 6, inherit: true, rank: false },
      reduction: 2,
      keepWeights: true,
    },
  ],
];

describe.each(VARIANTS)('SearchJob: %s', (_name, changes) => {
  const input = searchInput(changes);

  it('ends with a discrete architecture and one test', async () => {
    const job = await SearchJob.start(input);
    const events = await finish(job);
    const { architecture, census, test, strategy } = job.result();
    expect(strategy).toBe(input.settings.strategy);
    expect(architecture.hidden.map(({ kind }) => kind)).toEqual(['scml', 'dense', 'scml']);
    expect(census.motifs).toHaveLength(2);
    expect(test.samples).toBe(6);
    expect(events.filter(({ event }) => event === 'test')).toHaveLength(1);
    expect(events.at(-1)!.event).toBe('test');
    expect(JSON.parse(JSON.stringify(events))).toEqual(events);
  });

  it('goes on with the same bits after a kill before any step', async () => {
    await expectSameWhenKilled(input);
  });

  it('gives identical snapshots for the same seed, at every step', async () => {
    const [one, two] = [await SearchJob.start(input), await SearchJob.start(input)];
    while (!one.finished) {
      expect(throughFile(two.snapshot())).toEqual(throughFile(one.snapshot()));
      await one.advance();
      await two.advance();
    }
    const other = await SearchJob.start({ ...input, seed: 12 });
    await finish(other);
    expect(other.snapshot()).not.toEqual(one.snapshot());
  });

  it('advances steadily to all of its work', async () => {
    const job = await SearchJob.start(input);
    const { totalWork, stages } = job.progress();
    let last = job.progress();
    while (!job.finished) {
      await job.advance();
      const next = job.progress();
      expect(next.work).toBeGreaterThanOrEqual(last.work);
      expect(next.stageIndex).toBeGreaterThanOrEqual(last.stageIndex);
      expect(next.epoch).toBeLessThanOrEqual(next.epochs);
      expect(next.totalWork).toBeCloseTo(totalWork, 6);
      expect(next.stages).toBe(stages);
      last = next;
    }
    expect(last.work).toBeCloseTo(totalWork, 6);
    expect(last.stageIndex).toBe(stages);
  });

  it('sees the test samples once, after everything else', async () => {
    const { engine, evaluated, trained } = spying(referenceEngine);
    const job = await SearchJob.start({ ...input, engine });
    while (!job.finished) {
      const { stage } = job.progress();
      await job.advance();
      if (
        stage === 'size' ||
        stage === 'types' ||
        stage === 'candidates' ||
        stage === 'finalists'
      ) {
        for (const sample of allSamples(input.test)) expect(evaluated.has(sample)).toBe(false);
      }
    }
    for (const sample of allSamples(input.test)) {
      expect(evaluated.get(sample)).toBe(1);
      expect(trained.has(sample)).toBe(false);
    }
    // The final training has seen all of the training set, both halves.
    for (const sample of allSamples(input.train)) expect(trained.get(sample)).toBeGreaterThan(0);
  });
});

describe('SearchJob', () => {
  it('records iterations, epochs and both cuts', async () => {
    const job = await SearchJob.start(searchInput());
    const events = await finish(job);
    // 8 samples in the train half: two iterations an epoch.
    expect(events.map(({ event }) => event)).toEqual([
      'iteration',
      'iteration',
      'epoch',
      'probe',
      'iteration',
      'iteration',
      'epoch',
      'probe',
      'cut',
      'iteration',
      'iteration',
      'epoch',
      'probe',
      'cut',
      'architecture',
      'epoch',
      'probe',
      'test',
    ]);
    const [first] = events;
    if (first?.event !== 'iteration') throw new Error('not an iteration');
    expect(first.layers).toHaveLength(2);
    expect(first.intrinsic).toHaveLength(3);
    const cuts = eventsOf(events, 'cut');
    expect(cuts.map(({ stage }) => stage)).toEqual(['size', 'types']);
    expect(job.result().cuts.map(({ stage }) => stage)).toEqual(['size', 'types']);
  });

  it('starts the final training from τm, or from where the search ended', async () => {
    const untilRetrain = async (keepIntrinsic: boolean) => {
      const job = await SearchJob.start(searchInput({ keepIntrinsic }));
      while (job.model() === null) await job.advance();
      return { model: job.model()!, found: job.snapshot().tensors };
    };
    const dropped = await untilRetrain(false);
    for (const { resistance, tau } of dropped.model.neurons) {
      expect(new Set([...Array.from(resistance), ...Array.from(tau)])).toEqual(new Set([8]));
    }
    const kept = await untilRetrain(true);
    kept.model.neurons.forEach(({ tau }, l) => {
      expect(tau).toEqual(kept.found[`found/neurons.${l}.tau`]!.data);
    });
    expect(new Set(Array.from(kept.model.neurons[0]!.tau)).size).toBeGreaterThan(1);
  });

  it('stops at NaN', async () => {
    const input = searchInput();
    for (const name of ['search/weights', 'search/logits']) {
      const snapshot = (await SearchJob.start(input)).snapshot();
      snapshot.tensors[name]!.data[0] = Number.NaN;
      const job = await SearchJob.restore(input, snapshot);
      await expect(finish(job)).rejects.toMatchObject({ kind: 'numerical' });
    }
  });

  it('refuses snapshots of another search', async () => {
    const snapshot = (await SearchJob.start(searchInput())).snapshot();
    await expect(
      SearchJob.restore(searchInput({ strategy: 'random' }), snapshot),
    ).rejects.toMatchObject({ kind: 'artifact' });
    await expect(
      SearchJob.restore(
        { ...searchInput(), template: { ...TEMPLATE, inputs: 7 } },
        {
          state: snapshot.state,
          tensors: {},
        },
      ),
    ).rejects.toMatchObject({ kind: 'artifact' });
  });

  it('refuses what it cannot search', async () => {
    const start = (changes: Partial<SearchSettings>) => SearchJob.start(searchInput(changes));
    await expect(
      start({ plasticity: { ...SETTINGS.plasticity, window: 9 } }),
    ).rejects.toMatchObject({
      kind: 'usage',
      where: 'search.plasticity.window',
      remedy: expect.stringMatching(/search\.plasticity\.window=\d/),
    });
    await expect(start({ typeEpochs: 0 })).rejects.toMatchObject({ where: 'search.typeEpochs' });
    await expect(start({ strategy: 'random', candidates: 100 })).rejects.toMatchObject({
      kind: 'usage',
      where: 'search.candidates',
    });
    const feedforward = { ...TEMPLATE, hidden: [{ kind: 'feedforward' as const, neurons: 4 }] };
    await expect(
      SearchJob.start({ ...searchInput(), template: feedforward }),
    ).rejects.toMatchObject({ kind: 'usage', where: 'network.hidden' });
    await expect(
      SearchJob.start({ ...searchInput(), test: toySource(0, 1) }),
    ).rejects.toMatchObject({
      kind: 'data',
    });
  });

  it('finds a network that learns a separable task', async () => {
    const job = await SearchJob.start({
      ...searchInput({
        sizeEpochs: 3,
        typeEpochs: 3,
        retrain: { ...SETTINGS.retrain, epochs: 25 },
      }),
      template: { ...TEMPLATE, hidden: [{ kind: 'scml', neurons: 8 }], lateral: false },
      train: toySource(24, 1),
      test: toySource(40, 3),
    });
    await finish(job);
    expect(job.result().test.accuracy).toBeGreaterThan(0.9);
    expect(job.result().census.motifs[0]!.interPositions).toMatchObject({ exc: 0, inh: 0 });
  });
});
