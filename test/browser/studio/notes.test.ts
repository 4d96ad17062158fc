/** What people write about runs, before the studio's own server: by keys, over two studios, and undone. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { epoch, record, SUMMARY, writeRun } from '../../studio/server/files.ts';
import { opened, post } from '../../studio/server/studio.ts';
import { describeInChromium } from '../chromium.ts';
import { findingsEverywhere, launch, openPage } from './browser.ts';
import { buildPage, writePage } from './build-page.ts';
import { inventedArchitecture } from './invented-run.ts';

// Browsers take their time on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

const FILES = {
  ...{ 'config.json': record(), 'summary.json': SUMMARY, 'metrics.jsonl': epoch(1) },
  'architecture.json': inventedArchitecture(),
};

describeInChromium('what is written about runs', (executable) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(executable);
  }, 60_000);
  afterAll(() => browser?.close());

  const studioWith = async (ids: readonly string[]) => {
    const { studio, runs, page: folder, defects } = await opened({ lookMs: 100 });
    writePage(await buildPage(), folder);
    for (const id of ids) writeRun(runs, id, FILES);
    const open = async (path: string) => openPage(browser, studio.url.replace('#', `${path}#`));
    return { studio, runs, defects, open };
  };
  const rows = (page: Page) => page.locator('tbody tr.one');
  const titles = (page: Page) => page.locator('tbody .title a').allTextContents();

  it('is typed on the run’s page, shown as it is, and found in the list', async () => {
    const { open, defects } = await studioWith(['one', 'two']);
    const { page, complaints } = await open('run/one');
    await page.getByRole('button', { name: 'Edit name, tags and note' }).click();
    await page.getByLabel('Name', { exact: true }).fill('<img src=x onerror=alert(1)> & Söhne');
    await page.getByLabel('Tags', { exact: true }).fill(' first, <b>bold</b>,first ');
    const note = `${'Lang '.repeat(1999)}\nEnde`;
    await page.getByLabel('Note', { exact: true }).fill(note);
    expect(await findingsEverywhere(page)).toEqual([]);
    await page.getByLabel('Name', { exact: true }).press('Enter');
    await page.getByRole('heading', { name: '<img src=x onerror=alert(1)> & Söhne' }).waitFor();
    expect(await page.locator('.note').textContent()).toBe(note);
    expect(await page.locator('.tag').allTextContents()).toEqual(['first', '<b>bold</b>']);
    await page.getByRole('button', { name: 'Star one' }).press('Enter');
    await page.locator('.star[aria-pressed=true]').waitFor();
    expect(await findingsEverywhere(page)).toEqual([]);

    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByText('2 runs in').waitFor();
    await page.getByLabel('Tag').selectOption('<b>bold</b>');
    await page.getByText('1 of 2 runs').waitFor();
    expect(await titles(page)).toEqual(['<img src=x onerror=alert(1)> & Söhne']);
    await page.getByLabel('Tag').selectOption('Tag: all');
    await page.getByLabel('starred').check();
    await page.getByText('1 of 2 runs').waitFor();
    expect(new URL(page.url()).search).toBe('?starred=only');
    await page.getByLabel('starred').uncheck();
    await page.getByRole('button', { name: 'Star two' }).click();
    await expect.poll(() => page.locator('.star[aria-pressed=true]').count()).toBe(2);
    expect(await findingsEverywhere(page)).toEqual([]);
    expect([complaints, defects]).toEqual([[], []]);
  });

  it('is not overwritten by who has not seen it', async () => {
    const { studio, open } = await studioWith(['one']);
    const { page } = await open('run/one');
    await page.getByRole('button', { name: 'Edit name, tags and note' }).click();
    await page.getByLabel('Note', { exact: true }).fill('mine');
    const theirs = { revision: 0, change: { note: 'theirs' } };
    expect((await post(studio, '/api/runs/one/notes', theirs)).status).toBe(200);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The note of this run has been changed elsewhere').waitFor();
    await page.getByText('theirs').waitFor();
    expect(await page.getByLabel('Note', { exact: true }).inputValue()).toBe('mine');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => page.locator('.notes .note').allTextContents()).toEqual(['mine']);
  });

  it('archives, tags and deletes several at once, and brings them back', async () => {
    const { seed: _, method: __, ...group } = record({ kind: 'group' });
    const { runs, open } = await studioWith(['a', 'b', 'g/seed-1', 'g/seed-2']);
    writeRun(runs, 'g', { 'config.json': group });
    const { page, complaints } = await open('');
    await page.getByText('4 runs in').waitFor();
    await page.getByRole('checkbox', { name: 'Select a' }).check();
    await page.getByRole('checkbox', { name: 'Select g/seed-1' }).check();
    await page.getByLabel('Tags to add').fill('keep');
    await page.getByLabel('Tags to add').press('Enter');
    await expect.poll(() => page.locator('.tag').allTextContents()).toEqual(['keep', 'keep']);

    await page.getByRole('checkbox', { name: 'Select g/seed-1' }).check();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('g/seed-1 is a part of g.').waitFor();
    await page.getByRole('checkbox', { name: 'Select g/seed-2' }).check();
    await page.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.getByText('1 deleted run, which').click();
    expect(await findingsEverywhere(page)).toEqual([]);
    await page.getByRole('button', { name: 'Restore g' }).click();
    await expect.poll(() => rows(page).count()).toBe(4);

    await page.getByRole('checkbox', { name: 'Select b' }).check();
    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByText('3 runs in').waitFor();
    await page.getByLabel('archived (1)').check();
    await page.getByText('1 run in').waitFor();
    expect(await page.locator('tbody small').allTextContents()).toEqual(['b']);
    await page.locator('tbody .title a').click();
    await page.getByRole('button', { name: 'Take out of the archive' }).click();
    await page.getByRole('button', { name: 'Archive' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('says in every tab that a run was deleted, and gives it back or erases it', async () => {
    const { runs, open } = await studioWith(['one', 'two']);
    const { page } = await open('run/one');
    const { page: other } = await open('run/one');
    await other.getByRole('heading', { name: 'tiny' }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('1 deleted run, which').click();
    await other.getByText('This run has been deleted').waitFor();
    expect(await findingsEverywhere(other)).toEqual([]);
    await other.getByRole('button', { name: 'Restore it' }).click();
    await other.getByRole('button', { name: 'Delete' }).waitFor();
    await page.getByText('2 runs in').waitFor();
    await other.getByRole('button', { name: 'Delete' }).click();
    await other.getByText('1 deleted run, which').click();
    await other.getByRole('button', { name: /Erase for good.*one/ }).click();
    await other.getByRole('button', { name: /It cannot be undone.*one/ }).click();
    await expect.poll(() => other.locator('.trash').count()).toBe(0);
    expect([existsSync(join(runs, 'one')), readdirSync(join(runs, '.trash'))]).toEqual([false, []]);
  });
});
