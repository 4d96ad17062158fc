/**
 * Typed bindings to the WebAssembly kernels. Addresses are byte offsets into the memory that the
 * instance was made with; records are written by `writeRecord`, in the order of the field lists
 * below, which mirror the classes in `assembly/`.
 */
import { kernelBinary } from './kernels.generated.ts';

type Address = number;
type ForwardKernel = (
  layer: Address,
  constants: Address,
  eventOffsets: Address,
  events: Address,
  rows: Address,
  from: number,
  to: number,
) => void;

/** The exports of the module; each is documented where it is defined. */
export interface Kernels {
  readonly forwardHidden: ForwardKernel;
  readonly forwardOutput: ForwardKernel;
  readonly forwardHiddenTraining: ForwardKernel;
  readonly forwardOutputTraining: ForwardKernel;
  score(
    layer: Address,
    constants: Address,
    steps: number,
    label: number,
    targets: Address,
    scores: Address,
    errors: number,
  ): number;
  backwardHidden(layer: Address, next: Address, constants: Address, steps: number): void;
  backwardOutput(layer: Address, constants: Address, steps: number): void;
  transposeEvents(
    offsets: Address,
    sources: Address,
    steps: number,
    n: number,
    bySource: Address,
    times: Address,
  ): void;
  gatherFeedforward(
    layer: Address,
    n: number,
    bySource: Address,
    times: Address,
    gradient: Address,
  ): void;
  gatherRecurrent(layer: Address, bySource: Address, times: Address, gradient: Address): void;
  composeWeights(
    edges: number,
    weights: Address,
    gain: Address,
    offset: Address,
    chunkSlots: Address,
    chunkWeights: Address,
    sliceSlots: Address,
    sliceWeights: Address,
  ): void;
  collectEdgeGradient(
    edges: number,
    chunkGradient: Address,
    chunkSlots: Address,
    gain: Address,
    scale: number,
    edgeGradient: Address,
    gradient: Address,
  ): void;
  transpose(matrix: Address, rows: number, columns: number, result: Address, stride: number): void;
  scale(values: Address, n: number, factor: number): void;
  adam(
    weights: Address,
    gradient: Address,
    first: Address,
    second: Address,
    n: number,
    factors: Address,
  ): void;
  sumOfSquares(values: Address, n: number): number;
  clamp(values: Address, n: number, low: number, high: number): void;
  accumulatePlasticity(record: Address, offsets: Address, neurons: Address, steps: number): void;
  applyPlasticity(record: Address, scale: number): void;
}

/** Fields of `Layer` in assembly/layer.ts, all u32. */
export const LAYER_FIELDS = [
  'neurons',
  'stride',
  'weights',
  'chunkOffsets',
  'chunkTargets',
  'chunkWeights',
  'sliceOffsets',
  'sliceShifts',
  'sliceWeights',
  'gain',
  'leak',
  'drive',
  'current',
  'potential',
  'psc',
  'spikeOffsets',
  'spikeNeurons',
  'spikePotentials',
  'tape',
  'carry',
  'scatter',
  'pscTape',
  'feedback',
  'nextWeights',
] as const;
export type LayerRecord = Record<(typeof LAYER_FIELDS)[number], number>;

/** Fields of `Constants` in assembly/layer.ts, all f32. */
export const CONSTANT_FIELDS = ['decay', 'synapseGain', 'threshold', 'quietLevel'] as const;

/** Fields of `AdamFactors` in assembly/adam.ts, all f32. */
export const ADAM_FIELDS = [
  'beta1',
  'beta2',
  'rate',
  'secondScale',
  'epsilon',
  'gradientScale',
] as const;

/** Fields of `Plasticity` in assembly/plasticity.ts: addresses (u32), then settings (f32). */
export const PLASTICITY_ADDRESSES = [
  'stride',
  'resistance',
  'tau',
  'calcium',
  'resistanceChange',
  'tauChange',
] as const;
export const PLASTICITY_SETTINGS = [
  'threshold',
  'inverseTarget',
  'learningRate',
  'calciumDecay',
  'inverseTauCalcium',
  'minimumRate',
  'resistanceLow',
  'resistanceHigh',
  'tauLow',
  'tauHigh',
] as const;

/** Writes `values` in the order of `fields` into a record of 4-byte numbers. */
export function writeRecord<Field extends string>(
  view: Uint32Array | Float32Array,
  fields: readonly Field[],
  values: Record<Field, number>,
): void {
  fields.forEach((field, k) => {
    view[k] = values[field];
  });
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** Compiles the kernels once and makes an instance over `memory`. */
export async function instantiateKernels(memory: WebAssembly.Memory): Promise<Kernels> {
  compiled ??= WebAssembly.compile(Uint8Array.from(atob(kernelBinary), (c) => c.charCodeAt(0)));
  const instance = await WebAssembly.instantiate(await compiled, { env: { memory } });
  return instance.exports as unknown as Kernels;
}
