/** Conformance cases of kind `supernet`: relaxation, architecture gradients and the virtual step. */
import type { EventSample } from '../data/events/sample.ts';
import type { BatchResult, Engine, EngineNetwork } from '../engine/engine.ts';
import { CONNECTION_TYPES } from '../model/connection-types.ts';
import { soft } from '../model/relaxation.ts';
import { weightLayout } from '../model/shape.ts';
import {
  type ArchitectureLogits,
  buildSupernet,
  relax,
  type Supernet,
  zeroLogits,
} from '../model/supernet.ts';
import { interPosition, intraPosition } from '../model/topology.ts';
import {
  type ArchitectureGradient,
  architectureGradient,
  type GradientOrder,
  logitGradients,
  type SearchedLayer,
  setArchitecture,
  softly,
} from '../search/supernet/architecture-gradient.ts';
import { type Comparison, compareFields, type FieldReport } from './compare.ts';
import { type Field, readSamples } from './json.ts';
import { readEdgeWeights, targetMajor, writeLayerWeights } from './network.ts';

/** The supernet is the only hidden layer of these cases. */
const HIDDEN = 0;
const OUTPUT = 1;

function readSupernet(field: Field): Supernet {
  const sizes = field
    .get('motif_sizes')
    .list()
    .map((size) => size.count());
  const order = field.get('type_order');
  if (!order.isMissing) {
    order.list(CONNECTION_TYPES.length).forEach((type, c) => {
      type.oneOf([CONNECTION_TYPES[c]!]);
    });
  }
  return buildSupernet(
    {
      kind: 'supernet',
      neurons: field.get('neurons').count(),
      sizes,
      boundary: 'open',
      lateral: true,
    },
    field.get('inhibitory_weight').number(),
  );
}

/** Rows of type logits in one part of a case's object, and where each is in the flat vector. */
function typeRows(
  field: Field,
  size: number,
  part: 'intra' | 'inter',
): { row: Field; at: number }[] {
  const position = part === 'intra' ? intraPosition : interPosition;
  return field
    .get(part)
    .list(size)
    .flatMap((rows, p) =>
      rows
        .list(part === 'intra' ? size : 2)
        .map((row, q) => ({ row, at: position(size, p, q) * CONNECTION_TYPES.length })),
    );
}

function readLogits(field: Field, sizes: readonly number[]): ArchitectureLogits {
  const logits = zeroLogits(sizes);
  logits.size.set(field.get('size_logits').numbers(sizes.length));
  field
    .get('type_logits')
    .list(sizes.length)
    .forEach((types, v) => {
      for (const part of ['intra', 'inter'] as const) {
        for (const { row, at } of typeRows(types, sizes[v]!, part)) {
          logits.types[v]!.set(row.numbers(CONNECTION_TYPES.length), at);
        }
      }
    });
  return logits;
}

/** For the gradient's tolerance, an array is one part of one size. */
function compareTypes(
  to: Comparison,
  field: Field,
  sizes: readonly number[],
  actual: ArchitectureLogits,
): void {
  to.list(field, sizes.length).forEach((expected, v) => {
    for (const part of ['intra', 'inter'] as const) {
      const rows = typeRows(expected, sizes[v]!, part);
      to.gradientEntries(
        rows.flatMap(({ row }) => row.list(CONNECTION_TYPES.length)),
        rows.flatMap(({ at }) => [...actual.types[v]!.subarray(at, at + CONNECTION_TYPES.length)]),
      );
    }
  });
}

async function buildNetwork(
  engine: Engine,
  field: Field,
  { supernet, logits }: SearchedLayer,
): Promise<EngineNetwork> {
  const inputs = field.get('inputs').count();
  const classes = field.get('classes').count();
  const { neurons } = supernet.layer;
  const layers = [
    { neurons, inputs, edges: supernet.edges },
    { neurons: classes, inputs: neurons, edges: null },
  ];
  const network = await engine.createNetwork(
    {
      inputs,
      layers,
      tauSynapse: field.get('tau_syn').number(),
      threshold: field.get('threshold').number(),
    },
    weightLayout(layers, [true]),
  );
  const { gain } = relax(supernet, soft(logits).probability);
  const excitatory = readEdgeWeights(field.get('excitatory_weights'), supernet.edges, gain);
  const inputWeights = field.get('input_weights').matrix(neurons, inputs);
  const outputWeights = field.get('output_weights').matrix(classes, neurons);
  writeLayerWeights(network, HIDDEN, inputWeights, excitatory);
  writeLayerWeights(network, OUTPUT, outputWeights, null);
  // One number for the whole network, or one each for the hidden and then the output neurons.
  const resistance = field.get('R').numberOrNumbers(neurons + classes);
  const tau = field.get('tau').numberOrNumbers(neurons + classes);
  for (const [l, from, to] of [
    [HIDDEN, 0, neurons],
    [OUTPUT, neurons, neurons + classes],
  ] as const) {
    network.neurons(l).resistance.set(resistance.subarray(from, to));
    network.neurons(l).tau.set(tau.subarray(from, to));
  }
  return network;
}

