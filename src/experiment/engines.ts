/** Engines by name, each loaded only when it is asked for. None falls back to another. */
import type { Engine, EngineName } from '../engine/engine.ts';

/**
 * Threads that a network's work is shared among unless a number is given: those of the machine; one
 * in a page that may not share memory with workers (it is not cross-origin isolated).
 */
function defaultThreads(): number {
  if (typeof process !== 'undefined' && process.versions?.node !== undefined) {
    return process.getBuiltinModule('node:os').availableParallelism();
  }
  return globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1;
}

/** Which engine runs single steps where `name` was asked for: graphics cards run whole samples only. */
export const steppingEngine = (name: EngineName): EngineName => (name === 'webgpu' ? 'wasm' : name);

/** How an engine computes. */
export interface EngineOptions {
  /**
   * Whether V8 may join pairs of 128-bit operations of `wasm` into 256-bit ones, where it can: Node 24 and later, on
   * x86-64 with AVX2. It is a flag of the whole process, and stays on once an engine has switched it on.
   */
  readonly revectorize?: boolean;
}

/**
 * The engine of this name.
 * @param name `wasm`: float32, fast; `reference`: float64, the equations as printed; `webgpu`: float32, on a graphics
 *   card
 * @param threads threads that share a network's work; results never depend on it. The reference
 *   engine uses one.
 * @param options how it computes; results do not depend on it either
 */
export async function createEngine(
  name: EngineName,
  threads: number = defaultThreads(),
  { revectorize = true }: EngineOptions = {},
): Promise<Engine> {
  switch (name) {
    case 'reference':
      return (await import('../engine/reference/index.ts')).referenceEngine;
    case 'wasm':
      return (await import('../engine/wasm/engine.ts')).createWasmEngine(threads, revectorize);
    case 'webgpu':
      return (await import('../engine/webgpu/engine.ts')).createWebgpuEngine();
    default:
      return name satisfies never;
  }
}
