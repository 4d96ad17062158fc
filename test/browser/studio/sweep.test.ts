/** The page of a sweep, before the studio's own server: what is seen, limited, sorted and followed, also by keys. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { runSweep } from '../../../src/sweep/run-sweep.ts';
import { get, opened } from '../../studio/server/studio.ts';
import { readTinySweep } from '../../sweep/tiny-sweep.ts';
import { describeInChromium } from '../chromium.ts';
import { findingsEverywhere, launch, openPage } from './browser.ts';
import { buildPage, writePage } from './build-page.ts';

// Browsers and runs take their time on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

describeInChromium('a sweep', (executable) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(executable);
  }, 60_000);
  afterAll(() => browser?.close());

  it('shows its trials as lines, points and rows, limited by pointer and by keys', async () => {
    const { studio, runs, page: folder, defects } = await opened({ lookMs: 100 });
    writePage(await buildPage(), folder);
    const sweep = await readTinySweep(folder, {
      seeds: [1],
      parameters: {
        'training.learningRate': { from: 0.001, to: 0.1, scale: 'log', points: 2 },
        'training.loss.kind': ['psc', 'cross-entropy'],
      },
      halving: { settings: ['training.epochs'], factor: 4, rungs: 2 },
    });
    await runSweep(join(runs, 'tiny'), sweep, { jobs: 2 });

    const { page, complaints } = await openPage(browser, studio.url);
    await page.getByText('sweep, 5 runs').waitFor();
    await page.getByLabel('with 5 runs of studies').waitFor();
    await page.getByRole('link', { name: 'tiny' }).click();
    await page.waitForURL('**/sweep?id=tiny');
    await page.getByText('scored on 7 training samples held out').waitFor();
    const rows = page.getByRole('region', { name: 'Table of trials' }).locator('tbody tr');
    expect(await rows.count()).toBe(4);
    expect(await page.locator('polyline').count()).toBe(4);
    expect(await page.getByText('What matters').count()).toBe(1);
    await page.getByText(/--set "training.learningRate=0\.\d+" --set/).waitFor();

    // The upper half of the learning rate: two of the four.
    const axis = page.locator('[data-axis="training.learningRate"]');
    await axis.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await axis.boundingBox())!;
    await page.mouse.move(x + width / 2, y + 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 2, { steps: 3 });
    await page.mouse.up();
    await page.getByText('2 of 4 trials within the limits').waitFor();
    expect(await rows.count()).toBe(2);
    await page.getByRole('button', { name: 'Take the limits away' }).click();
    await page.getByText('4 trials. Drag along an axis').waitFor();

    // The same by keys.
    await page.getByText('Limits by sliders').press('Enter');
    const slider = page.getByLabel('training.loss.kind, from');
    await slider.press('End');
    await page.getByText('2 of 4 trials within the limits').waitFor();
    expect(await slider.getAttribute('aria-valuetext')).toBe('cross-entropy');
    expect(await rows.allTextContents()).toEqual([
      expect.stringContaining('cross-entropy'),
      expect.stringContaining('cross-entropy'),
    ]);
    expect(await findingsEverywhere(page)).toEqual([]);
    await slider.press('Home');

    await page.getByRole('combobox', { name: 'Up' }).selectOption('validation loss');
    const points = page.getByRole('group', {
      name: /Validation loss by training.learningRate of 4/,
    });
    await points.waitFor();
    expect(await points.getByRole('link').count()).toBe(4);
    await page.getByRole('button', { name: 'Trial', exact: true }).click();
    expect(await rows.first().locator('th').textContent()).toBe('1');
    await page.getByRole('button', { name: 'Rung 2' }).click();
    await expect.poll(() => rows.count()).toBe(1);
    await rows.first().locator('a').click();
    await page.waitForURL('**/run/tiny/runs/data/trial-000*/seed-1');
    await page
      .getByText('7 of its 18 training samples take the place of the test samples')
      .waitFor();
    expect([complaints, defects]).toEqual([[], []]);

    const report = await get(studio, '/api/sweep?id=tiny');
    expect(report).toMatchObject({ kind: 'sweep', rungs: 2, plannedRuns: 5 });
  });
});
