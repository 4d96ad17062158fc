/** The webgpu engine in a browser: worked cases on Chromium's software adapter, and without any. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { bundle, PROJECT } from './bundle.ts';
import { BrowserHost, describeInChromium, type PageFile } from './chromium.ts';
import type { CheckCases } from './webgpu-page.ts';

const CASES = join(PROJECT, 'test/conformance/cases');
const SOFTWARE = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

describeInChromium('webgpu in Chromium', (executable) => {
  let files: Record<string, PageFile>;
  let host: BrowserHost;
  beforeAll(async () => {
    const { code } = await bundle('test/browser/webgpu-page.ts');
    const html =
      '<!doctype html><title>webgpu</title><script type="module" src="/page.js"></script>';
    files = {
      '/': { type: 'text/html', body: html },
      '/page.js': { type: 'text/javascript', body: code },
    };
  });
  afterEach(() => host.stop());

  const check = async (names: readonly string[]) => {
    const cases = Object.fromEntries(
      names.map((name) => [name, JSON.parse(readFileSync(join(CASES, name), 'utf8'))]),
    );
    const { page } = await host.open('/');
    return page.evaluate(
      (given) => (globalThis as unknown as { checkCases: CheckCases }).checkCases(given),
      cases,
    );
  };

  it('passes the worked cases', async () => {
    host = await BrowserHost.start(executable, files, { isolated: false, flags: SOFTWARE });
    const names = readdirSync(CASES);
    const reports = await check(names);
    expect(reports.map(({ file }) => file)).toEqual(names);
    for (const { fields } of reports) {
      expect(fields.length).toBeGreaterThan(0);
      expect(fields.filter(({ passed }) => !passed)).toEqual([]);
    }
  });

  it('says so where the browser has none', async () => {
    host = await BrowserHost.start(executable, files, {
      isolated: false,
      flags: ['--disable-features=WebGPU', '--disable-gpu'],
    });
    await expect(check(['by-hand.json'])).rejects.toThrow(/no WebGPU|no graphics card/);
  });
});
