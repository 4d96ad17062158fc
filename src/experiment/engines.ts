/** Engines by name, each loaded only when it is asked for. No engine stands in for another. */
import type { Engine, EngineName } from '../engine/engine.ts';

export async function createEngine(name: EngineName): Promise<Engine> {
  switch (name) {
    case 'reference':
      return (await import('../engine/reference/index.ts')).referenceEngine;
    case 'wasm':
      return (await import('../engine/wasm/engine.ts')).wasmEngine;
    default:
      return name satisfies never;
  }
}
