/**
 * Typed bindings to the WebAssembly kernels. Addresses are byte offsets into the shared memory that
 * the instance was made with; records are written by `writeRecord`, in the order of the field lists
 * in records.ts, which mirror the classes in `assembly/`.
 */
import { compileKernels } from './compile.ts';
import { kernelBinary } from './kernels.generated.ts';

type Address = number;

/** The exports of the module; each is documented where it is defined. */
export interface Kernels {
  dispatch(crew: Address, kind: number, tasks: number, blocking: number): void;
  serve(crew: Address, thread: number): void;
  stop(crew: Address): void;
  forwardOutput(
    layer: Address,
    constants: Address,
    eventOffsets: Address,
    events: Address,
    from: number,
    to: number,
    driven: number,
  ): void;
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
    edgeGradient: Address,
    gradient: Address,
  ): void;
  transpose(matrix: Address, rows: number, columns: number, result: Address, stride: number): void;
  sumOfSquares(values: Address, n: number): number;
  clamp(values: Address, n: number, low: number, high: number): void;
  accumulatePlasticity(record: Address, offsets: Address, neurons: Address, steps: number): void;
  applyPlasticity(record: Address, scale: number): void;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** The compiled kernels, made once. */
export function kernelModule(): Promise<WebAssembly.Module> {
  compiled ??= compileKernels(kernelBinary);
  return compiled;
}

/** Makes an instance over `memory`. */
export async function instantiateKernels(memory: WebAssembly.Memory): Promise<Kernels> {
  const instance = await WebAssembly.instantiate(await kernelModule(), { env: { memory } });
  return instance.exports as unknown as Kernels;
}
