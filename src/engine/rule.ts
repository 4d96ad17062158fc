/**
 * How the error passes a spike backwards. TSSL-BP, the paper's rule, takes the effect of a potential on the time of
 * the next spike; STBP (Wu et al., 2018) replaces the step of the spike function by a ramp, and differentiates the
 * reset as well.
 */
import * as z from 'zod';
import { checkSettings } from '../core/settings/check.ts';
import { explain, positive, type Settings } from '../core/settings/declare.ts';

const tsslRule = z.strictObject({
  kind: explain(z.literal('tssl-bp'), "The paper's rule: the error follows the times of spikes."),
});

const stbpRule = z.strictObject({
  kind: explain(
    z.literal('stbp'),
    'A surrogate gradient: near the threshold, spikes count as if they rose linearly with the potential.',
  ),
  halfWidth: explain(
    positive(),
    'How far from the threshold a potential still has a gradient; there it is 1/(2 · halfWidth).',
    'potential',
  ).default(0.25),
});

/** The rules, identified by `kind`. */
export const ruleSchema = z.discriminatedUnion('kind', [tsslRule, stbpRule]);

/** Equations 19 to 23. */
export interface TsslRule extends Settings<typeof tsslRule> {}

/**
 * With h(u) = 1/(2a) where |u − Vth| < a, else 0, and G[t] the future effect of a spike:
 * ∂E/∂u[t] = (G[t] − λ u[t] ∂E/∂u[t+1]) h(u[t]) + λ (1 − s[t]) ∂E/∂u[t+1], λ = 1 − 1/τ.
 */
export interface StbpRule extends Settings<typeof stbpRule> {}

/** How the error passes a spike backwards. */
export type Rule = TsslRule | StbpRule;

/** The paper's rule. */
export const TSSL_BP: Rule = { kind: 'tssl-bp' };

/** @throws MotifsmithError (`usage`) naming the setting and its range */
export function checkRule(rule: Rule): void {
  checkSettings(ruleSchema, rule, 'rule');
}
