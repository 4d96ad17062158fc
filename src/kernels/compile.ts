/** From a binary that is embedded as text to a module; the same in Node and in browsers. */

/** @param binary WebAssembly in base64 */
export function compileKernels(binary: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(Uint8Array.from(atob(binary), (c) => c.charCodeAt(0)));
}
