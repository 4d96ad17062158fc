// Vectors side by side, which V8 may join in pairs.

/** Four adjacent vectors. */
// @ts-ignore: decorator
@inline
export function storeFour(at: usize, v0: v128, v1: v128, v2: v128, v3: v128): void {
  v128.store(at, v0);
  v128.store(at, v1, 16);
  v128.store(at, v2, 32);
  v128.store(at, v3, 48);
}