/** What the α-step needs to know; `order` decides whether there is a virtual step. */
function readOrder(field: Field, train: readonly EventSample[]): GradientOrder {
  const order = field.get('order');
  switch (order.integer(1)) {
    case 1:
      return { order: 1 };
    case 2: {
      const xi = field.get('virtual_learning_rate').number();
      return { order: 2, xi, clipGradientNorm: null, train };
    }
    default:
      return order.refuse('1 or 2');
  }
}

/** Results of one pass over the train batch at w, copied before the α-step overwrites them. */
interface TrainPass {
  readonly result: BatchResult;
  readonly input: Float64Array;
  readonly output: Float64Array;
  readonly excitatory: Float64Array;
  readonly logits: ArchitectureLogits;
}

async function trainPass(
  network: EngineNetwork,
  searched: SearchedLayer,
  samples: readonly EventSample[],
): Promise<TrainPass> {
  setArchitecture(network, softly([searched]));
  const result = await network.gradients(samples);
  const recurrent = network.layout.segments.find(({ kind }) => kind === 'recurrent')!;
  const end = recurrent.offset + recurrent.length;
  return {
    result,
    input: targetMajor(network, HIDDEN, network.gradient),
    output: targetMajor(network, OUTPUT, network.gradient),
    excitatory: Float64Array.from(network.gradient.subarray(recurrent.offset, end)),
    logits: logitGradients(network, softly([searched]))[0]!,
  };
}

function compare(
  expected: Field,
  network: EngineNetwork,
  { supernet, logits }: SearchedLayer,
  train: TrainPass,
  alpha: ArchitectureGradient,
): FieldReport[] {
  const { sizes } = supernet.layer;
  const { edges } = supernet;
  const { inputs, neurons } = network.shape.layers[HIDDEN]!;
  const classes = network.shape.layers[OUTPUT]!.neurons;
  const [gradient] = alpha.gradients as [ArchitectureLogits];
  const { gain, offset } = relax(supernet, soft(logits).probability);
  const segment = network.layout.segments.find(({ kind }) => kind === 'recurrent')!;
  const effective = gain.map((g, e) => g * network.weights[segment.offset + e]! + offset[e]!);
  const valid = (to: Comparison, field: Field) => to.state(field, alpha.valid.loss);
  const virtualStep = alpha.epsilon !== null;
  return compareFields(expected, {
    effective_weights: (to, field) => to.edgeStates(field, edges, effective),
    train_loss: (to, field) => to.state(field, train.result.loss),
    grad_input_weights: (to, field) => to.gradientMatrix(field, neurons, inputs, train.input),
    grad_output_weights: (to, field) => to.gradientMatrix(field, classes, neurons, train.output),
    grad_excitatory: (to, field) => to.edgeGradient(field, edges, () => true, train.excitatory),
    grad_size_logits: (to, field) => to.gradient(field, train.logits.size),
    grad_type_logits: (to, field) => compareTypes(to, field, sizes, train.logits),
    arch_grad_size_logits: (to, field) => to.gradient(field, gradient.size),
    arch_grad_type_logits: (to, field) => compareTypes(to, field, sizes, gradient),
    ...(virtualStep
      ? {
          valid_loss_after_virtual_step: valid,
          epsilon: (to: Comparison, field: Field) => to.state(field, alpha.epsilon!),
        }
      : { valid_loss: valid }),
  });
}

export async function checkSupernetCase(engine: Engine, field: Field): Promise<FieldReport[]> {
  const supernet = readSupernet(field);
  const logits = readLogits(field, supernet.layer.sizes);
  const searched = { layer: HIDDEN, supernet, logits };
  const batch = (name: string) =>
    readSamples(
      field.get(name).get('spikes'),
      field.get(name).get('labels'),
      field.get('steps'),
      field.get('inputs').count(),
      field.get('classes').count(),
    );
  const trainSamples = batch('train');
  const validSamples = batch('valid');
  const how = readOrder(field, trainSamples);
  const network = await buildNetwork(engine, field, searched);
  try {
    const train = await trainPass(network, searched, trainSamples);
    const alpha = await architectureGradient(network, softly([searched]), validSamples, how);
    return compare(field.get('expected'), network, searched, train, alpha);
  } finally {
    network.dispose();
  }
}
