/** Cases of baselines that are not as they should be: each is refused, naming file and field. */
import { expect, test } from 'vitest';
import { checkCase } from '../../src/conformance/conformance.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';

const bayes = {
  case: 'bayes',
  points: [[0.5]],
  values: [7],
  probes: [[0.5], [0.9]],
  length_scales: 1,
  noise: 0.001,
  xi: 0.01,
  expected: { mean: [7, 7], next_probe: 1 },
};
const nsga2 = {
  case: 'nsga2',
  objectives: [
    [0, null],
    [1, 0],
    [1, 1],
  ],
  violations: [0, 0, 0],
  survivors_wanted: 2,
  expected: { fronts: [[0, 1], [2]], crowding: [null, null, null], survivors: [0, 1] },
};
const objectives = {
  case: 'elsm-objectives',
  neurons: 3,
  connections: [
    [0, 1],
    [1, 2],
    [2, 0],
  ],
  steps: 3,
  spikes: [[1, 0]],
  width: 1,
  fixed_reference: { clustering: 3, path: 1 },
  synapse_limits: [4, 6],
  expected: { clustering_sum: 3, path_length: 1, branching: null, criticality: null, violation: 1 },
};
const stdp = {
  case: 'stdp',
  steps: 2,
  pre_spikes: [[0, 0]],
  post_spikes: [[1, 5]],
  synapses: [[5, 0]],
  initial_weights: [0.5],
  w_max: 1,
  A_plus: [0.1],
  A_minus: [0.1],
  tau_plus: [10],
  tau_minus: [10],
  // 0.1 · e^(−1/10)
  expected: {
    plain: {
      mu: 0,
      delay: 0,
      weights: [0.59048374180359],
      trajectory: [[0.5], [0.59048374180359]],
    },
  },
};

// One unit of rnn with h = tanh(x), and a readout of 1 and 0: o = (h, 0), the mean of which is tanh(1)/2.
const gated = {
  case: 'gated',
  cell: 'rnn',
  loss: 'rate-mse',
  inputs: 1,
  classes: 2,
  dt: 1,
  steps: [2],
  labels: [1],
  input_spikes: [[[1, 0]]],
  layers: [{ kind: 'rnn', units: 1, W_h: [[1]], U_h: [[0]], b_h: [0] }],
  dense: null,
  readout: { W: [[1], [0]], b: [0, 0] },
  expected: {
    scores: [[0.38079707797788, 0]],
    loss: 0.57250320729825,
    parameters: 7,
    gradients: { 'layers.0.W_h': [[0.07996250105615]], 'readout.b': [0.38079707797788, -1] },
  },
};
const [rnnLayer] = gated.layers;

const judge = (json: unknown) => checkCase(referenceEngine, json, 'a.json');

test.each([bayes, gated, nsga2, objectives, stdp])('passes a case by hand: $case', async (json) => {
  expect((await judge(json)).fields.filter(({ passed }) => !passed)).toEqual([]);
});

const wrong: [object, string][] = [
  [{ ...bayes, expected: { next_probe: 0 } }, 'next_probe'],
  [{ ...gated, expected: { ...gated.expected, parameters: 8 } }, 'parameters'],
  [{ ...gated, expected: { gradients: { 'layers.0.W_i': [[1]] } } }, 'gradients.layers.0.W_i'],
  [{ ...gated, expected: { gradients: { 'layers.0.U_h': [[1]] } } }, 'gradients.layers.0.U_h'],
  [{ ...nsga2, expected: { fronts: [[0], [1, 2]] } }, 'fronts'],
  [{ ...nsga2, expected: { crowding: [null, 1, null] } }, 'crowding'],
  [{ ...objectives, expected: { criticality: 0 } }, 'criticality'],
  [
    { ...stdp, expected: { plain: { ...stdp.expected.plain, trajectory: [[0.5]] } } },
    'plain.trajectory',
  ],
];
test.each(wrong)('fails wrong results: %#', async (json, field) => {
  const { fields } = await judge(json);
  expect(fields.filter(({ passed }) => !passed)).toMatchObject([{ field }]);
});

const malformed: [string, object, string][] = [
  ['no points', { ...bayes, points: [] }, 'points'],
  ['points of different dimensions', { ...bayes, probes: [[1, 2]] }, 'probes[0]'],
  ['a length scale of 0', { ...bayes, length_scales: [0] }, 'length_scales[0]'],
  ['a cell that nobody knows', { ...gated, cell: 'cornn' }, 'cell'],
  ['no layers', { ...gated, layers: [] }, 'layers'],
  [
    'a layer of another cell',
    { ...gated, layers: [{ ...rnnLayer, kind: 'lstm' }] },
    'layers[0].kind',
  ],
  ['a matrix that is missing', { ...gated, layers: [{ ...rnnLayer, U_h: null }] }, 'layers[0].U_h'],
  ['a matrix too small', { ...gated, inputs: 2 }, 'layers[0].W_h[0]'],
  [
    'more units than it lists',
    { ...gated, layers: [{ ...rnnLayer, units: 90_000 }] },
    'layers[0].W_h',
  ],
  ['an event of no channel', { ...gated, input_spikes: [[[0, 1]]] }, 'input_spikes[0][0][1]'],
  ['a label of no class', { ...gated, labels: [2] }, 'labels[0]'],
  ['steps of no length', { ...gated, dt: 0 }, 'dt'],
  ['a loss that nobody knows', { ...gated, loss: 'psc' }, 'loss'],
  ['no gradients to compare', { ...gated, expected: { loss: 1 } }, 'expected.gradients'],
  ['a negative violation', { ...nsga2, violations: [0, -1, 0] }, 'violations[1]'],
  ['an objective too few', { ...nsga2, objectives: [[0, 1], [1], [1, 1]] }, 'objectives[1]'],
  [
    'a connection twice',
    {
      ...objectives,
      connections: [
        [0, 1],
        [0, 1],
      ],
    },
    'connections[1]',
  ],
  ['a neuron that is not there', { ...objectives, connections: [[3, 0]] }, 'connections[0][0]'],
  ['more neurons than memory', { ...objectives, neurons: 99_999 }, 'neurons'],
  ['a weight above w_max', { ...stdp, initial_weights: [1.5] }, 'initial_weights[0]'],
  ['a time constant of 0', { ...stdp, tau_plus: [0] }, 'tau_plus[0]'],
  ['a synapse of neuron 1e15', { ...stdp, synapses: [[1e15, 0]] }, 'synapses[0][0]'],
  [
    'an unknown delay',
    { ...stdp, expected: { plain: { mu: 0, delay: 2, weights: [1] } } },
    'expected.plain.delay',
  ],
];
test.each(malformed)('refuses %s', async (_, json, path) => {
  await expect(judge(json)).rejects.toMatchObject({ kind: 'data', where: `a.json: ${path}` });
});
