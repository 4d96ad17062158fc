/**
 * Equations 19 to 23 (or STBP) for all steps of a sample, last to first, one workgroup a sample. What comes out for the
 * weights is E_i[t] = D_i[t]/τs + (1 − 1/τs)·E_i[t+1], D_i[t] = ∂E/∂I_i[t]: each spike of a source adds one entry of E
 * to the gradient of each of its weights.
 *
 * The tape holds u[t] alone. u'[t−1] follows from u[t−1], so Δu[t] = u[t] − u'[t−1], and with it
 * ∂E/∂R = Σ_t δ[t] I[t]/τ and ∂E/∂τ = −Σ_t δ[t] Δu[t]/τ, for I/τ = (Δu + u'/τ)/R.
 * Of leaky integrators, which never spike, δ[t] = ∂E/∂u[t] + (1 − 1/τ) δ[t+1].
 */
import type { Loss } from '../../loss.ts';
import {
  MAXIMUM_INVERSE_INCREMENT,
  SURROGATE_LIMIT,
  SURROGATE_WIDTH,
} from '../../reference/backward.ts';
import type { Rule } from '../../rule.ts';
import type { NetworkPlan } from '../plan.ts';
import {
  declarations,
  f32,
  forEachNeuron,
  indent,
  places,
  SAMPLE,
  sampleFields,
  u32,
} from './wgsl.ts';

/** A layer whose errors others read: the layer below, or itself. */
const isHeard = ({ layers }: NetworkPlan, l: number): boolean =>
  l > 0 || layers[l]!.recurrence !== null;

/** Bytes of workgroup memory. */
export function backwardMemory(plan: NetworkPlan): number {
  return plan.layers.reduce((sum, { neurons }, l) => sum + (isHeard(plan, l) ? 4 * neurons : 0), 0);
}

/** Error of an output neuron, where it is the same at every step. */
function constantError(plan: NetworkPlan, loss: Loss): string {
  const classes = u32(plan.classes);
  const score = (o: string) => `results[sample * ${u32(2 * plan.classes)} + ${o}]`;
  switch (loss.kind) {
    case 'psc':
      return '';
    case 'rate-mse':
      return forEachNeuron(
        plan.classes,
        plan.workgroup,
        `
let missed = ${score('i')} / f32(steps) - select(0f, 1f, i == label);
outputError[k] = weight * ${f32(2 / plan.classes)} * missed / f32(steps);`,
      );
    case 'cross-entropy': {
      const sharpness = f32(loss.sharpness);
      const logit = (o: string) => `${sharpness} * ${score(o)} / f32(steps)`;
      const rival = f32(loss.sharpness * loss.reference);
      return `
  var largest = ${rival};
  for (var o = 0u; o < ${classes}; o++) { largest = max(largest, ${logit('o')}); }
  var sum = exp(${rival} - largest);
  for (var o = 0u; o < ${classes}; o++) { sum += exp(${logit('o')} - largest); }${forEachNeuron(
    plan.classes,
    plan.workgroup,
    `
let missed = exp(${logit('i')} - largest) / sum - select(0f, 1f, i == label);
outputError[k] = weight * ${sharpness} * missed / f32(steps);`,
  )}`;
    }
    default:
      return loss satisfies never;
  }
}

/** g: the part of ∂E/∂a_i[t] that comes from the next layer, or the loss. */
function fromAbove(plan: NetworkPlan, l: number, loss: Loss): string {
  const above = plan.layers[l + 1];
  if (above) {
    const { neurons } = above;
    return `
var above = 0f;
for (var p = 0u; p < ${u32(neurons)}; p++) {
  above += numbers[feedforward${l + 1} + i * ${u32(neurons)} + p] * error${l + 1}[p];
}`;
  }
  if (loss.kind !== 'psc')
    return `
let above = outputError[k];`;
  return `
let above = weight * tape[rows * ${u32(plan.neurons)} + (row + t) * ${u32(plan.classes)} + i] / f32(steps);`;
}

