/** WebGPU of the host: a browser's or Deno's own, or the package `webgpu` (Dawn) in Node. */
import { MotifsmithError } from '../../core/errors.ts';

/** Named apart from its import, so that bundlers for browsers leave it out. */
const PACKAGE = 'webgpu';

/** Kept for as long as the process: its devices die with it. */
let ofNode: Promise<GPU> | null = null;

async function loadPackage(): Promise<GPU> {
  try {
    const { create } = (await import(/* @vite-ignore */ PACKAGE)) as typeof import('webgpu');
    return create([]);
  } catch (cause) {
    throw new MotifsmithError(
      'usage',
      'The engine `webgpu` needs a package that is not installed.',
      {
        where: 'engine',
        remedy:
          'Install it beside motifsmith: npm install webgpu (with --global if motifsmith is).',
        cause,
      },
    );
  }
}

/** @throws MotifsmithError (`usage`) if this browser has no WebGPU, or Node not the package */
export async function hostGpu(): Promise<GPU> {
  if (globalThis.navigator?.gpu) return navigator.gpu;
  if (typeof process !== 'undefined' && process.versions?.node !== undefined) {
    ofNode ??= loadPackage();
    return ofNode;
  }
  throw new MotifsmithError('usage', 'This browser has no WebGPU, or not on this page.', {
    where: 'engine',
    remedy:
      'Use a browser that has it, over https or from localhost, with graphics acceleration switched on; or the engine `wasm`.',
  });
}
