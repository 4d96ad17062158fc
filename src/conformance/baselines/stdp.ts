/** Conformance cases of spike-timing-dependent plasticity on given spikes; no engine takes part. */
import {
  applyStdp,
  Plasticity,
  type PlasticSynapses,
  type StdpRule,
} from '../../baselines/stdp/stdp.ts';
import { LIMITS } from '../../core/limits.ts';
import type { Engine } from '../../engine/engine.ts';
import { compareFields, type FieldChecks, type FieldReport } from '../compare.ts';
import { type Field, readTrain } from '../json.ts';

/** `synapses`, [S] pairs of target and source, both below `neurons`, and the constants of each. */
export function readSynapses(field: Field, neurons: number): PlasticSynapses {
  const pairs = field.get('synapses').list();
  const ends = pairs.map((pair) =>
    pair.list(2).map((end) => {
      if (end.integer() >= neurons) end.refuse(`a neuron below ${neurons}`);
      return end.integer();
    }),
  );
  const taus = (name: string) =>
    field
      .get(name)
      .list(pairs.length)
      .map((tau) => {
        if (tau.number() <= 0) tau.refuse('a time constant above 0');
        return tau.number();
      });
  return {
    targets: ends.map(([target]) => target!),
    sources: ends.map(([, source]) => source!),
    potentiation: field.get('A_plus').numbers(pairs.length),
    depression: field.get('A_minus').numbers(pairs.length),
    tauPotentiation: taus('tau_plus'),
    tauDepression: taus('tau_minus'),
  };
}

/** @param field holds `mu` and `delay` @param maximum holds w_max */
export function readRule(field: Field, maximum: Field): StdpRule {
  const delay = field.get('delay');
  const exponent = field.get('mu').number();
  if (exponent < 0) field.get('mu').refuse('at least 0');
  if (delay.integer() > 1) delay.refuse('0 or 1');
  if (maximum.number() <= 0) maximum.refuse('a weight above 0');
  return { exponent, delay: delay.integer() === 1 ? 1 : 0, maximumWeight: maximum.number() };
}

/** [S] weights that a rule may start from. */
export function readWeights(field: Field, synapses: number, maximum: number): Float64Array {
  const weights = field.list(synapses);
  for (const weight of weights) {
    if (weight.number() < 0 || weight.number() > maximum) weight.refuse('a weight from 0 to w_max');
  }
  return Float64Array.from(weights, (weight) => weight.number());
}

/** Each entry under `expected` is a rule with what it makes of the same synapses and spikes. */
export async function checkStdpCase(_engine: Engine, field: Field): Promise<FieldReport[]> {
  const synapses = readSynapses(field, LIMITS.caseCount);
  const maximum = field.get('w_max');
  const steps = field.get('steps').count();
  const spikes = {
    pre: readTrain(field.get('pre_spikes'), steps, LIMITS.caseCount),
    post: readTrain(field.get('post_spikes'), steps, LIMITS.caseCount),
  };
  const expected = field.get('expected');
  return expected.keys().flatMap((name) => {
    const entry = expected.get(name);
    const rule = readRule(entry, maximum);
    const learn = (seen?: (weights: Float64Array) => void) => {
      const initial = field.get('initial_weights');
      const weights = readWeights(initial, synapses.targets.length, rule.maximumWeight);
      applyStdp(weights, new Plasticity(synapses, rule, LIMITS.caseCount), spikes, seen);
      return weights;
    };
    const checks: FieldChecks = {
      weights: (to, wanted) => to.states(wanted, learn()),
      trajectory: (to, wanted) => {
        const rows = to.list(wanted, steps);
        let t = 0;
        if (rows.length > 0) learn((weights) => to.states(rows[t++]!, weights));
      },
    };
    return compareFields(entry.without('mu', 'delay'), checks, `${name}.`);
  });
}
