/** The examples of docs/runtime.md, run as a user runs them: each in a package of its own. */
import { execFile } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { createTransform } from '../../src/data/events/transform.ts';
import { argmax } from '../../src/model/supernet.ts';
import { randomEvents } from '../data/datasets/sets.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { CLASS_NAMES, deployed, deploymentOf } from '../runtime/deployed.ts';
import { PROJECT } from './bundle.ts';
import { BrowserHost, describeInChromium } from './chromium.ts';

const run = promisify(execFile);

/** The package as it is installed, as far as the examples need it. */
const folder = temporaryFolder();
await build({
  absWorkingDir: PROJECT,
  entryPoints: ['core', 'interop', 'runtime', 'search'].map((name) => `src/entries/${name}.ts`),
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  outdir: join(folder, 'dist/entries'),
  logLevel: 'silent',
});
cpSync(join(PROJECT, 'package.json'), join(folder, 'package.json'));
cpSync(join(PROJECT, 'examples'), join(folder, 'examples'), { recursive: true });
symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'junction');

const { network, bytes } = await deployed({ binMs: 5, pool: 2 });
const events = randomEvents(new Random(5, 'examples'), 300);
const { sensor, zero: _, ...options } = deploymentOf({ binMs: 5, pool: 2 }).preprocessing;
const sample = createTransform(sensor, options).apply(events, 0, 'events');
const networkFile = join(folder, 'network.safetensors');
const eventFile = join(folder, 'events.csv');
const lines = Array.from(events.times, (time, e) =>
  [time, events.x[e], events.y[e], events.polarity[e]].join(','),
);
writeFileSync(networkFile, bytes);
writeFileSync(eventFile, `${lines.join('\n')}\n`);
const { scores } = await network.record(sample);
const outcome = `${CLASS_NAMES[argmax(scores)]} after ${sample.steps} steps`;

describe('examples', () => {
  test('streaming.mjs ends with the scores of the engine', async () => {
    expect(Math.max(...scores)).toBeGreaterThan(0);
    const example = join(folder, 'examples/streaming.mjs');
    const { stdout } = await run(process.execPath, [example, networkFile, eventFile]);
    expect(stdout.trim().split('\n').at(-1)).toBe(`${outcome}, scores ${scores.join(' ')}`);
  });

  test('streaming-latency.mjs measures a network that it draws, and one from a file', async () => {
    const example = join(folder, 'examples/streaming-latency.mjs');
    const drawn = await run(process.execPath, [example]);
    expect(drawn.stdout).toMatch(
      /826 neurons, \d\.\d % spike per step\nµs per step: median \d+\.\d,/,
    );
    const { stdout } = await run(process.execPath, [example, networkFile]);
    expect(stdout).toContain(`${bytes.length} bytes`);
    expect(stdout).toContain('23 neurons');
  });
});

describeInChromium('examples in a page', (executable) => {
  test('streaming.html plays a file of events in real time', async () => {
    const read = (path: string) => readFileSync(join(folder, path));
    const host = await BrowserHost.start(
      executable,
      {
        '/examples/streaming.html': { type: 'text/html', body: read('examples/streaming.html') },
        '/dist/entries/runtime.js': {
          type: 'text/javascript',
          body: read('dist/entries/runtime.js'),
        },
      },
      { isolated: false },
    );
    try {
      const { page, complaints } = await host.open('/examples/streaming.html');
      const status = page.getByRole('status');
      await page.getByLabel('Network').setInputFiles(eventFile);
      await page.getByLabel('Events').setInputFiles(eventFile);
      await expect.poll(() => status.textContent(), { timeout: 20_000 }).toContain('events.csv');
      await page.getByLabel('Network').setInputFiles(networkFile);
      await expect.poll(() => status.textContent(), { timeout: 20_000 }).toBe(outcome);
      expect(await page.locator('meter').count()).toBe(CLASS_NAMES.length);
      expect(complaints).toEqual([]);
    } finally {
      await host.stop();
    }
  });
});
