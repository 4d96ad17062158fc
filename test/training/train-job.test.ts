import { describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { type Loss, PSC_LOSS } from '../../src/engine/loss.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import type { Architecture } from '../../src/model/architecture-schema.ts';
import { weightsToKeep } from '../../src/training/average.ts';
import { evaluateSamples } from '../../src/training/evaluation.ts';
import { openModel } from '../../src/training/network.ts';
import { learningRateAt, type TrainingSettings } from '../../src/training/settings.ts';
import type { TrainInput } from '../../src/training/train-input.ts';
import { TrainJob } from '../../src/training/train-job.ts';
import { allSamples } from '../data/helpers.ts';
import {
  CLASSES,
  eventsOf,
  finish,
  finishWithKills,
  INPUTS,
  NEURON,
  spying,
  TRAINING,
  toySource,
} from './toy.ts';

const ARCHITECTURE: Architecture = {
  inputs: INPUTS,
  hidden: [
    {
      kind: 'scml',
      neurons: 7,
      motif: {
        size: 3,
        intra: [
          ['exc', 'inh', 'none'],
          ['none', 'exc', 'exc'],
          ['inh', 'none', 'none'],
        ],
        inter: [
          ['exc', 'none'],
          ['inh', 'exc'],
          ['none', 'none'],
        ],
      },
      boundary: 'open',
    },
    { kind: 'dense', neurons: 4 },
  ],
  outputs: CLASSES,
  neuron: NEURON,
};

const CROSS_ENTROPY: Loss = {
  kind: 'cross-entropy',
  sharpness: 5,
  reference: 0.25,
};

const input = (changes: Partial<TrainInput> = {}): TrainInput => ({
  engine: referenceEngine,
  architecture: ARCHITECTURE,
  train: toySource(10, 1),
  validation: toySource(6, 2),
  test: toySource(10, 3),
  settings: TRAINING,
  seed: 5,
  ...changes,
});

describe('a network with a bias, and τs of its own in a layer', () => {
  const [motif] = ARCHITECTURE.hidden;
  const architecture: Architecture = {
    ...ARCHITECTURE,
    hidden: [motif!, { kind: 'dense', neurons: 4, tauSynapse: 2 }],
    bias: true,
  };
  const neurons = [7, 4, CLASSES].map((count, l) => ({
    resistance: new Float64Array(count).fill(8),
    tau: new Float64Array(count).fill(8),
    bias: Float64Array.from({ length: count }, (_, i) => 0.1 * i - 0.2 * l),
  }));

  it('is not trained from scratch, since nothing would train the bias', async () => {
    await expect(TrainJob.start(input({ architecture }))).rejects.toMatchObject({
      kind: 'usage',
      where: 'architecture.bias',
    });
  });

  it('keeps the bias that it is given, also when it is killed before every step', async () => {
    const given = input({ architecture, neurons });
    const whole = await TrainJob.start(given);
    await finish(whole);
    expect(whole.model().neurons.map(({ bias }) => bias)).toEqual(neurons.map(({ bias }) => bias));
    expect(whole.model().weights).not.toEqual((await TrainJob.start(given)).model().weights);
    const { job } = await finishWithKills(await TrainJob.start(given), (saved) =>
      TrainJob.restore(given, saved),
    );
    expect(job.model()).toEqual(whole.model());
  });
});

describe('TrainJob', () => {
  it.each([PSC_LOSS, CROSS_ENTROPY])('learns a separable task by $kind', async (loss) => {
    const job = await TrainJob.start(
      input({
        train: toySource(24, 1),
        validation: null,
        test: toySource(40, 3),
        settings: { ...TRAINING, epochs: 25, schedule: 'linear', loss },
      }),
    );
    const events = await finish(job);
    expect(job.result().test.accuracy).toBeGreaterThan(0.9);
    const losses = eventsOf(events, 'epoch').map(({ loss }) => loss);
    expect(losses.at(-1)!).toBeLessThan(0.75 * losses[0]!);
  });

  it.each([PSC_LOSS, CROSS_ENTROPY])(
    'goes on with the same bits after a kill before any step: $kind',
    async (loss) => {
      const given = input({ settings: { ...TRAINING, loss } });
      const whole = await TrainJob.start(given);
      const wholeEvents = await finish(whole);
      const { job, events, steps } = await finishWithKills(await TrainJob.start(given), (saved) =>
        TrainJob.restore(given, saved),
      );
      // Two epochs of three train and two validation batches, then three test batches.
      expect(steps).toBe(2 * (3 + 2) + 3);
      expect(events).toEqual(wholeEvents);
      expect(job.snapshot()).toEqual(whole.snapshot());
      expect(job.progress()).toEqual(whole.progress());
    },
  );

  it('evaluates every test sample once, after all training', async () => {
    const { engine, evaluated, trained } = spying(referenceEngine);
    const settings = input({ engine });
    await finish(await TrainJob.start(settings));
    for (const sample of allSamples(settings.test)) {
      expect(evaluated.get(sample)).toBe(1);
      expect(trained.has(sample)).toBe(false);
    }
    for (const sample of allSamples(settings.validation!)) {
      expect(evaluated.get(sample)).toBe(2);
      expect(trained.has(sample)).toBe(false);
    }
  });

  it('reports epochs, then the test', async () => {
    const job = await TrainJob.start(input());
    const events = await finish(job);
    expect(events.map(({ event }) => event)).toEqual(['epoch', 'probe', 'epoch', 'probe', 'test']);
    const [first] = events;
    expect(first).toMatchObject({ stage: 'train', epoch: 1, epochs: 2, learningRate: 0.01 });
    if (first?.event !== 'epoch') throw new Error('not an epoch');
    expect(Object.keys(first.weights)).toEqual([
      'hidden.0.feedforward',
      'hidden.0.recurrent',
      'hidden.1.feedforward',
      'hidden.1.recurrent',
      'output.feedforward',
    ]);
    expect(first.firingRates).toHaveLength(3);
    expect(first.validationAccuracy).not.toBeNull();
    const { test, census } = job.result();
    expect(test.confusion.flat().reduce((sum, n) => sum + n, 0)).toBe(10);
    expect(JSON.parse(JSON.stringify(events))).toEqual(events);
    expect(job.progress().work).toBeCloseTo(job.progress().totalWork, 9);
    // 7 neurons in motifs of 3, 3 and 1.
    expect(census.motifs[0]!.intra).toEqual({ exc: 3 + 3 + 1, inh: 2 + 2, none: 4 + 4 });
    expect(census.motifs[0]!.intraPositions).toEqual({ exc: 3, inh: 2, none: 4 });
    expect(census.motifs[0]!.interPositions).toEqual({ exc: 2, inh: 1, none: 3 });
    expect(census.trainable).toBe(6 * 7 + 7 * 4 + 16 + 4 * 2 + 7 + census.motifs[0]!.inter.exc);
  });

  it('hands out a model that evaluates as the job did, whatever the batch', async () => {
    const job = await TrainJob.start(input());
    await finish(job);
    const network = await openModel(referenceEngine, job.model());
    const again = await evaluateSamples(network, input().test, 3);
    expect(again).toEqual(job.result().test);
  });

  it('means the same by a seed, and something else by another', async () => {
    const run = async (seed: number) => {
      const job = await TrainJob.start(input({ seed }));
      await finish(job);
      return job.snapshot();
    };
    const first = await run(5);
    expect(await run(5)).toEqual(first);
    expect(await run(6)).not.toEqual(first);
  });

  it('lowers a linear learning rate to nearly nothing', async () => {
    const settings = { ...TRAINING, schedule: 'linear' as const };
    const events = await finish(await TrainJob.start(input({ settings })));
    const rates = eventsOf(events, 'epoch').map(({ learningRate }) => learningRate);
    // The third and the sixth of six updates.
    expect(rates).toEqual([0.00666667, 0.00166667]);
  });

  it('lowers a learning rate in steps after 40 % and 80 % of the updates', () => {
    const settings = { ...TRAINING, learningRate: 1, schedule: 'steps' as const };
    const rates = Array.from({ length: 10 }, (_, k) => learningRateAt(settings, k, 10));
    expect(rates).toEqual([1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01]);
    expect(learningRateAt(settings, 6, 7)).toBe(0.01);
  });

  it('lowers a cosine learning rate slowly, fast, slowly', async () => {
    const settings = { ...TRAINING, schedule: 'cosine' as const };
    const events = await finish(await TrainJob.start(input({ settings })));
    const rates = eventsOf(events, 'epoch').map(({ learningRate }) => learningRate);
    // The third and the sixth of six updates: (1 + cos 60°)/2 and (1 + cos 150°)/2 of 0.01.
    expect(rates).toEqual([0.0075, 0.000669873]);
    const exact = (update: number) => learningRateAt({ ...settings, learningRate: 1 }, update, 6);
    expect([0, 2, 3, 4].map(exact)).toEqual(
      [1, 0.75, 0.5, 0.25].map((rate) => expect.closeTo(rate, 15)),
    );
  });

  describe('with early stopping', () => {
    // At this rate the loss soon jumps about, so that an early epoch is the best.
    const settings: TrainingSettings = { ...TRAINING, epochs: 30, learningRate: 0.4 };
    const stopping = (patience: number | null, averageWeights = 0): TrainingSettings => ({
      ...settings,
      averageWeights,
      earlyStopping: { patience },
    });

    it.each([
      [referenceEngine, 0],
      [createWasmEngine(), 0],
      [referenceEngine, 0.5],
    ])('keeps the weights of the best epoch: %o, average %d', async (engine, average) => {
      const job = await TrainJob.start(input({ engine, settings: stopping(3, average) }));
      const weights: ArrayLike<number>[] = [];
      const losses: number[] = [];
      const events = [];
      while (!job.finished) {
        const before = eventsOf(events, 'epoch').length;
        // Of the epoch that has just ended, before anything is given back to the network.
        const now = job.snapshot().tensors;
        events.push(...(await job.advance()));
        const epochs = eventsOf(events, 'epoch');
        if (epochs.length === before) continue;
        losses.push(epochs.at(-1)!.validationLoss!);
        weights.push((now.average ?? now.weights)!.data);
      }
      const best = losses.indexOf(Math.min(...losses));
      expect(losses.length).toBeLessThan(30);
      expect(losses).toHaveLength(best + 1 + 3);
      expect(eventsOf(events, 'kept')).toEqual([
        expect.objectContaining({ epoch: best + 1, trained: losses.length, epochs: 30 }),
      ]);
      expect(job.model().weights).toEqual(weights[best]);
      expect(weightsToKeep(job.snapshot().tensors)).toEqual(weights[best]);
      const network = await openModel(engine, job.model(), settings.loss);
      expect(await evaluateSamples(network, input().test, 4)).toEqual(job.result().test);
      expect(job.progress()).toMatchObject({ work: job.progress().totalWork });
    });

    it('keeps the best even if there is no epoch left to wait for', async () => {
      const job = await TrainJob.start(input({ settings: stopping(100) }));
      const events = await finish(job);
      const losses = eventsOf(events, 'epoch').map(({ validationLoss }) => validationLoss!);
      expect(eventsOf(events, 'kept')).toEqual([
        expect.objectContaining({ trained: 30, validationLoss: Math.min(...losses) }),
      ]);
    });

    it('continues from any step with the same bits', async () => {
      const given = input({ settings: stopping(2, 0.5) });
      const whole = await TrainJob.start(given);
      const events = await finish(whole);
      const killed = await finishWithKills(await TrainJob.start(given), (snapshot) =>
        TrainJob.restore(given, snapshot),
      );
      expect(killed.events).toEqual(events);
      expect(killed.job.model()).toEqual(whole.model());
    });

    it('is refused without validation samples', async () => {
      const refused = TrainJob.start(input({ validation: null, settings: stopping(3) }));
      await expect(refused).rejects.toMatchObject({
        kind: 'usage',
        where: 'training.earlyStopping.patience',
      });
    });
  });

  describe('with an average of the weights', () => {
    const settings = { ...TRAINING, epochs: 3, learningRate: 0.1, averageWeights: 0.75 };

    it.each([referenceEngine, createWasmEngine()])(
      'evaluates, tests and hands out the average, and trains the weights as without: $name',
      async (engine) => {
        const plain = await TrainJob.start(
          input({ engine, settings: { ...settings, averageWeights: 0 } }),
        );
        const averaged = await TrainJob.start(input({ engine, settings }));
        const steps: ArrayLike<number>[] = [];
        let last = JSON.stringify(Array.from(plain.model().weights));
        while (!plain.finished) {
          await plain.advance();
          await averaged.advance();
          const { weights } = plain.model();
          const now = JSON.stringify(Array.from(weights));
          if (now !== last) steps.push(weights);
          last = now;
          expect(averaged.snapshot().tensors.weights).toEqual(plain.snapshot().tensors.weights);
        }
        expect(steps).toHaveLength(9);
        // By the definition: Σ 0.75^(K−k) w_k / Σ 0.75^(K−k).
        let total = 0;
        const expected = new Float64Array(steps[0]!.length);
        steps.forEach((weights, k) => {
          const share = 0.75 ** (steps.length - 1 - k);
          total += share;
          for (let p = 0; p < expected.length; p++) expected[p]! += share * weights[p]!;
        });
        const model = averaged.model();
        Array.from(model.weights).forEach((weight, p) => {
          expect(weight).toBeCloseTo(expected[p]! / total, 6);
        });
        const network = await openModel(engine, model);
        expect(await evaluateSamples(network, input().test, 4)).toEqual(averaged.result().test);
        expect(averaged.result().test.loss).not.toBe(plain.result().test.loss);
      },
    );

    it('has the same bits for any number of threads', async () => {
      const models = [];
      for (const threads of [1, 3]) {
        const job = await TrainJob.start(input({ engine: createWasmEngine(threads), settings }));
        await finish(job);
        models.push(job.model());
        job.dispose();
      }
      expect(models[1]).toEqual(models[0]);
    });

    it('goes on with the same bits after a kill before any step', async () => {
      const given = input({ settings });
      const whole = await TrainJob.start(given);
      const wholeEvents = await finish(whole);
      const { job, events } = await finishWithKills(await TrainJob.start(given), (saved) =>
        TrainJob.restore(given, saved),
      );
      expect(events).toEqual(wholeEvents);
      expect(job.snapshot()).toEqual(whole.snapshot());
      expect(job.model()).toEqual(whole.model());
    });

    it('is refused a snapshot without one', async () => {
      const job = await TrainJob.start(input());
      await expect(TrainJob.restore(input({ settings }), job.snapshot())).rejects.toMatchObject({
        kind: 'artifact',
        where: 'average',
      });
    });
  });

  it('keeps within the optional limits', async () => {
    const settings = { ...TRAINING, learningRate: 0.5, clipFeedforward: 0.75, clipGradientNorm: 1 };
    const job = await TrainJob.start(input({ settings }));
    await job.advance();
    const weights = Array.from(job.model().weights).slice(0, INPUTS * 7);
    expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(0.75);
  });

  it('stops where training diverges', async () => {
    const settings = { ...TRAINING, learningRate: 1e308, beta1: 0 };
    const job = await TrainJob.start(input({ settings }));
    const failure = await finish(job).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MotifsmithError);
    expect(failure).toMatchObject({ kind: 'numerical', exitCode: 5 });
    expect((failure as MotifsmithError).where).toMatch(/^stage train, epoch \d+, batch \d+$/);
  });

  it('stops at a weight that is not a number, though the network just falls silent', async () => {
    const start = await TrainJob.start(input());
    const { state, tensors } = start.snapshot();
    tensors.weights!.data[0] = Number.NaN;
    const job = await TrainJob.restore(input(), { state, tensors });
    await expect(finish(job)).rejects.toMatchObject({ kind: 'numerical' });
  });

  it('refuses what it cannot train', async () => {
    await expect(TrainJob.start(input({ train: toySource(0, 1) }))).rejects.toMatchObject({
      kind: 'data',
    });
    await expect(
      TrainJob.start(input({ settings: { ...TRAINING, epochs: 0 } })),
    ).rejects.toMatchObject({ kind: 'usage', where: 'training.epochs' });
    const job = await TrainJob.start(input());
    const { state, tensors } = job.snapshot();
    const { weights: _, ...rest } = tensors;
    await expect(TrainJob.restore(input(), { state, tensors: rest })).rejects.toMatchObject({
      kind: 'artifact',
    });
    await expect(
      TrainJob.restore(input({ architecture: { ...ARCHITECTURE, hidden: [] } }), {
        state,
        tensors,
      }),
    ).rejects.toMatchObject({ kind: 'artifact' });
  });
});
