/** The page and the studio's own server: a run is begun from the form, watched, stopped and resumed. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAIN } from '../../integration/cli/command.ts';
import { epoch, record, SUMMARY, writeRun } from '../../studio/server/files.ts';
import { opened } from '../../studio/server/studio.ts';
import { writeHalfStudy } from '../../study/half-study.ts';
import { describeInChromium } from '../chromium.ts';
import { findingsEverywhere, launch, openPage } from './browser.ts';
import { buildPage, writePage } from './build-page.ts';

describeInChromium('the page before the studio’s server', (executable) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(executable);
  }, 60_000);
  afterAll(() => browser?.close());

  it('begins, follows, stops and resumes a search, and looks into what it found', async () => {
    const { studio, page: folder, defects } = await opened({}, [process.execPath, MAIN]);
    writePage(await buildPage(), folder);
    const { page, complaints } = await openPage(browser, studio.url);
    await page.getByText('No runs yet').waitFor();
    await page.getByRole('link', { name: 'Start a run' }).click();
    await page.getByLabel('Data', { exact: true }).selectOption('spike-patterns');
    await page.getByText('720 recordings, 4 classes').waitFor();
    await page.getByText('Advanced', { exact: true }).click();
    await page.locator('.advanced > .group > summary', { hasText: 'Search' }).first().click();
    await page.getByLabel('Epochs of the size search').fill('3000');
    await page.getByText('Changed: Search › Epochs of the size search').waitFor();
    await page.getByRole('button', { name: 'Start the search' }).click();
    await page.waitForURL('**/run/**');
    await page.getByRole('img', { name: /Accuracy by epoch.*training: \d/ }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Stop' }).waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByText('1 run in').waitFor();
    await page.locator('.state.running').waitFor();
    // A run that is only beginning has no record, which the page asks for until it is there.
    expect(complaints.every((text) => text.includes('404'))).toBe(true);
    expect(defects).toEqual([]);
  }, 180_000);

  it('leads from an empty folder to a motif that forms, and to its report, with nothing typed', async () => {
    const { studio, page: folder, defects } = await opened({}, [process.execPath, MAIN]);
    writePage(await buildPage(), folder);
    const { page, complaints } = await openPage(browser, studio.url);
    await page.getByRole('link', { name: 'Start a run' }).click();
    await page.getByLabel('Data', { exact: true }).selectOption('spike-patterns');
    await page.getByText('720 recordings, 4 classes').waitFor();
    expect(await page.getByRole('radio', { name: /^Quick/ }).isChecked()).toBe(true);
    // What it takes is being measured; nobody has to wait for it.
    await page
      .getByText(/^(Being measured|About)/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Start the search' }).click();
    await page.waitForURL('**/run/spike-patterns-quick-1-1');
    await page.locator('.motif-graph').waitFor({ timeout: 90_000 });
    await page.locator('.state.finished').waitFor({ timeout: 120_000 });
    await page.getByText('Test accuracy').first().waitFor();
    await page.getByRole('link', { name: 'Evaluate and export' }).click();
    await page.getByRole('button', { name: 'Make Report' }).click();
    await page.getByRole('button', { name: /^Download / }).waitFor({ timeout: 90_000 });
    expect(complaints.every((text) => text.includes('404'))).toBe(true);
    expect(defects).toEqual([]);
  }, 240_000);

  it('shows where studies stand, and each of them cell by cell', async () => {
    const { studio, runs, page: folder } = await opened();
    writePage(await buildPage(), folder);
    await writeHalfStudy(join(runs, 'tiny'));
    const { page, complaints } = await openPage(browser, studio.url);
    await page.getByText('1 waiting, 1 at work, 1 stopped, 1 failed').waitFor();
    await page.locator('a[href="/study?id=tiny"]').click();
    await page.getByText('7 on elsewhere').waitFor();
    await page.getByText('No. (here) Mend it.').waitFor();
    expect(await page.locator('td a').allTextContents()).toEqual(['HRMAS', 'HRMAS']);
    expect(await findingsEverywhere(page)).toEqual([]);
    await page.reload();
    await page.getByRole('heading', { name: 'tiny' }).waitFor();
    expect(complaints).toEqual([]);
  }, 120_000);

  it('shows what is damaged next to everything else, in the words of the command line', async () => {
    const { studio, runs, page: folder } = await opened();
    writePage(await buildPage(), folder);
    const lines = [epoch(1), epoch(2).replace('"loss":0.5', '"loss":"low"'), epoch(3)];
    const files = { 'config.json': record(), 'summary.json': SUMMARY };
    writeRun(runs, 'whole', { ...files, 'metrics.jsonl': epoch(1) + epoch(2) });
    writeRun(runs, 'damaged', {
      ...files,
      'metrics.jsonl': lines.join(''),
      'architecture.json': '{"inputs":',
    });
    writeRun(runs, 'lost', { ...files, 'config.json': '{', 'metrics.jsonl': epoch(1) });
    const { page, complaints } = await openPage(browser, studio.url.replace('#', 'run/damaged#'));
    await page.getByText('expected a number, found "low".').waitFor();
    await page.getByText(/damaged\/metrics\.jsonl, line 2, field loss$/).waitFor();
    await page.getByText(/damaged\/architecture\.json$/).waitFor();
    await page.getByRole('img', { name: /Accuracy by epoch.*training: \d/ }).waitFor();
    expect(await page.getByText('75.0').count()).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByText('3 runs in').waitFor();
    expect(await page.locator('.state.finished').count()).toBe(2);

    const address = new URL('compare?run=whole&run=damaged&run=lost', page.url());
    await page.goto(address.href);
    await page.getByText(/damaged\/metrics\.jsonl, line 2, field loss$/).waitFor();
    await page.getByText(/lost\/config\.json$/).waitFor();
    await page.getByText('3 runs compared').waitFor();
    await page.goto(new URL('/run/lost', page.url()).href);
    await page
      .getByText(/The file is not JSON/)
      .first()
      .waitFor();
    await page.getByRole('img', { name: /Accuracy by epoch.*training: \d/ }).waitFor();
    expect(complaints.every((text) => /40[04]|422/.test(text))).toBe(true);
  }, 180_000);
});
