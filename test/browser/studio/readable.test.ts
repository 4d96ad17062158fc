/**
 * Every view of the page, of what is at work and of what has finished, can be read by all: in both themes, on a
 * telephone and on a desk, without a complaint on the console.
 */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensureFolder } from '../../../src/files/folders.ts';
import type { FolderList } from '../../../src/studio/api/data.ts';
import { requestSchema } from '../../../src/studio/server/start-run.ts';
import { writeSweepRecord } from '../../../src/sweep/sweep-record.ts';
import { opened } from '../../studio/server/studio.ts';
import { readTinySweep } from '../../sweep/tiny-sweep.ts';
import { describeInChromium } from '../chromium.ts';
import { findingsEverywhere, launch, openPage } from './browser.ts';
import { buildPage, type PageFiles, writePage } from './build-page.ts';
import { FakeServer, reportOf, summaryOf, TOKEN } from './fake-server.ts';
import { addFinished, addGroup, addRunning } from './invented-runs.ts';

// Browsers take their time on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

const STORED = join(import.meta.dirname, '../../fixtures/runs/v0.1.0');
const PRESETS = [
  { name: 'demo', summary: 'A first look', config: { data: { source: 'mnist-saccade' } } },
];
const ROOTS: FolderList = {
  ...{ path: null, above: null, more: 0, whole: true, links: 0 },
  entries: [{ name: 'data', path: '/data', kind: 'folder', bytes: null }],
};

/** What is looked at: its name, its address and what is there once it is shown. */
type View = readonly [name: string, path: string, ready: string];

const OF_RUNS: readonly View[] = [
  ['runs', '/', '.runs tbody a'],
  [
    'runs drawn',
    '/?x=trainable&y=accuracy&column=state&column=accuracy&together=seeds',
    'main svg a',
  ],
  ['run', '/run/search-1', '.motif-graph'],
  ['run at work', '/run/live', '.motif-graph'],
  ['run without a network', '/run/lsm', '.facts'],
  ['run that failed', '/run/failed', '.problem'],
  ['connections', '/run/search-1?part=connections', '.matrix canvas'],
  ['connections at work', '/run/live?part=connections', '.panel'],
  ['samples at work', '/run/live?part=samples', '.panel >> text=once the run has finished'],
  ['settings', '/run/search-1?part=settings', '.scroll table'],
  ['settings at work', '/run/live?part=settings', '.scroll table'],
  ['log', '/run/search-1?part=log', '[aria-label="Lines of the record"]'],
  ['log at work', '/run/live?part=log', '[aria-label="Lines of the record"]'],
  ['evaluate and export', '/run/search-1?part=products', 'main >> text=NIR'],
  ['evaluate and export at work', '/run/live?part=products', 'main .panel >> nth=1'],
  ['group at work', '/run/group', '.motif-graph'],
  ['compare', '/compare?run=search-1&run=search-2&run=random-1', '.pair .motif-graph'],
  ['compare with one at work', '/compare?run=search-1&run=live', 'canvas'],
  ['start', '/start?kind=preset+demo', '#preset'],
  ['folders', '/data', '.entries'],
  ['data', '/data?path=%2Fdata%2Fset', '.bars'],
  ['try', '/try', '.choices'],
  ['nowhere', '/nowhere', '.empty'],
];

const OF_SERVER: readonly View[] = [
  ['runs and studies', '/', '.runs tbody a'],
  ['search', '/run/search', '.motif-graph'],
  ['training', '/run/train', '.facts'],
  ['interrupted search', '/run/interrupted', '.motif-graph'],
  ['group', '/run/group', '.motif-graph'],
  ['study with tables and figures', '/study?id=study', 'figure.panel svg >> visible=true'],
  ['study at work', '/study?id=half', 'figure.panel svg >> visible=true'],
  ['sweep before its first trial', '/sweep?id=sweep', 'table'],
];

describeInChromium('all can read', (executable) => {
  let browser: Browser;
  let files: PageFiles;
  beforeAll(async () => {
    [browser, files] = await Promise.all([launch(executable), buildPage()]);
  }, 120_000);
  afterAll(() => browser?.close());

  const check = async (address: string, ready: string) => {
    const { page, complaints } = await openPage(browser, address);
    try {
      await page.locator(ready).first().waitFor();
      await openAll(page);
      expect(await findingsEverywhere(page)).toEqual([]);
      expect(complaints).toEqual([]);
    } finally {
      await page.context().close();
    }
  };

  describe('what there is of runs', () => {
    let fake: FakeServer;
    beforeAll(async () => {
      fake = await FakeServer.start(files);
      fake.presets = PRESETS;
      fake.schema = requestSchema();
      fake.data = { 'mnist-saccade': reportOf(), '/data/set': reportOf() };
      fake.folders = { '': ROOTS };
      addFinished(fake, 'search-1', 'search', 1, 0.9);
      addFinished(fake, 'search-2', 'search', 2, 0.91);
      addFinished(fake, 'random-1', 'random', 1, 0.8);
      addFinished(fake, 'lsm', 'lsm', 1, 0.7).files.architecture = undefined;
      addRunning(fake, 'live');
      const failed = addRunning(fake, 'failed');
      failed.summary = summaryOf({ id: 'failed', state: 'failed', problem: 'The disk is full.' });
      addGroup(fake, 'group');
    });
    afterAll(() => fake?.stop());

    it.each(OF_RUNS)('%s', (_, path, ready) =>
      check(`${fake.origin}${path}#token=${TOKEN}`, ready),
    );
  });

  describe('what the studio’s own server has', () => {
    it.each(OF_SERVER)('%s', async (_, path, ready) => {
      const { studio, runs, page } = await opened();
      writePage(files, page);
      cpSync(STORED, runs, { recursive: true });
      // A cell is still missing, and the tables are of the others.
      const isDone = (path: string) => !path.includes('random-motif/seed-2');
      cpSync(join(STORED, 'study'), join(runs, 'half'), { recursive: true, filter: isDone });
      await ensureFolder(join(runs, 'sweep'));
      await writeSweepRecord(join(runs, 'sweep'), await readTinySweep(page));
      await check(studio.url.replace('/#', `${path}#`), ready);
    });
  });
});

/** Opens whatever can be folded, so that it is seen too. */
function openAll(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const group of document.querySelectorAll('details')) group.open = true;
  });
}
