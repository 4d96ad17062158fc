/** The page as plain files, in a folder of a host that knows no other paths and sends no headers. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { SUMMARY } from '../../studio/server/files.ts';
import { describeInChromium } from '../chromium.ts';
import { launch, openPage } from './browser.ts';
import { buildPage, contentType } from './build-page.ts';
import { summaryOf } from './fake-server.ts';
import { inventedArchitecture, inventedRecord, inventedSearch, tested } from './invented-run.ts';

// Browsers take their time on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

describeInChromium('the studio’s page as plain files', (executable) => {
  let browser: Browser;
  let server: Server;
  beforeAll(async () => {
    const run = summaryOf({ id: 'group/seed-1', kind: 'member' });
    const replies: Record<string, unknown> = {
      'runs.json': { folder: '', runs: [run], truncated: false },
      'runs/group/seed-1/record.json': inventedRecord(),
      'runs/group/seed-1/summary.json': SUMMARY,
      'runs/group/seed-1/architecture.json': inventedArchitecture(),
      'runs/group/seed-1/metrics.json': {
        events: [...inventedSearch(), tested],
        next: 9,
        more: false,
      },
    };
    const files = new Map(await buildPage('static'));
    for (const [path, value] of Object.entries(replies)) {
      files.set(`demo/${path}`, JSON.stringify(value));
    }
    server = createServer(({ url }, response) => {
      const path = url!.split('?')[0]!.replace(/^\/some\/folder\//, '') || 'index.html';
      const found = files.get(path);
      response.writeHead(found ? 200 : 404, { 'Content-Type': contentType(path) }).end(found);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await launch(executable);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  it('shows stored runs, offers the search in the tab, and starts none', async () => {
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/folder/`;
    const { page, complaints } = await openPage(browser, address);
    await page.locator('.title a').click();
    await page.locator('.motif-graph').waitFor();
    expect(new URL(page.url()).hash).toBe('#/run/group/seed-1');
    expect(await page.getByRole('button', { name: /Stop|Resume/ }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Start' }).count()).toBe(0);
    await page.goto(`${address}#/start`);
    await page.getByText('Runs are started from your own studio').waitFor();
    await page.getByRole('link', { name: 'Try it here' }).click();
    await page.getByText('One thread does the work').waitFor();
    await page.goto(`${address}#/run/group/seed-1?part=connections`);
    await page.reload();
    await page.locator('.matrix canvas').waitFor();
    // The weights were not laid beside this run; that alone is on the console.
    expect(complaints.every((text) => text.includes('404'))).toBe(true);
  });
});
