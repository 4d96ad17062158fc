/**
 * The runtime in a page as any server delivers it, without leave to share memory: every spike,
 * potential and score has the bits of the engine in Node.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Exported, eventsOf, exported, PLANS } from '../runtime/exported.ts';
import { bundle } from './bundle.ts';
import { BrowserHost, describeInChromium, type PageFile } from './chromium.ts';
import { digest, type Numbers } from './digest.ts';
import type { Steps, Stream } from './runtime-page.ts';

/** All samples one after the other, as one stream. */
const stepsOf = ({ samples }: Exported): Steps =>
  samples.flatMap((sample) =>
    Array.from({ length: sample.steps }, (_, t) => [...eventsOf(sample, t)]),
  );

/** What the page hashes, from the engine. */
function expectedHash({ network }: Exported, steps: Steps): Promise<string> {
  const seen: Numbers[] = [];
  let state = network.initialState();
  for (const channels of steps) {
    state = network.step(state, channels);
    seen.push(state.scores);
    for (const { current, potential, spikes } of state.layers) {
      seen.push(current as Float32Array, potential as Float32Array, spikes);
    }
  }
  return digest(...seen);
}

describeInChromium('the runtime in Chromium', (executable) => {
  const networks = new Map<string, Exported>();
  let host: BrowserHost;
  beforeAll(async () => {
    const { code } = await bundle('test/browser/runtime-page.ts');
    const files: Record<string, PageFile> = {
      '/': {
        type: 'text/html',
        body: '<!doctype html><script type="module" src="/page.js"></script>',
      },
      '/page.js': { type: 'text/javascript', body: code },
    };
    for (const [name, plan] of Object.entries(PLANS)) {
      const network = await exported(plan);
      networks.set(name, network);
      const path = `/${name.replaceAll(' ', '-')}.safetensors`;
      files[path] = { type: 'application/octet-stream', body: network.bytes };
    }
    files['/damaged.safetensors'] = {
      type: 'application/octet-stream',
      body: networks.get('motif')!.bytes.slice(0, 1000),
    };
    host = await BrowserHost.start(executable, files, { isolated: false });
  });
  afterAll(() => host?.stop());

  async function inPage(path: string, steps: Steps): Promise<string> {
    const { page, complaints } = await host.open('/');
    try {
      const hash = await page.evaluate(
        (request) =>
          (globalThis as unknown as { stream: Stream }).stream(request.path, request.steps),
        { path, steps },
      );
      expect(complaints).toEqual([]);
      return hash;
    } finally {
      await page.close();
    }
  }

  it.each(Object.keys(PLANS))('runs "%s" with the bits of the engine in Node', async (name) => {
    const network = networks.get(name)!;
    const steps = stepsOf(network);
    const path = `/${name.replaceAll(' ', '-')}.safetensors`;
    expect(await inPage(path, steps)).toBe(await expectedHash(network, steps));
  });

  it('refuses a damaged file', async () => {
    await expect(inPage('/damaged.safetensors', [])).rejects.toThrow('header');
  });
});
