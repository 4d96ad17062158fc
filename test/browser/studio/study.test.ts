/** The page of a study, before the studio's own server: its report is made by a button, also by keys and by finger. */
import { cpSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { MAIN } from '../../integration/cli/command.ts';
import { call, opened, post, refusal } from '../../studio/server/studio.ts';
import { describeInChromium } from '../chromium.ts';
import { findingsEverywhere, launch, openPage } from './browser.ts';
import { buildPage, writePage } from './build-page.ts';

// Browsers and reports take their time on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

const STORED = join(import.meta.dirname, '../../fixtures/runs/v0.1.0/study');

describeInChromium('a study', (executable) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(executable);
  }, 60_000);
  afterAll(() => browser?.close());

  it('has its report made, and gives it out', async () => {
    const { studio, runs, page: folder, defects } = await opened({}, [process.execPath, MAIN]);
    writePage(await buildPage(), folder);
    cpSync(STORED, join(runs, 'stored'), { recursive: true });
    const address = studio.url.replace('#', 'study?id=stored#');
    const { page, complaints } = await openPage(browser, address);
    const report = page.getByRole('region', { name: 'Report' });
    const make = report.getByRole('button', { name: 'Make Report' });
    await make.focus();
    await page.keyboard.press('Enter');
    const take = report.getByRole('button', { name: /^Download stored-report\.zip/ });
    await take.waitFor({ timeout: 120_000 });
    const [download] = await Promise.all([page.waitForEvent('download'), take.click()]);
    const files = unzipSync(await readFile(await download.path()));
    expect(strFromU8(files['report.html']!)).toContain('<h1>');
    expect(await findingsEverywhere(page)).toEqual([]);

    // What has been made is there for whoever comes later, here by finger.
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      hasTouch: true,
    });
    const telephone = await context.newPage();
    await telephone.goto(address);
    const again = telephone.getByRole('button', { name: /^Download stored-report/ });
    await Promise.all([telephone.waitForEvent('download'), again.tap()]);
    await context.close();

    const asked = (id: string, body: object) => post(studio, `/api/study/make?id=${id}`, body);
    expect(refusal(await asked('stored', { what: 'nir' }))).toBe('400 usage');
    expect(refusal(await asked('elsewhere', { what: 'report' }))).toBe('404 notFound');
    expect(refusal(await call(studio, '/api/study/products?id=..'))).toBe('404 notFound');
    expect(refusal(await call(studio, '/api/study/product?id=stored&what=nir'))).toBe(
      '404 notFound',
    );
    expect(complaints).toEqual([]);
    expect(defects).toEqual([]);
  });
});
