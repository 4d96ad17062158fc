/**
 * Finds Chromium and opens pages in it that may share memory between threads. Where there is no
 * Chromium the tests say so and are skipped; CHROMIUM names one in another place.
 */
import { accessSync, constants } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';

export const NO_CHROMIUM =
  'Chromium is not there: install it (apt-get install chromium) or set CHROMIUM to its path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Path of Chromium, or null if there is none.
 * @throws Error if CHROMIUM names something that cannot be run
 */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM;
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM is set to ${named}, which cannot be run`);
  }
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...candidates, ...PLACES].find(isExecutable) ?? null;
}

/** Tests that need Chromium; where there is none they are skipped, and the output says why. */
export function describeInChromium(title: string, tests: (executable: string) => void): void {
  const executable = findChromium();
  if (executable === null) console.log(`skipped: ${title}. ${NO_CHROMIUM}`);
  describe.skipIf(executable === null)(title, () => tests(executable!));
}

export interface PageFile {
  readonly type: 'text/html' | 'text/javascript' | 'application/octet-stream';
  readonly body: string | Uint8Array;
}

/** Headers with which a browser lets a page share memory between threads. */
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Chromium and a server on this machine alone, which knows the given files and no others. */
export class BrowserHost {
  readonly #browser: Browser;
  readonly #server: Server;

  private constructor(browser: Browser, server: Server) {
    this.#browser = browser;
    this.#server = server;
  }

  /**
   * @param isolated whether pages may share memory between threads
   * @param flags for Chromium
   */
  static async start(
    executablePath: string,
    files: Readonly<Record<string, PageFile>>,
    { isolated, flags = [] }: { readonly isolated: boolean; readonly flags?: readonly string[] },
  ): Promise<BrowserHost> {
    const server = createServer((request, response) => {
      const file = files[request.url ?? ''];
      if (!file) {
        // Browsers ask for an icon of their own accord.
        response.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
        return;
      }
      const headers = { 'Content-Type': file.type, ...(isolated ? ISOLATED : {}) };
      response.writeHead(200, headers).end(file.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      // Chromium refuses to run in its sandbox as root, as which containers run tests.
      const args = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...flags];
      const browser = await chromium.launch({ executablePath, args });
      return new BrowserHost(browser, server);
    } catch (error) {
      server.close();
      throw error;
    }
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Opens a page; `complaints` gathers all errors and warnings that it or its workers report. */
  async open(path: string): Promise<{ page: Page; complaints: string[] }> {
    const page = await this.#browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning', 'assert'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('requestfailed', (request) => complaints.push(`request of ${request.url()} failed`));
    await page.goto(this.origin + path);
    return { page, complaints };
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
