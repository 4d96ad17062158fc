/** What all shaders share: the buffers, and how numbers are written in WGSL. */
import { FIRST_PLACE, type NetworkPlan, PLACES, type PlaceName } from '../plan.ts';

const LARGEST_FLOAT = 3.4028234663852886e38;

/** A number in single precision; WGSL has no infinity, and none is needed here. */
export function f32(x: number): string {
  const single = Math.fround(Math.min(Math.max(x, -LARGEST_FLOAT), LARGEST_FLOAT));
  return single < 0 ? `(${single}f)` : `${single}f`;
}

/** An index or a size. */
export const u32 = (x: number): string => `${x}u`;

/** The buffers in the order of their bindings; all pipelines of a network have the same. */
export const BUFFERS = [
  'numbers',
  'topology',
  'events',
  'tape',
  'bits',
  'errors',
  'results',
  'gradient',
] as const;
export type BufferName = (typeof BUFFERS)[number];

/** Buffers that shaders only read. */
export const READ_ONLY: ReadonlySet<BufferName> = new Set(['numbers', 'topology', 'events']);

const UNSIGNED: ReadonlySet<BufferName> = new Set(['topology', 'events', 'bits']);

/**
 * Words of `events` before the samples: how many there are, rows of the tape, words of spikes, where the events by
 * channel are, and for each layer the steps for which its neurons rest after a spike.
 */
export const HEADER = { samples: 0, rows: 1, words: 2, byChannel: 3, resting: 4 } as const;

/** Where the records of samples begin in `events`. */
export const firstRecord = ({ layers }: NetworkPlan): number => HEADER.resting + layers.length;

/** Words of `events` for each sample. */
export const SAMPLE = {
  steps: 0,
  offsets: 1,
  firstWord: 2,
  label: 3,
  weight: 4,
  length: 5,
} as const;

/** Declarations at the head of every shader. */
export function declarations(plan: NetworkPlan): string {
  const buffers = BUFFERS.map((name, binding) => {
    const access = READ_ONLY.has(name) ? 'read' : 'read_write';
    const element = UNSIGNED.has(name) ? 'u32' : 'f32';
    return `@group(0) @binding(${binding}) var<storage, ${access}> ${name}: array<${element}>;`;
  });
  return `${buffers.join('\n')}

const WIDTH = ${u32(plan.workgroup)};
const THRESHOLD = ${f32(plan.threshold)};
`;
}

/** Reads the sample of a workgroup: `steps`, `firstWord`, `row`, `label` and `weight`. */
export const sampleFields = (plan: NetworkPlan): string => `
  let sample = group.x;
  let record = ${u32(firstRecord(plan))} + ${u32(SAMPLE.length)} * sample;
  let steps = events[record + ${u32(SAMPLE.steps)}];
  let firstWord = events[record + ${u32(SAMPLE.firstWord)}];
  let row = 32u * firstWord;
  let rows = events[${u32(HEADER.rows)}];
  let words = events[${u32(HEADER.words)}];
  let label = events[record + ${u32(SAMPLE.label)}];`;

/** Index in `topology` of where something of a layer is. */
export const placeAt = (l: number, name: PlaceName): string =>
  u32(FIRST_PLACE + PLACES.length * l + PLACES.indexOf(name));

/** Reads where things of a layer are: `leak1` for `leak` of layer 1. */
export const place = ({ layers }: NetworkPlan, l: number, names: readonly PlaceName[]): string =>
  names
    .filter((name) => (layers[l]!.places[name] ?? null) !== null)
    .map((name) => `\n  let ${name}${l} = topology[${placeAt(l, name)}];`)
    .join('');

/** The same of all layers. */
export const places = (plan: NetworkPlan, names: readonly PlaceName[]): string =>
  plan.layers.map((_, l) => place(plan, l, names)).join('');

/** Runs `body` for each neuron `i` of a layer of `neurons` that falls to this invocation, its `k`-th. */
export function forEachNeuron(neurons: number, width: number, body: string): string {
  return `
  for (var k = 0u; k < ${u32(Math.ceil(neurons / width))}; k++) {
    let i = k * WIDTH + me;
    if (i < ${u32(neurons)}) {${indent(body, 4)}
    }
  }`;
}

export const indent = (text: string, spaces: number): string =>
  text.replaceAll('\n', `\n${' '.repeat(spaces)}`);
