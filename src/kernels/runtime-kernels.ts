/**
 * Typed bindings to the kernels of the inference runtime: a module of its own, small and without
 * shared memory. Records are those of the engine's kernels.
 */
import { compileKernels } from './compile.ts';
import { checkLayouts } from './record-layout.ts';
import { RUNTIME_RECORDS } from './records/layer.ts';
import { kernelBinary } from './runtime.generated.ts';

type Address = number;

/** What both modules export; documented in assembly/stream.ts. */
export interface StepKernel {
  step(
    layers: Address,
    count: number,
    constants: Address,
    eventOffsets: Address,
    events: Address,
  ): void;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * Makes an instance over `memory`; the module is compiled once.
 * @throws MotifsmithError (`internal`) if module and records come from different builds
 */
export async function instantiateRuntimeKernels(memory: WebAssembly.Memory): Promise<StepKernel> {
  compiled ??= compileKernels(kernelBinary);
  const { exports } = await WebAssembly.instantiate(await compiled, { env: { memory } });
  checkLayouts(exports, RUNTIME_RECORDS);
  return exports as unknown as StepKernel;
}
