/** The method `stbp`: its network, its start, and its training as any other job. */
import { describe, expect, it } from 'vitest';
import { stbpNeuron, stbpSchema, stbpTraining } from '../../src/baselines/stbp/stbp.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { initialWeights, uniformWeights } from '../../src/model/initialise.ts';
import { blueprint } from '../../src/model/shape.ts';
import { decodeWeights, encodeWeights } from '../../src/run/schema/weights-file.ts';
import { fixedArchitecture } from '../../src/search/fixed.ts';
import type { NetworkTemplate } from '../../src/search/template.ts';
import { takeCensus } from '../../src/training/census.ts';
import { evaluateSamples } from '../../src/training/evaluation.ts';
import { openModel } from '../../src/training/network.ts';
import type { TrainInput } from '../../src/training/train-input.ts';
import { TrainJob } from '../../src/training/train-job.ts';
import {
  CLASSES,
  finish,
  finishWithKills,
  INPUTS,
  NEURON,
  TRAINING,
  toySource,
} from '../training/toy.ts';

const SETTINGS = stbpSchema.parse({});

const template = (inputs: number, neurons: number, outputs: number): NetworkTemplate => ({
  inputs,
  outputs,
  neuron: NEURON,
  hidden: [{ kind: 'scml', neurons }],
  motifSizes: [2],
  boundary: 'open',
  lateral: true,
});

const architecture = (inputs = INPUTS, neurons = 9, outputs = CLASSES) =>
  fixedArchitecture(template(inputs, neurons, outputs), {
    kind: 'stbp',
    settings: SETTINGS,
    stepMs: 5,
  });

function input(changed: Partial<TrainInput> = {}): TrainInput {
  const built = architecture();
  return {
    engine: createWasmEngine(),
    architecture: built,
    train: toySource(40, 1),
    validation: null,
    test: toySource(20, 2),
    settings: { ...TRAINING, epochs: 12, ...stbpTraining(SETTINGS) },
    seed: 1,
    weights: uniformWeights(blueprint(built), 1, 'train'),
    ...changed,
  };
}

describe('the network', () => {
  it('has the neurons of the equation, and as many weights and biases as the published ones', () => {
    expect(architecture()).toMatchObject({
      hidden: [{ kind: 'feedforward', neurons: 9 }],
      neuron: { tauMembrane: 1 / 0.7, tauSynapse: 1, threshold: 0.3 },
      bias: 'trained',
    });
    expect(takeCensus(architecture(2048, 512, 11)).trainable).toBe(1_054_731);
    expect(takeCensus(architecture(2312, 512, 10)).trainable).toBe(1_189_386);
  });

  it('keeps as much of a potential in a millisecond, whatever the step', () => {
    const settings = { ...SETTINGS, kappaPerMs: 0.8 };
    const kept = (stepMs: number) => 1 - 1 / stbpNeuron(settings, stepMs, -2).tauMembrane;
    expect(kept(1)).toBeCloseTo(0.8, 12);
    expect(kept(3)).toBeCloseTo(0.512, 12);
    expect(stbpNeuron({ ...SETTINGS, kappaPerMs: 0 }, 3, -2).tauMembrane).toBe(1);
  });

  it('starts uniformly within ±1/√fan-in; other networks start with biases of 0', () => {
    const plan = blueprint(architecture(100, 400, 10));
    const uniform = uniformWeights(plan, 1, 'train');
    const normal = initialWeights(plan, 1, 'train');
    for (const { layer, kind, offset, length } of plan.layout.segments) {
      const bound = 1 / Math.sqrt(plan.shape.layers[layer]!.inputs);
      const drawn = uniform.slice(offset, offset + length).map(Math.abs);
      expect(Math.max(...drawn)).toBeLessThanOrEqual(bound);
      if (length < 400) continue;
      const mean = drawn.reduce((sum, value) => sum + value, 0) / length;
      expect(Math.abs(mean - bound / 2)).toBeLessThan(0.06 * bound);
      if (kind === 'bias')
        expect(normal.slice(offset, offset + length)).toEqual(new Float64Array(length));
    }
  });
});

describe('its training', () => {
  it('learns, and moves biases', async () => {
    const given = input();
    const job = await TrainJob.start(given);
    await finish(job);
    const { test } = job.result();
    expect(test.accuracy).toBeGreaterThan(0.9);
    const model = job.model();
    const plan = blueprint(model.architecture);
    const bias = plan.layout.segments.find(({ kind }) => kind === 'bias')!;
    const moved = model.neurons[0]!.bias!;
    expect(Array.from(moved)).toEqual(
      Array.from(model.weights).slice(bias.offset, bias.offset + bias.length),
    );
    expect(moved[0]).not.toBeCloseTo(given.weights![bias.offset]!, 4);
    job.dispose();
  });

  it('keeps the average of weights and biases in the file, which computes what was tested', async () => {
    const given = input();
    const settings = { ...given.settings, averageWeights: 0.9 };
    const job = await TrainJob.start({ ...given, settings });
    await finish(job);
    const model = job.model();
    const stored = decodeWeights(encodeWeights(model), model.architecture, 'weights.safetensors');
    const network = await openModel(given.engine, stored, settings.loss);
    expect(await evaluateSamples(network, given.test, 7)).toEqual(job.result().test);
    network.dispose();
    job.dispose();
  });

  it('resumes to the same bits', async () => {
    const given = input({ settings: { ...input().settings, epochs: 2 } });
    const whole = await TrainJob.start(given);
    await finish(whole);
    const { job } = await finishWithKills(await TrainJob.start(given), (snapshot) =>
      TrainJob.restore(given, snapshot),
    );
    expect(job.snapshot()).toEqual(whole.snapshot());
    expect(job.result()).toEqual(whole.result());
  });

  it('is as published if that is asked for', () => {
    expect(stbpTraining({ ...SETTINGS, setting: 'published' })).toMatchObject({
      ...{ batchSize: 40, epochs: 100, learningRate: 1e-4, schedule: 'steps' },
      rule: { kind: 'stbp', halfWidth: 0.25 },
      loss: { kind: 'rate-mse' },
    });
  });
});
