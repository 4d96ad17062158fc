/**
 * `motifsmith studio` as a user starts it, on a desktop whose browser is a script: it notes what it was
 * given and then starts Chromium with it. Meanwhile everything is read that another user could read.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { MAIN } from '../../integration/cli/command.ts';
import { call } from '../../studio/server/studio.ts';
import { describeInChromium } from '../chromium.ts';
import { buildPage, writePage } from './build-page.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Arguments and, where they can be read, environments of all processes of this machine. */
function processes(): string {
  const all = execFileSync('ps', ['-e', '-ww', '-o', 'args'], { encoding: 'utf8' });
  const numbers = existsSync('/proc')
    ? readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    : [];
  const read = (path: string) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  };
  return [all, ...numbers.map((pid) => read(`/proc/${pid}/environ`))].join('\n');
}

/** Ends Chromium itself; Playwright's own close only lets go of one that it has not started. */
async function close(chrome: Browser): Promise<void> {
  const gone = new Promise((resolve) => chrome.on('disconnected', resolve));
  const session = await chrome.newBrowserCDPSession();
  await session.send('Browser.close').catch(() => {});
  await gone;
}

/**
 * Files below a folder that contain `text`. Processes of Chromium may outlive it for a moment and rename
 * what they have just written, so a file that is gone is looked for again.
 */
function filesWith(text: string, folder: string): string[] {
  const written = execFileSync('find', [folder, '-type', 'f'], { encoding: 'utf8' });
  try {
    return written
      .trim()
      .split('\n')
      .filter((path) => readFileSync(path).includes(text));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return filesWith(text, folder);
  }
}

async function until<Value>(look: () => Value | undefined | false | null): Promise<Value> {
  await expect.poll(look, { timeout: 60_000 }).toBeTruthy();
  return look() as Value;
}

describeInChromium('the browser that the studio opens', (executable) => {
  // The command that tests start is compiled without the page.
  beforeAll(async () => writePage(await buildPage(), join(dirname(MAIN), '../studio/page')));

  // Elsewhere the browser is started by the system, without a script in between.
  const onLinux = it.skipIf(process.platform !== 'linux');

  onLinux(
    'gets a file that only its owner can read, once, and no secret',
    async () => {
      const home = temporaryFolder();
      const [opened, profile, browser] = ['opened', 'profile', 'browser'].map((name) =>
        join(home, name),
      );
      const flags = `--headless=new --no-sandbox --user-data-dir=${profile} --remote-debugging-port=0`;
      writeFileSync(
        browser!,
        `#!/bin/sh\ncp "$1" ${opened}.html\necho "$@" > ${opened}\nexec ${executable} ${flags} "$1"\n`,
        { mode: 0o755 },
      );
      const studio = spawn(process.execPath, [MAIN, 'studio'], {
        cwd: home,
        env: { ...process.env, HOME: home, BROWSER: browser, DISPLAY: '' },
      });
      children.push(studio);
      let printed = '';
      studio.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
      const ended = new Promise<number | null>((resolve) => studio.on('exit', resolve));
      await until(() => existsSync(opened!));
      const file = readFileSync(opened!, 'utf8').trim();
      expect(file).toMatch(new RegExp(`^${home}/motifsmith-studio-[^/.]+/open\\.html$`));
      const [, code] = /#code=([\w-]{43})"/.exec(readFileSync(`${opened}.html`, 'utf8'))!;
      const [, port, token] = /http:\/\/127\.0\.0\.1:(\d+)\/#token=([\w-]{43})\n/.exec(printed)!;
      expect(code).not.toBe(token);

      const debugging = await until(() => {
        const path = join(profile!, 'DevToolsActivePort');
        return existsSync(path) && readFileSync(path, 'utf8').split('\n')[0];
      });
      const chrome = await chromium.connectOverCDP(`http://127.0.0.1:${debugging}`);
      const page = await until<Page>(() =>
        chrome
          .contexts()[0]!
          .pages()
          .find((one) => one.url() === `http://127.0.0.1:${port}/`),
      );
      await page.getByText('No runs yet').waitFor();
      // Nothing to go back to, so neither the file nor the code.
      expect(await page.evaluate(() => [history.length, document.referrer])).toEqual([1, '']);
      await expect
        .poll(() => readdirSync(home).filter((name) => name.startsWith('motifsmith')))
        .toEqual([]);

      await page.getByRole('link', { name: 'Start a run' }).click();
      await page.getByRole('button', { name: 'Start the search' }).click();
      await page.getByRole('button', { name: 'Stop' }).waitFor({ timeout: 60_000 });
      for (const secret of [code!, token!]) expect(processes()).not.toContain(secret);
      await page.getByRole('button', { name: 'Stop' }).click();
      // It may have been stopped before it began; then there is nothing to resume.
      await page
        .getByRole('button', { name: 'Resume' })
        .or(page.getByRole('link', { name: 'Start another' }))
        .waitFor({ timeout: 60_000 });

      // What Chromium has written about its visit is worth nothing.
      const again = await call({ port: Number(port) }, '/api/session', {
        method: 'POST',
        headers: { 'X-Motifsmith-Token': code!, 'Content-Type': 'application/json' },
      });
      expect(again.status).toBe(401);
      await close(chrome);
      expect(filesWith(token!, home)).toEqual([]);
      studio.kill('SIGINT');
      expect(await ended).toBe(0);
    },
    240_000,
  );

  onLinux(
    'is not needed: without one the terminal says what to do, and nothing is left',
    async () => {
      const home = temporaryFolder();
      const studio = spawn(process.execPath, [MAIN, 'studio'], {
        cwd: home,
        env: { ...process.env, HOME: home, BROWSER: '/bin/false', DISPLAY: '' },
      });
      children.push(studio);
      let printed = '';
      studio.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
      await until(() => printed.includes('No browser could be opened: open the address yourself.'));
      expect(statSync(join(home, 'runs')).isDirectory()).toBe(true);
      studio.kill('SIGINT');
      await new Promise((resolve) => studio.on('exit', resolve));
      expect(readdirSync(home)).toEqual(['runs']);
    },
    60_000,
  );
});