/** Σ_k W_ki D_k[t+1]: the error through the layer's own connections. */
function fromOwn({ layers }: NetworkPlan, l: number): string {
  const { neurons, recurrence } = layers[l]!;
  if (!recurrence)
    return `
let own = 0f;`;
  const sum = recurrence.dense
    ? `
for (var j = 0u; j < ${u32(neurons)}; j++) { own += numbers[weights${l} + j * ${u32(neurons)} + i] * error${l}[j]; }`
    : `
for (var e = topology[firstOut${l} + i]; e < topology[firstOut${l} + i + 1u]; e++) {
  own += numbers[weights${l} + topology[outEdges${l} + e]] * error${l}[topology[outTargets${l} + e]];
}`;
  return `
var own = 0f;${sum}`;
}

/** G, the future effect of a spike. */
function filteredError({ layers, tauSynapse }: NetworkPlan, l: number): string {
  const own = layers[l]!.tauSynapse;
  // The next layer filters this layer's spikes by its own τs.
  const tauAbove = layers[l + 1]?.tauSynapse ?? tauSynapse;
  const filter = (tau: number, name: string, input: string) => `
${name}${l}[k] = ${f32(1 - 1 / tau)} * ${name}${l}[k] + ${f32(1 / tau)} * (${input});`;
  if (tauAbove === own) {
    return `${filter(own, 'future', 'above + own')}
let G = future${l}[k];`;
  }
  return `${filter(own, 'future', 'own')}${filter(tauAbove, 'futureAbove', 'above')}
let G = future${l}[k] + futureAbove${l}[k];`;
}

/** δ, and θ for the step before. */
function ruleStep(rule: Rule, l: number): string {
  if (rule.kind === 'stbp') {
    const { halfWidth } = rule;
    return `
let passed = kept * carried${l}[k];
let slope = select(0f, ${f32(1 / (2 * halfWidth))}, abs(membrane - THRESHOLD) < ${f32(halfWidth)});
let delta = (G - membrane * passed) * slope + select(passed, 0f, spike);
carried${l}[k] = delta;`;
  }
  return `
let after = carried${l}[k];
let inverse = select(0f, clamp(1f / increment, 0f, ${f32(MAXIMUM_INVERSE_INCREMENT)}), spike);
let through = inverse * G + after * membrane * inverse * leak + select(after * kept, 0f, spike);
carried${l}[k] = select(after * kept, through, spike);
let x = clamp((THRESHOLD - membrane) * ${f32(1 / SURROGATE_WIDTH)}, ${f32(-SURROGATE_LIMIT)}, ${f32(SURROGATE_LIMIT)});
let sigma = 1f / (1f + exp(-x));
let delta = select(through, G * sigma * (1f - sigma) * ${f32(1 / SURROGATE_WIDTH)}, quiet);`;
}

/** δ of leaky integrators. */
const integratorStep = (l: number): string => `
let delta = above + kept * carried${l}[k];
carried${l}[k] = delta;`;

function neuronStep(plan: NetworkPlan, l: number, loss: Loss, rule: Rule): string {
  const { neurons, before, tauSynapse, biasGradient } = plan.layers[l]!;
  const quietAt = `bits[words * ${u32(plan.neurons + before)} + (firstWord + (t >> 5u)) * ${u32(neurons)} + i]`;
  const bias =
    biasGradient === null
      ? ''
      : `
biasSum${l}[k] += trace${l}[k];`;
  const integrates = plan.integratingOutput && l === plan.layers.length - 1;
  const fires = (potential: string) => (integrates ? 'false' : `${potential} > THRESHOLD`);
  const errors = integrates ? '' : `${fromOwn(plan, l)}${filteredError(plan, l)}`;
  return `${fromAbove(plan, l, loss)}${errors}
let leak = numbers[leak${l} + i];
let rate = numbers[rate${l} + i];
let kept = 1f - leak;
let membrane = membrane${l}[k];
let spike = ${fires('membrane')};
let quiet = ((${quietAt} >> (t & 31u)) & 1u) == 1u;
var earlier = 0f;
if (t > 0u) { earlier = tape[rows * ${u32(before)} + (row + t - 1u) * ${u32(neurons)} + i]; }
membrane${l}[k] = earlier;
let held = select(earlier, 0f, ${fires('earlier')});
let increment = membrane - held;${integrates ? integratorStep(l) : ruleStep(rule, l)}
fresh${l}[k] = rate * delta;
trace${l}[k] = ${f32(1 - 1 / tauSynapse)} * trace${l}[k] + ${f32(1 / tauSynapse)} * fresh${l}[k];
errors[rows * ${u32(before)} + (row + t) * ${u32(neurons)} + i] = trace${l}[k];${bias}
if (NEURONS) {
  resistanceSum${l}[k] += delta * (increment + leak * held) * leak / rate;
  tauSum${l}[k] -= delta * increment * leak;
}`;
}

