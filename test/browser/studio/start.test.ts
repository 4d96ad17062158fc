/** How data are looked at and runs started, before a server of which the test decides what it says. */
import { beforeEach, expect, it, vi } from 'vitest';
import type { FolderList } from '../../../src/studio/api/data.ts';
import type { RunSettings } from '../../../src/studio/api/record.ts';
import { requestSchema } from '../../../src/studio/server/start-run.ts';
import { describeInChromium } from '../chromium.ts';
import { findingsEverywhere } from './browser.ts';
import { reportOf, summaryOf } from './fake-server.ts';
import { fakeStudio } from './fake-studio.ts';
import { inventedRecord, inventedStage } from './invented-run.ts';

// Browsers take their time on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

const PRESETS = [
  {
    name: 'demo',
    summary: 'A first look',
    config: { data: { source: 'mnist-saccade' }, search: { sizeEpochs: 3 } },
  },
  { name: 'shd', summary: 'Spoken digits', config: { data: { source: 'recordings', pool: 5 } } },
];

const NOTHING = { more: 0, whole: true, links: 0 };
const HOSTILE = '<img src=x onerror=alert(1)>\u202e';
const FOLDERS: Readonly<Record<string, FolderList>> = {
  '': {
    ...{ path: null, above: null, ...NOTHING },
    entries: [{ name: 'data', path: '/data', kind: 'folder', bytes: null }],
  },
  '/data': {
    ...{ path: '/data', above: null, more: 99_500, whole: false, links: 2 },
    entries: [
      { name: 'set', path: '/data/set', kind: 'folder', bytes: null },
      { name: HOSTILE, path: `/data/${HOSTILE}`, kind: 'file', bytes: 12 },
    ],
  },
  '/data/set': { ...{ path: '/data/set', above: '/data', ...NOTHING }, entries: [] },
};

