/**
 * Equations 1 to 4 for all steps of a sample, one workgroup a sample. Currents, potentials and PSCs stay in registers;
 * the spikes of a step are shared as a bit for each neuron and as a list in ascending order.
 *
 * With J_i[t] = Σ_j w_ij s_j[t] + Σ_r W_ir s_r[t−1] + b_i, I_i[t] = (1 − 1/τs)·I_i[t−1] + J_i[t]/τs.
 */
import type { Loss } from '../../loss.ts';
import type { LayerPlan, NetworkPlan } from '../plan.ts';
import {
  declarations,
  f32,
  forEachNeuron,
  HEADER,
  indent,
  places,
  SAMPLE,
  sampleFields,
  u32,
} from './wgsl.ts';

const bitWords = (neurons: number): number => Math.ceil(neurons / 32);

/** A layer whose spikes others read: the next layer, or itself. */
const isHeard = (plan: NetworkPlan, l: number): boolean =>
  l < plan.layers.length - 1 || plan.layers[l]!.recurrence !== null;

/** Bytes of workgroup memory. */
export function forwardMemory(plan: NetworkPlan): number {
  const words = plan.layers.reduce((sum, { neurons }, l) => {
    return sum + 1 + (isHeard(plan, l) ? 2 * bitWords(neurons) + neurons + 1 : 0);
  }, 0);
  return 4 * words;
}

function shared(plan: NetworkPlan): string {
  const lists = plan.layers.flatMap(({ neurons }, l) =>
    isHeard(plan, l)
      ? [
          `var<workgroup> bits${l}: array<array<atomic<u32>, ${u32(bitWords(neurons))}>, 2>;`,
          `var<workgroup> list${l}: array<u32, ${u32(neurons)}>;`,
          `var<workgroup> count${l}: u32;`,
        ]
      : [],
  );
  const totals = `var<workgroup> totals: array<atomic<u32>, ${u32(plan.layers.length)}>;`;
  return [...lists, totals].join('\n');
}

function state({ neurons }: LayerPlan, l: number, width: number): string {
  const each = u32(Math.ceil(neurons / width));
  return `
  var current${l}: array<f32, ${each}>;
  var potential${l}: array<f32, ${each}>;
  var psc${l}: array<f32, ${each}>;
  var fired${l}: array<u32, ${each}>;
  var quiet${l}: array<u32, ${each}>;
  var rest${l}: array<u32, ${each}>;
  var total${l} = 0u;`;
}

/** J of neuron i. */
function drive(plan: NetworkPlan, l: number): string {
  const { neurons, recurrence, bias } = plan.layers[l]!;
  const start = bias === null ? '0f' : `numbers[bias${l} + i]`;
  const row = (source: string) => `numbers[feedforward${l} + ${source} * ${u32(neurons)} + i]`;
  const below =
    l === 0
      ? `
for (var e = firstEvent; e < endEvent; e++) { drive += ${row('events[e]')}; }`
      : `
for (var e = 0u; e < count${l - 1}; e++) { drive += ${row(`list${l - 1}[e]`)}; }`;
  return `
var drive = ${start};${below}${recurrence ? recurrentDrive(plan, l) : ''}`;
}

function recurrentDrive(plan: NetworkPlan, l: number): string {
  const { neurons, recurrence } = plan.layers[l]!;
  if (recurrence!.dense) {
    return `
for (var e = 0u; e < count${l}; e++) { drive += numbers[weights${l} + i * ${u32(neurons)} + list${l}[e]]; }`;
  }
  return `
for (var e = topology[firstIn${l} + i]; e < topology[firstIn${l} + i + 1u]; e++) {
  let source = topology[sources${l} + e];
  let word = atomicLoad(&bits${l}[1u - parity][source >> 5u]);
  if (((word >> (source & 31u)) & 1u) == 1u) { drive += numbers[weights${l} + e]; }
}`;
}

/** Equations 2 to 4, and what is kept of them. */
function neuronStep(plan: NetworkPlan, l: number, loss: Loss): string {
  const { neurons, before, tauSynapse } = plan.layers[l]!;
  const kept = f32(1 - 1 / tauSynapse);
  const gain = f32(1 / tauSynapse);
  const isOutput = l === plan.layers.length - 1;
  const integrates = isOutput && plan.integratingOutput;
  return `${drive(plan, l)}
current${l}[k] = ${kept} * current${l}[k] + ${gain} * drive;
let held = potential${l}[k];
var membrane = held + (numbers[rate${l} + i] * current${l}[k] - numbers[leak${l} + i] * held);
if (RESTING && rest${l}[k] > 0u) {
  rest${l}[k]--;
  membrane = 0f;
}
let spike = ${integrates ? 'false' : 'membrane > THRESHOLD'};
potential${l}[k] = select(membrane, 0f, spike);
psc${l}[k] = ${integrates ? 'membrane' : `${kept} * psc${l}[k] + select(0f, ${gain}, spike)`};
if (KEEP_SPIKES) { fired${l}[k] |= select(0u, 1u, spike) << (t & 31u); }
if (TRAINING) {
  tape[rows * ${u32(before)} + (row + t) * ${u32(neurons)} + i] = membrane;
  quiet${l}[k] |= select(0u, 1u, psc${l}[k] < ${f32(1 / (4 * tauSynapse))}) << (t & 31u);
}
if (spike) {
  total${l}++;
  if (RESTING) { rest${l}[k] = events[${u32(HEADER.resting + l)}]; }${
    isHeard(plan, l)
      ? `
  atomicOr(&bits${l}[parity][i >> 5u], 1u << (i & 31u));`
      : ''
  }
}${isOutput ? outputStep(plan, loss) : ''}${flush(plan, l)}`;
}

