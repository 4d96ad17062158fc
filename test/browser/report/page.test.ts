/** Pages of reports in Chromium: no error, nothing asked for, nothing wider than a telephone, readable to all. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeReport } from '../../../src/report/report.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { tinyRun, tinyStudyFolder } from '../../report/material.ts';
import { BrowserHost, describeInChromium } from '../chromium.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describeInChromium('reports in Chromium', (executable) => {
  let host: BrowserHost;
  beforeAll(async () => {
    const root = temporaryFolder();
    const page = async (directory: string) => {
      await writeReport({ directory, output: null });
      const body = readFileSync(join(directory, 'report.html'), 'utf8');
      return { type: 'text/html' as const, body };
    };
    const files = {
      '/run': await page(await tinyRun(root)),
      '/study': await page(await tinyStudyFolder(root)),
    };
    host = await BrowserHost.start(executable, files, { isolated: false });
  }, 180_000);
  afterAll(() => host?.stop());

  test.each([
    { path: '/run', width: 360, scheme: 'dark' as const },
    { path: '/run', width: 1440, scheme: 'light' as const },
    { path: '/study', width: 360, scheme: 'light' as const },
    { path: '/study', width: 1440, scheme: 'dark' as const },
  ])(
    '$path at $width px, $scheme',
    async ({ path, width, scheme }) => {
      const { page, complaints } = await host.open(path);
      try {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: scheme });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide).toBeLessThanOrEqual(width);
        // The page forbids scripts in itself; axe comes through the debugger, which that does not bind.
        await page.evaluate(AXE);
        const violations = await page.evaluate(async () => {
          const { axe } = globalThis as unknown as {
            axe: { run(context: Document, options: RunOptions): Promise<AxeResults> };
          };
          const found = await axe.run(document, { resultTypes: ['violations'] });
          return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 120)}`);
        });
        expect(violations).toEqual([]);
        expect(complaints).toEqual([]);
      } finally {
        await page.close();
      }
    },
    120_000,
  );
});
