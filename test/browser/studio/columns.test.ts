/** The columns of the list of runs, and the runs drawn by two of them: by pointer, by keys and by finger. */
import { expect, it, vi } from 'vitest';
import { describeInChromium } from '../chromium.ts';
import { findingsEverywhere } from './browser.ts';
import { summaryOf } from './fake-server.ts';
import { fakeStudio } from './fake-studio.ts';

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
});