/** Scores, and the paper's loss. */
function outputStep(plan: NetworkPlan, loss: Loss): string {
  const l = plan.layers.length - 1;
  const classes = u32(plan.classes);
  const scored = `
score[k] += psc${l}[k];`;
  if (loss.kind !== 'psc') return scored;
  return `${scored}
let error = psc${l}[k] - select(0f, wanted, i == label);
lossSum[k] += 0.5f * error * error;
if (TRAINING) { tape[rows * ${u32(plan.neurons)} + (row + t) * ${classes} + i] = error; }`;
}

/** Writes 32 steps of spikes at a time; the word after the last step is there even if it is empty. */
function flush({ layers, neurons: all }: NetworkPlan, l: number): string {
  const { neurons, before } = layers[l]!;
  const at = `words * ${u32(before)} + (firstWord + (t >> 5u)) * ${u32(neurons)} + i`;
  const next = (array: string, address: string) => `
  ${address} = ${array}${l}[k];
  ${array}${l}[k] = 0u;`;
  return `
if (KEEP_SPIKES && ((t & 31u) == 31u || t + 1u == steps)) {${next('fired', `bits[${at}]`)}
  if (TRAINING) {${next('quiet', `bits[words * ${u32(all)} + ${at}]`)}
  }
  if ((t & 31u) == 31u && t + 1u == steps) { bits[${at} + ${u32(neurons)}] = 0u; }
}`;
}

/** The list of the layer's spikes, ascending, and a clean slate for the next step. */
function listSpikes({ layers, workgroup }: NetworkPlan, l: number): string {
  const { neurons } = layers[l]!;
  const words = u32(bitWords(neurons));
  const rank = `
let word = atomicLoad(&bits${l}[parity][i >> 5u]);
if (((word >> (i & 31u)) & 1u) == 1u) {
  var rank = countOneBits(word & ((1u << (i & 31u)) - 1u));
  for (var w = 0u; w < (i >> 5u); w++) { rank += countOneBits(atomicLoad(&bits${l}[parity][w])); }
  list${l}[rank] = i;
}`;
  return `
  workgroupBarrier();${forEachNeuron(neurons, workgroup, rank)}
  if (me == 0u) {
    var count = 0u;
    for (var w = 0u; w < ${words}; w++) { count += countOneBits(atomicLoad(&bits${l}[parity][w])); }
    count${l} = count;
  }
  for (var w = me; w < ${words}; w += WIDTH) { atomicStore(&bits${l}[1u - parity][w], 0u); }
  workgroupBarrier();`;
}

/** WGSL of the forward pass. */
export function forwardShader(plan: NetworkPlan, loss: Loss): string {
  const { layers, workgroup, classes, neurons } = plan;
  const each = u32(Math.ceil(classes / workgroup));
  const steps = layers.map(({ neurons: size }, l) => {
    const update = forEachNeuron(size, workgroup, neuronStep(plan, l, loss));
    return update + (isHeard(plan, l) ? listSpikes(plan, l) : '');
  });
  const written = `
results[sample * ${u32(2 * classes)} + i] = score[k];
results[sample * ${u32(2 * classes)} + ${u32(classes)} + i] = lossSum[k];`;
  const totals = layers.map(
    (_, l) => `
  atomicAdd(&totals[${l}], total${l});`,
  );
  const { tauSynapse } = plan;
  return `${declarations(plan)}
override TRAINING = false;
override KEEP_SPIKES = false;
override RESTING = false;
${shared(plan)}

@compute @workgroup_size(WIDTH)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) me: u32) {${sampleFields(plan)}${places(plan, ['feedforward', 'weights', 'leak', 'rate', 'bias', 'firstIn', 'sources'])}
  let offsets = events[record + ${u32(SAMPLE.offsets)}];${layers.map((layer, l) => state(layer, l, workgroup)).join('')}
  var score: array<f32, ${each}>;
  var lossSum: array<f32, ${each}>;
  // The PSC of a neuron that fires at every step.
  var wanted = 0f;
  for (var t = 0u; t < steps; t++) {
    let parity = t & 1u;
    let firstEvent = events[offsets + t];
    let endEvent = events[offsets + t + 1u];
    wanted = ${f32(1 - 1 / tauSynapse)} * wanted + ${f32(1 / tauSynapse)};${indent(steps.join(''), 2)}
  }${forEachNeuron(classes, workgroup, written)}${totals.join('')}
  workgroupBarrier();
  if (me < ${u32(layers.length)}) {
    let spikes = select(0u, words * ${u32(2 * neurons)}, KEEP_SPIKES);
    bits[spikes + sample * ${u32(layers.length)} + me] = atomicLoad(&totals[me]);
  }
}
`;
}
