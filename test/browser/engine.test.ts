/**
 * The engine in a browser: the same bits as in Node, for any number of threads, from a page's main
 * thread (which must not sleep) and from a dedicated worker, and not one complaint on the console.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { randomNetwork, randomSamples } from '../engine/random-network.ts';
import { bundle } from './bundle.ts';
import { BrowserHost, describeInChromium, type PageFile } from './chromium.ts';
import { digest } from './digest.ts';
import type { Compute, Place } from './page.ts';
import { coreHashes, engineHashes, type Hashes, PLANS } from './workload.ts';

const THREADS = [1, 2, 3, 8];

async function pageFiles(): Promise<Record<string, PageFile>> {
  const { code } = await bundle('test/browser/page.ts');
  const html = '<!doctype html><title>engine</title><script type="module" src="/page.js"></script>';
  return {
    '/': { type: 'text/html', body: html },
    '/page.js': { type: 'text/javascript', body: code },
  };
}

/** Computes in a new page and returns what it found, having checked that nothing complained. */
async function inPage(host: BrowserHost, place: Place, threads: number | null) {
  const { page, complaints } = await host.open('/');
  try {
    const hashes = await page.evaluate(
      (request) =>
        (globalThis as unknown as { compute: Compute }).compute(request.place, request.threads),
      { place, threads },
    );
    expect(complaints).toEqual([]);
    // Helpers end with their networks. (The worker of the workload itself stays until the page is
    // closed: ended at the same time as its helpers, it could take their last news with it.)
    const staying = place === 'worker' ? 1 : 0;
    await expect.poll(() => page.workers().length, { timeout: 50_000 }).toBe(staying);
    return hashes;
  } finally {
    await page.close();
  }
}

describe('the workload', () => {
  it.each(THREADS.slice(1))('gives the same bits in Node, threads: %i', async (threads) => {
    expect(await engineHashes(threads)).toEqual(await engineHashes(1));
  });

  it('has hashes that a single bit changes', async () => {
    const values = Float32Array.of(1, 2, 3);
    const changed = values.slice();
    new Uint32Array(changed.buffer)[1]! ^= 1;
    expect(await digest(changed)).not.toBe(await digest(values));
    expect(await digest(Float64Array.of(0))).not.toBe(await digest(Float64Array.of(-0)));
  });

  it.each(Object.entries(PLANS))('makes all layers of "%s" spike', async (_, plan) => {
    const { network } = await randomNetwork(createWasmEngine(), plan);
    const { spikes } = await network.evaluate(randomSamples(plan));
    for (const count of spikes) expect(count).toBeGreaterThan(10);
  });

  it('trains: weights, R and τ depend on the network and its batches', async () => {
    const { motif } = PLANS;
    const first = await engineHashes(1, { motif: motif! });
    const other = await engineHashes(1, { motif: { ...motif!, seed: motif!.seed + 1 } });
    for (const part of Object.keys(first)) expect(other[part], part).not.toBe(first[part]);
  });
});

describeInChromium('the engine in Chromium', (executable) => {
  let files: Record<string, PageFile>;
  let isolated: BrowserHost;
  let expected: Hashes;
  beforeAll(async () => {
    files = await pageFiles();
    isolated = await BrowserHost.start(executable, files, { isolated: true });
    expected = await engineHashes(1);
  });
  afterAll(() => isolated?.stop());

  for (const place of ['main thread', 'worker'] as const) {
    it(`computes exact functions and random numbers in a ${place} as in Node`, async () => {
      expect(await inPage(isolated, place, null)).toEqual(await coreHashes());
    });

    it.each(THREADS)(
      `trains in a ${place}, threads: %i, with the same bits as in Node`,
      async (threads) => {
        expect(await inPage(isolated, place, threads)).toEqual(expected);
      },
    );
  }

  it('trains on one thread, and refuses more, where a page may not share memory', async () => {
    const host = await BrowserHost.start(executable, files, { isolated: false });
    try {
      expect(await inPage(host, 'main thread', 1)).toEqual(expected);
      await expect(inPage(host, 'main thread', 2)).rejects.toThrow(
        'This page may not share memory between threads.',
      );
    } finally {
      await host.stop();
    }
  });
});
