/**
 * Typed bindings to the kernels of the inference runtime: a module of its own, small and without
 * shared memory. Records are those of the engine's kernels (records.ts).
 */
import { compileKernels } from './compile.ts';
import { kernelBinary } from './runtime.generated.ts';

type Address = number;

/** The exports of the module; documented in assembly/runtime.ts. */
export interface RuntimeKernels {
  step(
    layers: Address,
    count: number,
    constants: Address,
    eventOffsets: Address,
    events: Address,
  ): void;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** Makes an instance over `memory`; the module is compiled once. */
export async function instantiateRuntimeKernels(
  memory: WebAssembly.Memory,
): Promise<RuntimeKernels> {
  compiled ??= compileKernels(kernelBinary);
  const instance = await WebAssembly.instantiate(await compiled, { env: { memory } });
  return instance.exports as unknown as RuntimeKernels;
}
