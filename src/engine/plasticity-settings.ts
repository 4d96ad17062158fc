/** Settings of SpiKL-IP (equations 24 to 26). Rates are per step, times in steps. */
import * as z from 'zod';
import { checkSettings } from '../core/settings/check.ts';
import { explain, positive, type Settings, whole } from '../core/settings/declare.ts';
import { refuse, type SettingProblem, valueProblem } from '../core/settings/problem.ts';

/** When the changes of R and τ take effect: at the end of a window of samples, or at each step. */
export const PLASTICITY_MODES = ['window', 'online'] as const;

/** What the calcium concentration is divided by to estimate the firing rate. */
const RATE_DIVISORS = ['tauCalcium', 'tauCalcium-1'] as const;

/** The constants of the rule. */
export const plasticityRuleFields = {
  targetRate: explain(
    z.number().gt(0).max(1),
    'Mean firing rate μ that neurons are driven towards.',
    'spikes per step',
  ).default(0.2),
  learningRate: explain(positive(), 'Learning rate γ of R and τ.').default(0.05),
  tauCalcium: explain(
    z.number().min(1),
    'Time constant of the firing-rate estimate.',
    'steps',
  ).default(64),
  rateDivisor: explain(
    z.enum(RATE_DIVISORS),
    "Divisor of the calcium concentration that gives the firing-rate estimate. tauCalcium: the published rule; tauCalcium-1: that of its authors' simulator, which estimates slightly higher rates.",
  ).default('tauCalcium'),
  refractory: explain(
    whole(0).max(1000),
    'Time for which a neuron stays at rest after a spike while plasticity adapts it. Training and the finished network know no refractory time. 0: none, as in the paper.',
    'steps',
  ).default(0),
  minimumRate: explain(
    z.number().gt(0).lt(1),
    'Estimated firing rate below which a neuron counts as silent.',
    'spikes per step',
  ).default(0.01),
};

/** A lower and an upper bound, both positive. */
export const boundsField = () =>
  z.tuple([positive(), positive()]).refine(([low, high]) => low <= high, 'in ascending order');

const plasticitySchema = z.strictObject({
  ...plasticityRuleFields,
  rateDivisor: plasticityRuleFields.rateDivisor.optional(),
  refractory: plasticityRuleFields.refractory.optional(),
  resistanceBounds: explain(boundsField(), 'Bounds of R.'),
  tauBounds: explain(boundsField(), 'Bounds of τ.', 'steps'),
  mode: explain(
    z.enum(PLASTICITY_MODES),
    "window: the samples' mean change is applied at the end; online: at each step.",
  ),
});

/** SpiKL-IP (equations 24 to 26). Rates are per step, times in steps. */
export interface IntrinsicPlasticitySettings extends Settings<typeof plasticitySchema> {}

/** τcal, or τcal − 1: y = φ divided by this. */
export function rateDivisor({
  tauCalcium,
  rateDivisor = 'tauCalcium',
}: Pick<IntrinsicPlasticitySettings, 'tauCalcium' | 'rateDivisor'>): number {
  return rateDivisor === 'tauCalcium' ? tauCalcium : tauCalcium - 1;
}

/**
 * Whether the rate would be divided by next to nothing.
 * @param section that the settings are in
 */
export function divisorProblem(
  section: readonly string[],
  settings: Pick<IntrinsicPlasticitySettings, 'tauCalcium' | 'rateDivisor'>,
): SettingProblem | null {
  if (rateDivisor(settings) >= 1) return null;
  const path = [...section, 'tauCalcium'];
  const allowed = 'at least 2 steps where the rate is divided by tauCalcium-1';
  return valueProblem(
    path,
    settings.tauCalcium,
    allowed,
    'Raise it, or set rateDivisor to tauCalcium.',
  );
}

/** exp(1/(τ y)) must stay well inside float32, whose largest number is e^88.7. */
const LARGEST_EXPONENT = 80;

/**
 * Whether the rule could overflow.
 * @param path of `minimumRate`
 * @param leastTau lower bound of τ, steps
 */
export function overflowProblem(
  path: readonly string[],
  minimumRate: number,
  leastTau: number,
): SettingProblem | null {
  if (1 / (leastTau * minimumRate) <= LARGEST_EXPONENT) return null;
  const least = 1 / (LARGEST_EXPONENT * leastTau);
  const allowed = `at least ${least} where τ may fall to ${leastTau} steps, or exp(1/(τ·rate)) would overflow`;
  return valueProblem(path, minimumRate, allowed, 'Raise it, or the lower bound of τ.');
}

/** @throws MotifsmithError (`usage`) if a setting is out of range or the rule could overflow */
export function checkPlasticitySettings(settings: IntrinsicPlasticitySettings): void {
  const name = 'intrinsicPlasticity';
  const { minimumRate, tauBounds } = checkSettings(plasticitySchema, settings, name);
  refuse(divisorProblem([name], settings));
  refuse(overflowProblem([name, 'minimumRate'], minimumRate, tauBounds[0]));
}