/** What a layer keeps in registers. */
function state(plan: NetworkPlan, l: number): string {
  const { neurons, before } = plan.layers[l]!;
  const each = u32(Math.ceil(neurons / plan.workgroup));
  const names = [
    'membrane',
    'future',
    'futureAbove',
    'carried',
    'fresh',
    'trace',
    'biasSum',
    'resistanceSum',
    'tauSum',
  ];
  const arrays = names.map(
    (name) => `
  var ${name}${l}: array<f32, ${each}>;`,
  );
  const at = `rows * ${u32(before)} + (row + steps) * ${u32(neurons)} + i`;
  const start = forEachNeuron(
    neurons,
    plan.workgroup,
    `
membrane${l}[k] = tape[${at} - ${u32(neurons)}];
errors[${at}] = 0f;`,
  );
  return arrays.join('') + start;
}

/** Makes D[t] known to the layer itself at t−1, and to the layer below at t. */
function publish({ layers, workgroup }: NetworkPlan, l: number): string {
  const { neurons } = layers[l]!;
  return `
  workgroupBarrier();${forEachNeuron(
    neurons,
    workgroup,
    `
error${l}[i] = fresh${l}[k];`,
  )}
  workgroupBarrier();`;
}

/** Sums of the sample over its steps, behind the rows of `errors`: for each, [3][neurons]. */
function writeSums({ layers, neurons: all, workgroup }: NetworkPlan, l: number): string {
  const { neurons, before } = layers[l]!;
  const at = (kind: number) =>
    `errors[rows * ${u32(all)} + sample * ${u32(3 * all)} + ${u32(kind * all + before)} + i]`;
  return forEachNeuron(
    neurons,
    workgroup,
    `
${at(0)} = biasSum${l}[k];
${at(1)} = resistanceSum${l}[k];
${at(2)} = tauSum${l}[k];`,
  );
}

/** WGSL of the backward pass. */
export function backwardShader(plan: NetworkPlan, loss: Loss, rule: Rule): string {
  const { layers, workgroup, classes } = plan;
  const down = layers.map((_, l) => l).reverse();
  const steps = down.map((l) => {
    const update = forEachNeuron(layers[l]!.neurons, workgroup, neuronStep(plan, l, loss, rule));
    return update + (isHeard(plan, l) ? publish(plan, l) : '');
  });
  const shared = layers.map(({ neurons }, l) =>
    isHeard(plan, l) ? `var<workgroup> error${l}: array<f32, ${u32(neurons)}>;\n` : '',
  );
  return `${declarations(plan)}
override NEURONS = false;
${shared.join('')}
@compute @workgroup_size(WIDTH)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) me: u32) {${sampleFields(plan)}${places(plan, ['feedforward', 'weights', 'leak', 'rate', 'firstOut', 'outTargets', 'outEdges'])}
  let weight = bitcast<f32>(events[record + ${u32(SAMPLE.weight)}]);
  var outputError: array<f32, ${u32(Math.ceil(classes / workgroup))}>;${layers.map((_, l) => state(plan, l)).join('')}${constantError(plan, loss)}
  for (var step = 0u; step < steps; step++) {
    let t = steps - 1u - step;${indent(steps.join(''), 2)}
  }${layers.map((_, l) => writeSums(plan, l)).join('')}
}
`;
}
