/** Conformance cases of kind `gated`: recurrent networks of rnn, GRU, LSTM and Phased LSTM cells. */
import {
  CELLS,
  type Cell,
  GATES,
  type GatedShape,
  part,
  peepholeGates,
} from '../../baselines/gated/layout.ts';
import { GATED_LOSSES } from '../../baselines/gated/loss.ts';
import { GatedNetwork } from '../../baselines/gated/network.ts';
import type { Engine } from '../../engine/engine.ts';
import { compareFields, type FieldReport } from '../compare.ts';
import { type Field, readSamples } from '../json.ts';

/** A parameter of a case, and where its entries are in a network. */
interface CaseParameter {
  /** As under `expected.gradients`. */
  readonly name: string;
  readonly rows: number;
  /** Null for a list. */
  readonly columns: number | null;
  /** Name of the part of θ. */
  readonly part: string;
  /** Place in that part of entry k, counted row by row. */
  placeOf(k: number): number;
}

/** A matrix [targets][sources] inside a part whose rows are sources. */
function matrixOf(
  name: string,
  inPart: string,
  [targets, sources]: readonly [number, number],
  [stride, first]: readonly [number, number],
): CaseParameter {
  const placeOf = (k: number) => (k % sources) * stride + first + Math.floor(k / sources);
  return { name, rows: targets, columns: sources, part: inPart, placeOf };
}

const listOf = (name: string, inPart: string, length: number, first = 0): CaseParameter => ({
  ...{ name, rows: length, columns: null, part: inPart },
  placeOf: (k) => first + k,
});

/** Every parameter of a network as cases name them. */
function parametersOf({ cell, inputs, units, dense, classes }: GatedShape): CaseParameter[] {
  const gates = GATES[cell];
  const layers = units.flatMap((count, l) => {
    const at = `layers.${l}`;
    const list = (name: string, inPart: string, first = 0) =>
      listOf(`${at}.${name}`, `${at}.${inPart}`, count, first);
    const ofGates = gates.flatMap((gate, g) => {
      const place = [gates.length * count, g * count] as const;
      return [
        matrixOf(`${at}.W_${gate}`, `${at}.W`, [count, units[l - 1] ?? inputs], place),
        matrixOf(`${at}.U_${gate}`, `${at}.U`, [count, count], place),
        list(`b_${gate}`, 'b', g * count),
      ];
    });
    if (cell === 'gru-reset-after') return [...ofGates, list('c_n', 'c')];
    if (cell !== 'phased') return ofGates;
    const peepholes = peepholeGates.map((gate, g) => list(`p_${gate}`, 'p', g * count));
    const times = [list('tau', 'tau'), list('shift', 'shift'), list('r_on', 'open')];
    return [...ofGates, ...peepholes, ...times];
  });
  const last = units.at(-1)!;
  const affine = (name: string, targets: number, sources: number) => [
    matrixOf(`${name}.W`, `${name}.W`, [targets, sources], [targets, 0]),
    listOf(`${name}.b`, `${name}.b`, targets),
  ];
  return [
    ...layers,
    ...(dense === null ? [] : affine('dense', dense, last)),
    ...affine('readout', classes, dense ?? last),
  ];
}

/** The member of a case at a dotted path, `layers.0.W_i`. */
const memberAt = (field: Field, name: string): Field => {
  const [section, ...rest] = name.split('.');
  if (section !== 'layers') return field.get(section!).get(rest[0]!);
  return field.get('layers').list()[Number(rest[0])]!.get(rest[1]!);
};

const valuesOf = (field: Field, { rows, columns }: CaseParameter): number[] =>
  columns === null
    ? [...field.numbers(rows)]
    : field.matrix(rows, columns).flatMap((row) => [...row]);

function readShape(field: Field): GatedShape {
  const cell: Cell = field.get('cell').oneOf(CELLS);
  const layers = field.get('layers').list();
  if (layers.length === 0) field.get('layers').refuse('at least one layer');
  const dense = field.get('dense');
  return {
    cell,
    inputs: field.get('inputs').count(),
    units: layers.map((layer) => {
      layer.get('kind').oneOf([cell]);
      return layer.get('units').count();
    }),
    dense: dense.isMissing ? null : dense.get('W').list().length,
    classes: field.get('classes').count(),
  };
}

function positive(field: Field): number {
  if (field.number() <= 0) field.refuse('a number above 0');
  return field.number();
}

function buildNetwork(field: Field): { network: GatedNetwork; parameters: CaseParameter[] } {
  const shape = readShape(field);
  const parameters = parametersOf(shape);
  // Before anything of the sizes that the file claims is allocated.
  const given = parameters.map((parameter) => {
    const member = memberAt(field, parameter.name);
    const values = valuesOf(member, parameter);
    if (/\.(tau|r_on)$/.test(parameter.name)) for (const entry of member.list()) positive(entry);
    return values;
  });
  const leak = field.get('leak');
  const network = new GatedNetwork(shape, {
    loss: field.get('loss').oneOf(GATED_LOSSES),
    sampling: 'steps',
    inputDecay: 0,
    dt: positive(field.get('dt')),
    leak: leak.isMissing ? 0 : leak.number(),
  });
  parameters.forEach((parameter, n) => {
    const to = part(network.layout, network.weights, parameter.part);
    given[n]!.forEach((value, k) => {
      to[parameter.placeOf(k)] = value;
    });
  });
  return { network, parameters };
}

export async function checkGatedCase(_engine: Engine, field: Field): Promise<FieldReport[]> {
  const { network, parameters } = buildNetwork(field);
  const { inputs, classes } = network.shape;
  const samples = readSamples(
    field.get('input_spikes'),
    field.get('labels'),
    field.get('steps'),
    inputs,
    classes,
  );
  const found = network.gradients(samples);
  const tested = network.evaluate(samples);
  const expected = field.get('expected');
  const gradients = compareFields(
    expected.get('gradients'),
    Object.fromEntries(
      parameters.map((parameter) => [
        parameter.name,
        (to, field) => {
          const gradient = part(network.layout, network.gradient, parameter.part);
          const { rows, columns } = parameter;
          const length = rows * (columns ?? 1);
          const computed = Array.from({ length }, (_, k) => gradient[parameter.placeOf(k)]!);
          if (columns === null) to.gradient(field, computed);
          else to.gradientMatrix(field, rows, columns, computed);
        },
      ]),
    ),
    'gradients.',
  );
  const results = compareFields(expected.without('gradients'), {
    loss: (to, field) => to.state(field, found.loss),
    losses: (to, field) => to.states(field, found.losses),
    scores: (to, field) =>
      to.list(field, samples.length).forEach((row, b) => {
        to.states(row, found.scores[b]!);
      }),
    final_hidden: (to, field) =>
      to.list(field, samples.length).forEach((layers, b) => {
        const hidden = network.finalHidden(samples[b]!);
        to.list(layers, hidden.length).forEach((row, l) => {
          to.states(row, hidden[l]!);
        });
      }),
    test_losses: (to, field) => to.states(field, tested.losses),
    test_scores: (to, field) =>
      to.list(field, samples.length).forEach((row, b) => {
        to.states(row, tested.scores[b]!);
      }),
    parameters: (to, field) => to.exact(field, network.layout.length),
  });
  return [...results, ...gradients];
}