describeInChromium('starting a run, and looking at data', (executable) => {
  const studio = fakeStudio(executable);
  const { open } = studio;
  beforeEach(() => {
    studio.fake.presets = PRESETS;
    studio.fake.schema = requestSchema();
    studio.fake.folders = FOLDERS;
    studio.fake.data = { 'mnist-saccade': reportOf(), '/data/set': reportOf() };
    studio.fake.add({
      summary: summaryOf({ id: 'live', state: 'running', accuracy: null, stage: 'size' }),
      record: inventedRecord(),
      events: inventedStage('size', 3),
    });
    studio.fake.onStart = () => 'live';
  });

  const sent = () => studio.fake.posts.at(-1)!.body;

  it('begins with data, kind and method chosen, and says what each kind takes', async () => {
    const { page, complaints } = await open('/');
    await page.getByRole('link', { name: 'Start', exact: true }).click();
    await page.getByText('12 recordings, 2 classes').waitFor();
    await expect
      .poll(() => page.getByText(/^About 1.min 30.s, 200.0.MB of memory$/).count())
      .toBe(3);
    await page.getByRole('img', { name: /^The first recording: 2 events/ }).waitFor();
    await page.getByRole('button', { name: 'Start the search' }).click();
    await page.waitForURL('**/run/live');
    expect(sent()).toEqual({
      name: 'digits-quick',
      config: reportOf().found!.suggestion!.kinds.quick,
      command: 'search',
      seed: 1,
    });
    expect(complaints).toEqual([]);
  });

  it('starts several seeds as a group, by pointer, keys and finger, and keeps their number in the address', async () => {
    const { page, complaints } = await open('/start');
    await page.getByText('12 recordings, 2 classes').waitFor();
    const seeds = page.getByLabel('Number of seeds');
    await seeds.selectOption('3');
    await page
      .getByText('A group of 3 runs, one after the other, with the seeds from 1 to 3')
      .waitFor();
    await seeds.focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => new URL(page.url()).search).toBe('?seeds=4');
    await page.reload();
    await page.getByRole('button', { name: 'Start the search with 4 seeds' }).waitFor();
    expect(await findingsEverywhere(page)).toEqual([]);
    await page.getByText('Advanced', { exact: true }).click();
    await page.getByLabel('First seed', { exact: true }).fill('7');
    await page.getByText('with the seeds from 7 to 10').waitFor();
    await page.getByRole('button', { name: 'Start the search with 4 seeds' }).click();
    await page.waitForURL('**/run/live');
    expect(sent()).toMatchObject({ seed: 7, seedCount: 4 });
    expect(complaints).toEqual([]);

    // A number that cannot be is none.
    const telephone = await studio.openByFinger('/start?seeds=1000');
    await telephone.getByText('12 recordings, 2 classes').waitFor();
    expect(await telephone.getByLabel('Number of seeds').inputValue()).toBe('1');
    await telephone.getByLabel('Number of seeds').tap();
    await telephone.getByLabel('Number of seeds').selectOption('2');
    await telephone.getByRole('button', { name: 'Start the search with 2 seeds' }).tap();
    await telephone.waitForURL('**/run/live');
    expect(sent()).toMatchObject({ seed: 1, seedCount: 2 });
  });

  it('begins with the seeds of a group that is to be like another', async () => {
    const { kind, seed, method, ...record } = inventedRecord() as Extract<
      RunSettings,
      { kind: 'run' }
    >;
    expect([kind, seed, method]).toEqual(['run', 1, 'search']);
    const config = { ...record.config, seeds: [4, 5, 6] };
    studio.fake.add({
      summary: summaryOf({ id: 'g', kind: 'group', seed: null }),
      record: { ...record, config, kind: 'group' },
    });
    const { page } = await open('/start?from=g');
    await page.getByText('with the seeds from 4 to 6').waitFor();
  });

  it('chooses a folder, a kind and a method by keys alone, and keeps them in the address', async () => {
    const { page, complaints } = await open('/start');
    await page.getByText('12 recordings, 2 classes').waitFor();
    await page.getByLabel('Data', { exact: true }).focus();
    // The last choice of the list: one of the reader’s own.
    await page.keyboard.press('End');
    await page.getByRole('button', { name: 'data/' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Over 99,500 more entries').waitFor();
    await page.getByText('2 links or special files are left out').waitFor();
    await page.getByRole('button', { name: 'Use set' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('/data/set', { exact: true }).waitFor();
    await page.getByRole('radio', { name: /^Quick/ }).focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => new URL(page.url()).search).toBe('?path=%2Fdata%2Fset&kind=normal');
    await page.getByLabel('Method', { exact: true }).focus();
    await page.keyboard.type('LSTM', { delay: 20 });
    await page.keyboard.press('Enter');
    await page.getByLabel('Method', { exact: true }).selectOption('lsm');
    await page.getByText('A liquid state machine: a fixed random column').waitFor();
    await page.reload();
    await page.getByText('A liquid state machine: a fixed random column').waitFor();
    await page.getByRole('button', { name: 'Start the training' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/run/live');
    expect(sent()).toEqual({
      name: 'set-normal',
      config: reportOf().found!.suggestion!.kinds.normal,
      command: 'train',
      architecture: 'lsm',
      seed: 1,
    });
    expect(complaints).toEqual([]);
  });

  it('takes a preset for the data that were chosen, and another strategy', async () => {
    const { page } = await open('/start?path=%2Fdata%2Fset');
    await page.getByRole('radio', { name: /^As a preset/ }).check();
    await page.getByLabel('Preset', { exact: true }).selectOption('shd');
    await page.getByText('Spoken digits').waitFor();
    await page.getByLabel('Method', { exact: true }).selectOption('random-search');
    await page.getByRole('button', { name: 'Start the search' }).click();
    await page.waitForURL('**/run/live');
    expect(sent()).toEqual({
      config: {
        preset: 'shd',
        data: { path: '/data/set' },
        search: { strategy: 'random' },
      },
      command: 'search',
      seed: 1,
    });
  });

  it('has every setting under Advanced, by its name, and refuses what is wrong beside it', async () => {
    const { page, complaints } = await open('/start');
    await page.getByText('Advanced', { exact: true }).click();
    await page.locator('.advanced > .group > summary', { hasText: 'Training' }).click();
    const epochs = page.locator('[data-setting="training.epochs"]');
    expect(await epochs.locator('label').textContent()).toMatch(/^Epochs/);
    expect(await epochs.getByRole('textbox').inputValue()).toBe('2');
    await epochs.getByRole('textbox').fill('0');
    await epochs.getByText('Give a whole number of at least 1.').waitFor();
    expect(await page.getByRole('button', { name: 'Start the search' }).isDisabled()).toBe(true);
    await epochs.getByRole('textbox').fill('3');
    await page.getByText('Changed: Training › Epochs').waitFor();
    await page.getByRole('button', { name: 'Start the search' }).click();
    await page.waitForURL('**/run/live');
    expect(sent()).toMatchObject({ config: { training: { epochs: 3 } } });
    expect(complaints).toEqual([]);
  });

  it('brings the field that the server names into sight, with the focus', async () => {
    studio.fake.onStart = () => {
      const where = 'field config, search.weights.augmentation.zoom';
      throw { error: { kind: 'usage', message: 'Too much.', where, remedy: 'Give 0.1.' } };
    };
    const { page } = await open('/start?kind=paper');
    await page.getByText('12 recordings, 2 classes').waitFor();
    const field = page.locator('[data-setting="search.weights.augmentation.zoom"]');
    expect(await field.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Start the search' }).click();
    await field.getByText('Too much. Give 0.1.').waitFor();
    const box = field.getByRole('textbox');
    await expect.poll(() => box.evaluate((it) => it === document.activeElement)).toBe(true);
    expect(await box.getAttribute('aria-invalid')).toBe('true');
    // What was chosen is still there.
    expect(await page.getByRole('radio', { name: /^Paper/ }).isChecked()).toBe(true);
    await box.fill('0.1');
    studio.fake.onStart = () => 'live';
    await page.getByRole('button', { name: 'Start the search' }).click();
    await page.waitForURL('**/run/live');
  });

  it('keeps the form where the data are gone, and offers others in place', async () => {
    studio.fake.onStart = () => {
      const where = 'data.path: /data/set';
      throw { error: { kind: 'data', message: 'It does not exist.', where, remedy: null } };
    };
    const { page } = await open('/start?path=%2Fdata%2Fset&kind=normal&method=dense');
    await page.getByText('12 recordings, 2 classes').waitFor();
    await page.getByRole('button', { name: 'Start the training' }).click();
    const data = page.locator('[data-setting="data.path"]');
    await data.getByText('It does not exist.').waitFor();
    const choice = page.getByLabel('Data', { exact: true });
    await expect.poll(() => choice.evaluate((it) => it === document.activeElement)).toBe(true);
    expect(await page.getByRole('radio', { name: /^Normal/ }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Use data' }).waitFor();
    await choice.selectOption('mnist-saccade');
    studio.fake.onStart = () => 'live';
    await page.getByRole('button', { name: 'Start the training' }).click();
    await page.waitForURL('**/run/live');
    expect(sent()).toMatchObject({ name: 'digits-normal', architecture: 'dense' });
  });

  it('says why a search cannot learn from data, and that it looks into them', async () => {
    studio.fake.data = {
      '/data/set': reportOf({
        suggestion: null,
        unfit: {
          ...{ kind: 'data', message: 'All recordings are of one class.', where: null },
          remedy: 'Give the folder above.',
        },
      }),
      'mnist-saccade': { state: 'opening', done: 0, total: 0, found: null, problem: null },
    };
    const { page } = await open('/start?path=%2Fdata%2Fset');
    await page.getByText('All recordings are of one class.').waitFor();
    await page.getByText('Choose other data first.').waitFor();
    expect(await page.getByRole('button', { name: 'Start the search' }).isDisabled()).toBe(true);
    await page.getByLabel('Data', { exact: true }).selectOption('mnist-saccade');
    await page.getByText('Looking into Digits').waitFor();
    studio.fake.data = { 'mnist-saccade': reportOf() };
    await expect
      .poll(() => page.getByRole('button', { name: 'Start the search' }).isEnabled())
      .toBe(true);
  });

  it('looks through folders, into a set, through its recordings, and on to Start', async () => {
    const warnings = { total: 120, first: [{ where: 'left/1', what: HOSTILE }] };
    studio.fake.data = {
      '/data/set': {
        ...reportOf({ warnings, irregularities: ['3 steps back in time, put in order'] }),
        ...{ state: 'reading', done: 3 },
      },
    };
    const { page, complaints } = await open('/data');
    await page.getByRole('button', { name: 'data/' }).click();
    // A name is text, whatever is in it.
    await page.getByText('<img src=x onerror=alert(1)>\\u202e', { exact: true }).waitFor();
    expect(await page.locator('.entries img').count()).toBe(0);
    await page.getByRole('button', { name: 'Inspect set' }).click();
    await page.getByText('Read 3 of 12 recordings so far').waitFor();
    await page.getByText('3 steps back in time, put in order').waitFor();
    await page.getByText('… and 119 that are not listed.').waitFor();
    await page.getByRole('cell', { name: 'It fits.' }).waitFor();
    expect(await page.locator('.bars li').allTextContents()).toEqual(['left4 + 2', 'right4 + 2']);
    studio.fake.data = { '/data/set': reportOf() };
    await page.getByText('12 recordings read.').waitFor();
    await page.getByText('left/0.npy, class left, for training').waitFor();
    await page.getByRole('button', { name: 'Next →' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('left/1.npy, class left').waitFor();
    await page.getByRole('spinbutton').fill('12');
    await page.getByRole('spinbutton').press('Tab');
    await page.getByText('left/11.npy, class left').waitFor();
    expect(await findingsEverywhere(page)).toEqual([]);
    await page.getByRole('link', { name: 'Use it' }).click();
    await page.waitForURL('**/start?path=%2Fdata%2Fset');
    await page.getByText('/data/set', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await page.goBack();
    await page.goBack();
    await page.getByRole('button', { name: 'Inspect set' }).waitFor();
  });

  it('says what is wrong with data, and looks again', async () => {
    const problem = { kind: 'data', message: 'Of no known kind.', where: '/x', remedy: 'Rename.' };
    studio.fake.data = { '/x': { state: 'failed', done: 0, total: 0, found: null, problem } };
    const { page } = await open('/data?path=%2Fx');
    await page.getByText('Of no known kind.').waitFor();
    studio.fake.data = { '/x': reportOf() };
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('12 recordings read.').waitFor();
  });
});
