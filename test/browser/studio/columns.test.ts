/** The columns of the list of runs, and the runs drawn by two of them: by pointer, by keys and by finger. */
import { readFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { describeInChromium } from '../chromium.ts';
import { findingsEverywhere } from './browser.ts';
import { summaryOf } from './fake-server.ts';
import { fakeStudio } from './fake-studio.ts';
import { inventedRecord } from './invented-run.ts';

// Browsers take their time on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

describeInChromium('the columns of the list of runs', (executable) => {
  const studio = fakeStudio(executable);

  it('has the columns that were chosen, in the order that was chosen, by pointer, keys and finger', async () => {
    studio.fake.columns = {
      figures: ['ac', 'testLoss'],
      settings: [
        { path: 'training.epochs', differs: true },
        { path: 'search.weights.batchSize', differs: false },
      ],
    };
    const columns = (ac: number, epochs: number) => ({
      'figure.ac': ac,
      'setting.training.epochs': epochs,
      'setting.search.weights.batchSize': 10,
    });
    studio.fake.add({ summary: summaryOf({ id: 'g', kind: 'group', seed: null }) });
    for (const [seed, ac] of [2000, 4000].entries()) {
      const member = {
        kind: 'member',
        group: 'g',
        name: 'g',
        accuracy: 0.8 + seed / 10,
      } as const;
      studio.fake.add({
        summary: summaryOf({ id: `g/seed-${seed}`, seed, ...member }),
        columns: columns(ac, 5),
      });
    }
    studio.fake.add({ summary: summaryOf({ id: 'x', seed: 7 }), columns: columns(100, 9) });
    const { page, complaints } = await studio.open('/');
    await page.getByText('3 runs in').waitFor();
    await page.getByRole('button', { name: 'Columns', exact: true }).click();
    const head = (name: string) => page.locator('.runs thead button', { hasText: name });
    const heads = () => page.locator('.runs thead th button .words').allTextContents();
    await page.getByRole('checkbox', { name: 'SynOps of an inference' }).check();
    await page.getByRole('searchbox', { name: 'Find a column' }).fill('training epochs');
    await page.getByRole('checkbox', { name: 'Training › Epochs' }).focus();
    await page.keyboard.press('Space');
    await expect
      .poll(heads)
      .toEqual([
        ...['Star', 'Run', 'State', 'Data', 'Method', 'Seed', 'Accuracy', 'Motif', 'Weights'],
        ...['Time', 'Changed', 'SynOps', 'Epochs'],
      ]);
    // By keys to the left, the button under the fingers.
    const left = page.getByRole('button', { name: 'Move Training › Epochs to the left' });
    await left.focus();
    for (let k = 0; k < 9; k++) await page.keyboard.press('Enter');
    await page.getByText('Training › Epochs: column 2 of 11').waitFor();
    expect(await left.evaluate((button) => button === document.activeElement)).toBe(true);
    for (const name of ['Data', 'Method', 'Motif size', 'Trained weights', 'Compute time']) {
      await page.getByRole('button', { name: `Leave ${name} out` }).click();
    }
    await page.getByRole('button', { name: 'Leave Changed out' }).click();
    const own = ['Star', 'Run', 'State', 'Epochs', 'Seed', 'Accuracy', 'SynOps'];
    expect(await heads()).toEqual(own);

    // Sorted by a setting and by a figure; rows without a value would be last.
    const names = () => page.locator('.runs tbody .title small').allTextContents();
    await head('Epochs').click();
    await head('Epochs').click();
    expect((await names())[0]).toBe('x');
    await head('SynOps').click();
    expect(await names()).toEqual(['x', 'g/seed-0', 'g/seed-1']);

    await page.getByLabel('seeds in one row').check();
    await page.getByText('3 runs in 2 rows').waitFor();
    const group = page.getByRole('row', { name: /2 runs of g/ });
    expect(await group.getByRole('cell').allTextContents()).toEqual([
      ...['', '', 'g2 runs of g', 'finished', '5', '0, 1', '85.00 ± 7.07\u00a0%', '3,000 ± 1,414'],
    ]);
    await group.getByRole('checkbox').check();
    await page.getByText('2 runs selected').waitFor();

    // It is all in the address: by a link, and back.
    await group.getByRole('link').click();
    await page.waitForURL('**/run/g');
    await page.goBack();
    await page.getByText('3 runs in 2 rows').waitFor();
    expect(await heads()).toEqual(own);
    const { page: linked } = await studio.open(page.url().slice(studio.fake.origin.length));
    await linked.getByText('3,000 ± 1,414').waitFor();

    // By finger, on a telephone.
    const telephone = await studio.openByFinger('/');
    await telephone.getByRole('button', { name: 'Columns', exact: true }).tap();
    await telephone.getByRole('checkbox', { name: 'Training › Epochs' }).tap();
    await telephone.getByRole('button', { name: 'Move Training › Epochs to the left' }).tap();
    await telephone.getByText('Training › Epochs: column 9 of 10').waitFor();
    expect(await telephone.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.getByRole('button', { name: 'Columns', exact: true }).click();
    expect(await findingsEverywhere(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('names the runs whose settings cannot be read', async () => {
    studio.fake.unread = ['bad'];
    studio.fake.add({ summary: summaryOf({ id: 'bad' }) });
    const { page } = await studio.open('/?column=setting.training.epochs');
    await page.getByText('The settings of these runs cannot be read: bad.').waitFor();
  });

  it('draws the runs that it shows by any two columns, read by pointer, keys and finger, and taken out', async () => {
    studio.fake.columns = {
      figures: ['ac'],
      settings: [
        { path: 'training.learningRate', differs: true },
        { path: 'network.boundary', differs: true },
      ],
    };
    [0.001, 0.01, 0.1].forEach((rate, k) => {
      studio.fake.add({
        record: inventedRecord(),
        summary: summaryOf({
          id: `run-${k}`,
          name: k === 2 ? 'odd' : 'even',
          accuracy: 0.7 + k / 10,
        }),
        columns: {
          'setting.training.learningRate': rate,
          'setting.network.boundary': k === 1 ? 'ring' : 'open',
          'figure.ac': k === 1 ? null : 1000 * (k + 1),
        },
      });
    });
    const { page, complaints } = await studio.open('/');
    await page.getByRole('button', { name: 'Plot', exact: true }).click();
    await page
      .getByRole('group', { name: /^Test accuracy by Trained weights of 3 runs/ })
      .waitFor();
    await page.getByRole('combobox', { name: 'Across' }).selectOption('Training › Learning rate');
    await page.getByLabel('Logarithmic axis, across').check();
    const chart = page.getByRole('group', {
      name: /Test accuracy by Training › Learning rate of 3/,
    });
    const points = chart.getByRole('link');
    await expect.poll(() => points.count()).toBe(3);
    const at = async (k: number) => (await points.nth(k).boundingBox())!.x;
    // At equal distances, as their logarithms are.
    await expect
      .poll(async () => Math.abs((await at(2)) - 2 * (await at(1)) + (await at(0))))
      .toBeLessThan(2);
    const plot = page.getByRole('region', { name: 'Runs by two columns' });
    const read = plot.getByRole('status');
    await points.nth(1).hover();
    await expect
      .poll(() => read.textContent())
      .toBe('run-1: Training › Learning rate 0.01, Test accuracy 80.00\u00a0%');

    // By keys: one point is in the order of the tab key.
    await points.nth(1).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => read.textContent()).toContain('run-2: ');
    await page.keyboard.press('Home');
    await expect.poll(() => read.textContent()).toContain('run-0: ');
    expect(await chart.locator('a[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/run/run-0');
    await page.goBack();
    await chart.waitFor();
    expect(await page.getByLabel('Logarithmic axis, across').isChecked()).toBe(true);

    // Only the runs that the filter shows; values that have names; runs without a value.
    await page.getByRole('searchbox', { name: 'Find a run' }).fill('even');
    await page.getByRole('group', { name: /of 2 runs/ }).waitFor();
    await page.getByRole('searchbox', { name: 'Find a run' }).fill('');
    await page
      .getByRole('combobox', { name: 'Across' })
      .selectOption('Network › First and last motif');
    await plot.locator('svg text', { hasText: 'ring' }).waitFor();
    await page.getByRole('combobox', { name: 'Up' }).selectOption('SynOps of an inference');
    await page.getByText('1 run without both.').waitFor();
    expect(await findingsEverywhere(page)).toEqual([]);

    const file = async (kind: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        plot.getByRole('button', { name: new RegExp(`^Download .* as ${kind}$`) }).click(),
      ]);
      const name = 'synops-of-an-inference-by-network-first-and-last-motif';
      expect(download.suggestedFilename()).toBe(`${name}.${kind.toLowerCase()}`);
      return readFile(await download.path());
    };
    expect((await file('CSV')).toString()).toBe(
      'run,Network › First and last motif,SynOps of an inference\nrun-0,open,1000\nrun-2,open,3000\n',
    );
    expect((await file('PNG')).subarray(1, 4).toString()).toBe('PNG');
    const svg = (await file('SVG')).toString();
    expect(svg).toMatch(/^<svg [^>]*xmlns=[\s\S]*>ring</);
    expect(svg).not.toMatch(/<a |var\(--|transparent/);

    // A finger reads first, and then follows.
    const telephone = await studio.openByFinger(page.url().slice(studio.fake.origin.length));
    const touched = telephone
      .getByRole('group', { name: /SynOps/ })
      .getByRole('link')
      .first();
    await touched.tap();
    await telephone.getByText('SynOps of an inference 1,000').waitFor();
    expect(new URL(telephone.url()).pathname).toBe('/');
    await touched.tap();
    await telephone.waitForURL('**/run/run-0');
    // Of a run there is nothing but its settings.
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });
});
