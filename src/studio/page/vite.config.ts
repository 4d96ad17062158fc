/**
 * Builds the page of the studio: `vite build` for the server of `motifsmith studio`, at the root of its
 * address; `vite build --mode static` for any host of plain files, with relative paths.
 */
import { join } from 'node:path';
import { defineConfig } from 'vite';

const PROJECT = join(import.meta.dirname, '../../..');

export default defineConfig(({ mode }) => {
  const plain = mode === 'static';
  return {
    root: import.meta.dirname,
    base: plain ? './' : '/',
    define: { PLAIN_FILES: JSON.stringify(plain) },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    worker: { format: 'es' },
    build: {
      outDir: join(PROJECT, plain ? 'build/studio-static' : 'dist/studio/page'),
      emptyOutDir: true,
      target: 'es2023',
      // The policy of the server allows scripts by address only; Preact needs no polyfill.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      // Libraries are bundled into the page, so their licences have to come with it.
      license: { fileName: 'licences.txt' },
      rolldownOptions: { checks: { pluginTimings: false } },
    },
    logLevel: 'warn',
  };
});
