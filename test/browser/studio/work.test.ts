/** Work on runs from their pages: the tab says how far they are, and what is made of them is taken out. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { temporaryFolder, tinyConfig, writeTiny } from '../../experiment/tiny.ts';
import { MAIN } from '../../integration/cli/command.ts';
import { epoch, record, SUMMARY, writeRun } from '../../studio/server/files.ts';
import { opened, post, stream } from '../../studio/server/studio.ts';
import { describeInChromium } from '../chromium.ts';
import { findingsEverywhere, launch, openPage } from './browser.ts';
import { buildPage, type PageFiles, writePage } from './build-page.ts';
import { FakeServer, summaryOf, TOKEN } from './fake-server.ts';
import { inventedArchitecture, inventedRecord, inventedStage } from './invented-run.ts';

// Browsers take their time on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

describeInChromium('work on runs', (executable) => {
  let browser: Browser;
  let files: PageFiles;
  beforeAll(async () => {
    [browser, files] = await Promise.all([launch(executable), buildPage()]);
  }, 120_000);
  afterAll(() => browser?.close());

  it('a finished run is evaluated, exported, read in its log, and run again', async () => {
    const { studio, page: folder, defects } = await opened({}, [process.execPath, MAIN]);
    writePage(files, folder);
    const { data } = writeTiny(temporaryFolder());
    const config = { ...tinyConfig(data, '/nowhere'), training: { epochs: 2 } };
    const all = await stream(studio, '/api/stream');
    await post(studio, '/api/runs', { config, command: 'train', architecture: 'self', seed: 3 });
    await all.until(({ data }) => data.id === 'custom-self-3-1' && data.state === 'finished');
    all.close();
    const { page, complaints } = await openPage(
      browser,
      studio.url.replace('#', 'run/custom-self-3-1#'),
    );
    await page.getByRole('link', { name: 'Evaluate and export' }).click();
    await page.getByRole('button', { name: 'Evaluate Evaluation' }).click();
    const table = page.getByRole('region', { name: 'Evaluation', exact: true });
    await table.waitFor({ timeout: 120_000 });
    const cells = await table.locator('tbody td').allTextContents();
    expect(cells[1]).toBe(cells[3]);
    await page.getByLabel('Program that will read').selectOption('lava');
    await page.getByRole('button', { name: 'Make NIR' }).click();
    await page.getByText(/--allow-lossy/).waitFor({ timeout: 120_000 });
    await page.getByLabel('allow losses').check();
    await page.getByRole('button', { name: 'Make NIR' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 120_000 }),
      page
        .getByRole('button', { name: /Download custom-self-3-1-lava\.nir/ })
        .click({ timeout: 120_000 }),
    ]);
    expect(download.suggestedFilename()).toBe('custom-self-3-1-lava.nir');
    expect((await readFile(await download.path())).subarray(1, 4).toString()).toBe('HDF');
    expect(await findingsEverywhere(page)).toEqual([]);

    await page.getByRole('link', { name: 'Log' }).click();
    const printed = page.getByRole('region', { name: 'Printed lines' });
    await expect.poll(() => printed.textContent()).toMatch(/Run directory: .*test: accuracy/s);
    const lines = page.getByRole('region', { name: 'Lines of the record' });
    await expect
      .poll(() => lines.textContent())
      .toMatch(/^training, epoch 1\/2: loss.*\ntraining, epoch 2\/2.*\ntest: accuracy/);
    expect(await findingsEverywhere(page)).toEqual([]);

    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Run again with another seed' }).click();
    await page.waitForURL('**/run/custom-self-4-1');
    await page.getByText('Seed 4.').waitFor({ timeout: 120_000 });
    await page.getByText('100.00\u00a0%').or(page.getByText('finished')).first().waitFor();
    // A run that is only beginning has no record, which the page asks for until it is there.
    expect(complaints.every((text) => text.includes('404'))).toBe(true);
    expect(defects).toEqual([]);
  });

  it('the log of a run from elsewhere has what its record says, and is never empty', async () => {
    const { studio, runs, page: folder } = await opened();
    writePage(files, folder);
    const found = { 'config.json': record(), 'summary.json': SUMMARY };
    const whole = { ...found, 'architecture.json': inventedArchitecture() };
    const bad = epoch(2).replace('"loss":0.5', '"loss":"low"');
    writeRun(runs, 'some', { ...whole, 'metrics.jsonl': epoch(1) + bad });
    writeRun(runs, 'none', { ...whole, 'metrics.jsonl': '' });
    const { page } = await openPage(browser, studio.url.replace('#', 'run/some?part=log#'));
    await page.getByText('This run was not started from the studio').waitFor();
    const lines = page.getByRole('region', { name: 'Lines of the record' });
    await expect
      .poll(() => lines.textContent())
      .toMatch(/^size search, epoch 1\/99: loss.*\ndamaged: .*line 2, field loss/);
    await page.goto(new URL('/run/none?part=log', page.url()).href);
    await page.getByText('Its record has no lines that say anything.').waitFor();
    expect(await findingsEverywhere(page)).toEqual([]);
  });

  it('the title says how far a run is, and who asked for it is told that it ended', async () => {
    const fake = await FakeServer.start(files);
    const summary = summaryOf({ id: 'live', state: 'running', accuracy: null });
    fake.add({ summary, record: inventedRecord(), events: inventedStage('size', 3) });
    fake.add({ summary: summaryOf({ id: 'quiet', state: 'running' }) });
    fake.add({ summary: summaryOf({ id: 'study/x', state: 'running' }) });
    fake.studies = [
      {
        kind: 'study',
        id: 'study',
        name: 's',
        states: ['finished'],
        secondsLeft: null,
        problem: null,
      },
    ];
    const { page, complaints } = await openPage(browser, `${fake.origin}/run/live#token=${TOKEN}`);
    await page.context().grantPermissions(['notifications']);
    await page.evaluate(stub);
    const title = () => page.title();
    await expect.poll(title).toMatch(/^\d+\u00a0% · live – Motifsmith$/);
    const before = Number.parseInt(await title(), 10);
    fake.append('live', ...inventedStage('size', 9).slice(36));
    await expect.poll(async () => Number.parseInt(await title(), 10)).toBeGreaterThan(before);
    const shown = () => page.evaluate(() => (globalThis as never as { shown: string[] }).shown);
    const asked = () => page.evaluate(() => (globalThis as never as { asked: number }).asked);
    expect(await asked()).toBe(0);
    const bell = page.getByRole('button', { name: 'Notify me when a run ends' });
    await bell.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => bell.getAttribute('aria-pressed')).toBe('true');
    expect(await asked()).toBe(1);
    // Once the list is known.
    await expect
      .poll(async () => {
        fake.update('quiet', { state: 'running' });
        fake.update('quiet', { state: 'finished', accuracy: 0.5 });
        return shown();
      })
      .toContain('quiet finished: test accuracy 50.00\u00a0%');
    fake.update('study/x', { state: 'finished' });
    fake.update('live', { state: 'failed', problem: 'No.' });
    await expect.poll(shown).toContain('live failed: No.');
    await expect.poll(title).toBe('live – Motifsmith');
    expect((await shown()).filter((text) => text.startsWith('study'))).toEqual([]);
    expect(await findingsEverywhere(page)).toEqual([]);
    await bell.click();
    await expect.poll(() => bell.getAttribute('aria-pressed')).toBe('false');
    fake.update('live', { state: 'running' });
    fake.update('live', { state: 'stopped', problem: null });
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    expect((await shown()).at(-1)).toBe('live failed: No.');
    expect(complaints).toEqual([]);
    await fake.stop();
  });
});

/** In the place of the system's notifications, which nobody sees here. */
function stub(): void {
  const shown: string[] = [];
  class Stub {
    static permission = 'default';
    static requestPermission = async () => {
      seen.asked += 1;
      return 'granted';
    };
    constructor(title: string, { body }: { body: string }) {
      shown.push(`${title} ${body}`);
    }
    close() {}
  }
  const seen = Object.assign(globalThis, { shown, asked: 0, Notification: Stub });
}
