/** For a test file: a browser, the page as it is delivered, and for each test a server of its own to look at. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { launch, type OpenedPage, openPage } from './browser.ts';
import { buildPage, type PageFiles } from './build-page.ts';
import { FakeServer, TOKEN } from './fake-server.ts';

const TELEPHONE = { width: 360, height: 740 };

export interface FakeStudio {
  /** Of the present test. */
  readonly fake: FakeServer;
  /** Of the page, as it is delivered. */
  readonly files: PageFiles;
  /** Once the server is stopped: another on its port, without its runs. */
  readonly startAgain: () => Promise<void>;
  readonly open: (path: string) => Promise<OpenedPage>;
  /** The same on a telephone, by finger. */
  readonly openByFinger: (path: string) => Promise<Page>;
}

/** @param executable of the browser */
export function fakeStudio(executable: string): FakeStudio {
  let browser: Browser;
  let files: PageFiles;
  let fake: FakeServer;
  let port: number;
  const opened: Page[] = [];
  beforeAll(async () => {
    [browser, files] = await Promise.all([launch(executable), buildPage()]);
  }, 120_000);
  beforeEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
    await fake?.stop();
    fake = await FakeServer.start(files);
    port = fake.port;
  });
  afterAll(async () => {
    await browser?.close();
    await fake?.stop();
  });
  const address = (path: string) => `${fake.origin}${path}#token=${TOKEN}`;
  return {
    get fake() {
      return fake;
    },
    get files() {
      return files;
    },
    startAgain: async () => {
      fake = await FakeServer.start(files, port);
    },
    open: async (path) => {
      const found = await openPage(browser, address(path));
      opened.push(found.page);
      return found;
    },
    openByFinger: async (path) => {
      const context = await browser.newContext({ viewport: TELEPHONE, hasTouch: true });
      const page = await context.newPage();
      opened.push(page);
      await page.goto(address(path));
      return page;
    },
  };
}
