/**
 * Typed bindings to the WebAssembly kernels. Addresses are byte offsets into the shared memory that
 * the instance was made with; the records at them are those of `records/`.
 */
import { compileKernels } from './compile.ts';
import type { Job } from './constants.ts';
import { kernelBinary } from './kernels.generated.ts';
import { checkLayouts } from './record-layout.ts';
import { RECORDS } from './records/all.ts';
import type { StepKernel } from './runtime-kernels.ts';

type Address = number;

/** The exports of the module; each is documented where it is defined. */
export interface Kernels extends StepKernel {
  dispatch(pool: Address, job: Job, tasks: number, blocking: number): void;
  serve(pool: Address, thread: number): void;
  stop(pool: Address): void;
  composeWeights(recurrence: Address): void;
  collectEdgeGradient(recurrence: Address): void;
  transpose(matrix: Address, rows: number, columns: number, result: Address, stride: number): void;
  norm(values: Address, n: number): number;
  accumulatePlasticity(record: Address, offsets: Address, neurons: Address, steps: number): void;
  applyPlasticity(record: Address, scale: number): void;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** The compiled kernels, made once. */
export function kernelModule(): Promise<WebAssembly.Module> {
  compiled ??= compileKernels(kernelBinary);
  return compiled;
}

/**
 * Makes an instance over `memory`.
 * @throws MotifsmithError (`internal`) if module and records come from different builds
 */
export async function instantiateKernels(memory: WebAssembly.Memory): Promise<Kernels> {
  const { exports } = await WebAssembly.instantiate(await kernelModule(), { env: { memory } });
  checkLayouts(exports, RECORDS);
  return exports as unknown as Kernels;
}
