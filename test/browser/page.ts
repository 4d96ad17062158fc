/**
 * Script of the test page and of its dedicated worker: offers the workload to the test, computed in
 * the page's main thread or in the worker.
 */
import { coreHashes, engineHashes, type Hashes } from './workload.ts';

export type Place = 'main thread' | 'worker';

/** What the page computes for the test: `threads`, or null for the core functions. */
export type Compute = (place: Place, threads: number | null) => Promise<Hashes>;

const compute = (threads: number | null) =>
  threads === null ? coreHashes() : engineHashes(threads);

/** The worker stays: whoever watches the page sees it, and that its own helpers ended. */
function inWorker(threads: number | null): Promise<Hashes> {
  const worker = new Worker('/page.js', { type: 'module' });
  return new Promise<Hashes>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(threads);
  });
}

if (typeof document === 'undefined') {
  globalThis.onmessage = async ({ data }) => postMessage(await compute(data));
} else {
  const run: Compute = (place, threads) =>
    place === 'worker' ? inWorker(threads) : compute(threads);
  Object.assign(globalThis, { compute: run });
}
