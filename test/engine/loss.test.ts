/** The losses as functions of the output's PSCs: values, derivatives, and what they refuse. */
import { describe, expect, it, test } from 'vitest';
import { Random } from '../../src/core/random.ts';
import {
  type CrossEntropyLoss,
  checkLoss,
  crossEntropy,
  type Loss,
  PSC_LOSS,
} from '../../src/engine/loss.ts';
import { lossOf } from '../../src/engine/reference/backward.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { blueprint } from '../../src/model/shape.ts';
import { planArchitecture, randomNetwork, randomSamples } from './random-network.ts';

const entropy = (sharpness: number, reference = 0): CrossEntropyLoss => ({
  kind: 'cross-entropy',
  sharpness,
  reference,
});

describe('cross-entropy', () => {
  it('is ln (C + 1) when nothing has spiked, whatever the sharpness', () => {
    const { loss, errors } = crossEntropy([0, 0, 0], 10, 2, entropy(40));
    expect(loss).toBeCloseTo(Math.log(4), 14);
    expect(Array.from(errors)).toEqual([0.25, 0.25, -0.75]);
  });

  it('does not let all outputs fall silent together: the right one has to beat the reference', () => {
    const loss = entropy(40, 0.25);
    const silent = crossEntropy([0, 0, 0], 10, 2, loss);
    expect(silent.loss).toBeCloseTo(Math.log(3 + Math.exp(10)), 12);
    expect(silent.errors[2]).toBeCloseTo(-1, 4);
    expect(silent.errors[0]).toBeCloseTo(0, 4);
    const even = crossEntropy([2.5, 2.5, 2.5], 10, 2, loss);
    expect(even.loss).toBeCloseTo(Math.log(4), 14);
    expect(crossEntropy([0, 0, 5], 10, 2, loss).loss).toBeLessThan(1e-4);
  });

  it('depends on the mean over the steps, so that long samples weigh as much as short ones', () => {
    const short = crossEntropy([3, 1], 10, 0, entropy(7));
    expect(crossEntropy([6, 2], 20, 0, entropy(7)).loss).toBeCloseTo(short.loss, 14);
    // z is 2.1 and 0.7, and 0 for the rival: ln(1 + e^(0.7 − 2.1) + e^−2.1).
    expect(short.loss).toBeCloseTo(Math.log(1 + Math.exp(-1.4) + Math.exp(-2.1)), 14);
  });

  it('stays finite where one class is certain, rightly or wrongly', () => {
    const right = crossEntropy([1e4, 0], 1, 0, entropy(1000));
    expect(right.loss).toBe(0);
    expect(Array.from(right.errors)).toEqual([0, 0]);
    const wrong = crossEntropy([1e4, 0], 1, 1, entropy(1000));
    expect(wrong.loss).toBe(1e7);
    expect(Array.from(wrong.errors)).toEqual([1, -1]);
  });
});

const weighted = (loss: Loss): Loss => ({ ...loss, classWeights: [0.5, 3.25, 1] });

describe.each([
  PSC_LOSS,
  entropy(5),
  entropy(40, 0.5),
  weighted(PSC_LOSS),
  weighted(entropy(5)),
] satisfies Loss[])('%o', (loss) => {
  it('has the derivative that finite differences give', () => {
    const random = new Random(1, 'loss');
    const [steps, classes, label] = [6, 3, 1];
    const psc = Array.from({ length: steps }, () =>
      Float64Array.from({ length: classes }, () => random.uniform()),
    );
    const model = { tauSynapse: 4 } as Parameters<typeof lossOf>[1];
    const at = (rows: Float64Array[]) => {
      const scores = Float64Array.from({ length: classes }, (_, o) =>
        rows.reduce((sum, row) => sum + row[o]!, 0),
      );
      const trajectory = { steps: rows.map((row) => ({ layers: [{ psc: row }] })), scores };
      return lossOf(loss, model, trajectory as unknown as Parameters<typeof lossOf>[2], label);
    };
    const { gradient } = at(psc);
    const h = 1e-6;
    psc.forEach((row, t) => {
      row.forEach((value, o) => {
        const moved = (by: number) => {
          const rows = psc.map((values) => values.slice());
          rows[t]![o] = value + by;
          return at(rows).loss;
        };
        expect(gradient[t]![o]).toBeCloseTo((moved(h) - moved(-h)) / (2 * h), 7);
      });
    });
  });
});

test.each([
  ['reference', referenceEngine],
  ['wasm', createWasmEngine()],
] as const)('classes weigh in gradients and their loss alone, in %s', async (_, engine) => {
  const plan = {
    ...{ seed: 3, inputs: 6, classes: 3, lengths: [9, 14, 11, 8], density: 0.4 },
    layers: [{ kind: 'scml' as const, neurons: 9, size: 3 }],
    types: ['exc', 'inh', 'none'] as const,
  };
  const samples = randomSamples(plan);
  for (const loss of [PSC_LOSS, entropy(5, 0.25)]) {
    const [plain, heavy] = [loss, weighted(loss)].map((kind) =>
      randomNetwork(engine, { ...plan, loss: kind }),
    );
    const { network } = await plain!;
    const { network: other } = await heavy!;
    const factors = samples.map(({ label }) => [0.5, 3.25, 1][label]!);
    expect(new Set(factors).size).toBeGreaterThan(1);
    expect((await other.evaluate(samples)).losses).toEqual(
      (await network.evaluate(samples)).losses,
    );
    const sum = new Float64Array(network.weights.length);
    for (const [b, sample] of samples.entries()) {
      await network.gradients([sample]);
      network.gradient.forEach((value, k) => {
        sum[k]! += (factors[b]! * value) / samples.length;
      });
    }
    const { losses } = await other.gradients(samples);
    const { losses: unweighted } = await network.evaluate(samples);
    expect(Array.from(losses)).toEqual(factors.map((w, b) => w * unweighted[b]!));
    const most = sum.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    expect(most).toBeGreaterThan(0);
    other.gradient.forEach((value, k) => {
      expect(Math.abs(value - sum[k]!)).toBeLessThan(1e-5 * most);
    });
  }
});

test('settings out of range are refused by name, in both engines', async () => {
  const plan = { seed: 1, inputs: 2, classes: 2, layers: [], lengths: [2], density: 1 };
  const { shape, layout } = blueprint(planArchitecture({ ...plan, types: ['exc'] }));
  const bad: [Loss, string][] = [
    [entropy(0), 'sharpness'],
    [entropy(Number.NaN), 'sharpness'],
    [entropy(1e9), 'sharpness'],
    [entropy(1, 1), 'reference'],
    [entropy(1, -0.1), 'reference'],
    [entropy(1, Number.NaN), 'reference'],
    [{ ...PSC_LOSS, classWeights: [1, 0] }, 'classWeights[1]'],
    [{ ...PSC_LOSS, classWeights: [Number.NaN, 1] }, 'classWeights[0]'],
    [{ kind: 'hinge' } as unknown as Loss, 'kind'],
  ];
  for (const [loss, name] of bad) {
    expect(() => checkLoss(loss)).toThrow(
      expect.objectContaining({ kind: 'usage', where: `loss.${name}` }),
    );
    for (const engine of [referenceEngine, createWasmEngine()]) {
      await expect(engine.createNetwork(shape, layout, loss)).rejects.toMatchObject({
        kind: 'usage',
      });
    }
  }
});
