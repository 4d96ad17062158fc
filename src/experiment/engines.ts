/** Engines by name, each loaded only when it is asked for. No engine stands in for another. */
import { availableParallelism } from 'node:os';
import type { Engine, EngineName } from '../engine/engine.ts';

/**
 * @param threads threads that share a network's work; results never depend on it. The reference
 *   engine uses one.
 */
export async function createEngine(
  name: EngineName,
  threads: number = availableParallelism(),
): Promise<Engine> {
  switch (name) {
    case 'reference':
      return (await import('../engine/reference/index.ts')).referenceEngine;
    case 'wasm':
      return (await import('../engine/wasm/engine.ts')).createWasmEngine(threads);
    default:
      return name satisfies never;
  }
}
