/**
 * Pairs of 128-bit operations joined into 256-bit ones by V8, where it can. Each number is computed by the same
 * operations in the same order, so results do not change.
 */

/** Without effect on processors that lack AVX2. */
const FLAG = '--experimental-wasm-revectorize';

/** On Node 22, which has the flag too, kernels ran no faster with it, and some slower. */
const FIRST_NODE = 24;

let revectorizing = false;

/** Whether this host can: Node 24 and later on x86-64. Browsers let nobody choose, and Deno and Bun were not tried. */
export function canRevectorize(): boolean {
  if (typeof process === 'undefined') return false;
  const { node, deno, bun } = process.versions ?? {};
  if (node === undefined || deno !== undefined || bun !== undefined) return false;
  return process.arch === 'x64' && Number(node.split('.')[0]) >= FIRST_NODE;
}

/**
 * Switches it on for all modules that this process compiles from now on. There is no way back: V8 compiles functions
 * when they have run for a while, not all at once.
 */
export function revectorize(): void {
  if (revectorizing || !canRevectorize()) return;
  process.getBuiltinModule('node:v8').setFlagsFromString(FLAG);
  revectorizing = true;
}

/** Whether it is on. */
export const isRevectorizing = (): boolean => revectorizing;
