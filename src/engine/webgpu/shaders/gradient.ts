/**
 * From errors to the gradient of weights. Each weight belongs to one invocation, which adds in the order of samples and
 * steps: no atomics, so one device repeats its own bits, and groups of samples give what one batch gives.
 */
import { type LayerPlan, type NetworkPlan, WEIGHTS_PLACE } from '../plan.ts';
import { declarations, HEADER, place, placeAt, u32 } from './wgsl.ts';

/** Most workgroups in one dimension of a dispatch. */
const MOST_WORKGROUPS = 65_535;

/** A shader and the workgroups that it takes. */
export interface GradientShader {
  readonly code: string;
  readonly workgroups: readonly [number, number];
  /** Gradients of weights; or of what each neuron has, which not every pass asks for. */
  readonly finds: 'weights' | 'neurons';
}

const indicesOf = `@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) me: u32`;

/** Calls `add` with `row` set to each row of the tape in which source `j` spikes. */
const eachSpike = ({ before, neurons }: LayerPlan, add: string): string => `
    for (var w = 0u; w < words; w++) {
      var left = bits[words * ${u32(before)} + w * ${u32(neurons)} + j];
      while (left != 0u) {
        let row = 32u * w + countTrailingZeros(left);
        left &= left - 1u;
        ${add}
      }
    }`;

/** ∂E/∂w_ij = Σ over the spikes of source j of E_i, for the layers' feedforward weights [M][N]. */
function feedforwardShader(plan: NetworkPlan, l: number): GradientShader {
  const { neurons, inputs, before } = plan.layers[l]!;
  const error = (row: string) => `errors[rows * ${u32(before)} + ${row} * ${u32(neurons)} + i]`;
  const below = plan.layers[l - 1];
  const spikes = below
    ? eachSpike(below, `sum += ${error('row')};`)
    : `
    for (var e = events[byChannel + j]; e < events[byChannel + j + 1u]; e++) { sum += ${error('events[e]')}; }`;
  return {
    finds: 'weights',
    workgroups: [Math.min(inputs, MOST_WORKGROUPS), Math.ceil(neurons / plan.workgroup)],
    code: `${declarations(plan)}
@compute @workgroup_size(WIDTH)
fn main(${indicesOf}) {
  let rows = events[${u32(HEADER.rows)}];
  let words = events[${u32(HEADER.words)}];
  let byChannel = events[${u32(HEADER.byChannel)}];${place(plan, l, ['feedforward'])}
  let i = group.y * WIDTH + me;
  if (i >= ${u32(neurons)}) { return; }
  for (var j = group.x; j < ${u32(inputs)}; j += groups.x) {
    let at = feedforward${l} + j * ${u32(neurons)} + i;
    var sum = gradient[at];${spikes}
    gradient[at] = sum;
  }
}
`,
  };
}

/** ∂E/∂W_ir = Σ over the spikes of source r, one step before, of E_i: an invocation an edge. */
function recurrentShader(plan: NetworkPlan, l: number): GradientShader {
  const layer = plan.layers[l]!;
  const { neurons, before } = layer;
  const count = layer.recurrence!.edges.sources.length;
  const add = `sum += errors[rows * ${u32(before)} + (row + 1u) * ${u32(neurons)} + i];`;
  return {
    finds: 'weights',
    workgroups: [Math.min(Math.ceil(count / plan.workgroup), MOST_WORKGROUPS), 1],
    code: `${declarations(plan)}
@compute @workgroup_size(WIDTH)
fn main(${indicesOf}) {
  let rows = events[${u32(HEADER.rows)}];
  let words = events[${u32(HEADER.words)}];${place(plan, l, ['edges', 'gradient', 'sources', 'targets'])}
  for (var e = group.x * WIDTH + me; e < edges${l}; e += groups.x * WIDTH) {
    let i = topology[targets${l} + e];
    let j = topology[sources${l} + e];
    var sum = gradient[gradient${l} + e];${eachSpike(layer, add)}
    gradient[gradient${l} + e] = sum;
  }
}
`,
  };
}

/** Adds up what samples found for biases, R and τ: behind θ in `gradient`, R and τ of all neurons. */
function neuronShader(plan: NetworkPlan): GradientShader {
  const { neurons, layers } = plan;
  const biases = layers.flatMap(({ before, neurons: size, biasGradient }, l) =>
    biasGradient === null
      ? []
      : [
          `
  if (i >= ${u32(before)} && i < ${u32(before + size)}) { add(i, 0u, topology[${placeAt(l, 'biasGradient')}] + i - ${u32(before)}); }`,
        ],
  );
  return {
    finds: 'neurons',
    workgroups: [Math.ceil(neurons / plan.workgroup), 1],
    code: `${declarations(plan)}
override NEURONS = false;

/** Adds kind of sum of neuron i over all samples. */
fn add(i: u32, kind: u32, at: u32) {
  let rows = events[${u32(HEADER.rows)}];
  var sum = gradient[at];
  for (var b = 0u; b < events[${u32(HEADER.samples)}]; b++) {
    sum += errors[rows * ${u32(neurons)} + b * ${u32(3 * neurons)} + kind * ${u32(neurons)} + i];
  }
  gradient[at] = sum;
}

@compute @workgroup_size(WIDTH)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= ${u32(neurons)}) { return; }${biases.join('')}
  if (NEURONS) {
    let behind = topology[${u32(WEIGHTS_PLACE)}];
    add(i, 1u, behind + i);
    add(i, 2u, behind + ${u32(neurons)} + i);
  }
}
`,
  };
}

/** All of a network. */
export function gradientShaders(plan: NetworkPlan): GradientShader[] {
  const weights = plan.layers.flatMap(({ recurrence }, l) => [
    feedforwardShader(plan, l),
    ...(recurrence ? [recurrentShader(plan, l)] : []),
  ]);
  return [...weights, neuronShader(plan)];
}
