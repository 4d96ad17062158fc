/**
 * Films the first minutes with the studio: in an empty folder, from `motifsmith studio` to a report, with the mouse
 * alone. `npx tsx scripts/film.ts`, after `npm run build`; the pictures are in build/film, numbered, and those that
 * the documents show in docs/pictures.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../test/browser/chromium.ts';
import { writePicture } from './picture-file.ts';

const PROJECT = join(import.meta.dirname, '..');
const OUT = join(PROJECT, 'build/film');
const SIZE = { width: 1200, height: 1000 };
/** A run takes minutes on a slow machine. */
const PATIENCE_MS = 600_000;

const executablePath = findChromium();
if (executablePath === null) throw new Error('There is no Chromium.');
await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
const folder = await mkdtemp(join(tmpdir(), 'motifsmith-film-'));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const began = performance.now();
let number = 0;

/** @param shown name of the picture in the documents, if it is one */
async function shoot(page: Page, title: string, shown?: string): Promise<void> {
  number += 1;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const name = `${String(number).padStart(2, '0')}-${title}.png`;
  const png = await page.screenshot();
  await writeFile(join(OUT, name), png);
  if (shown !== undefined) await writePicture(browser, shown, png);
  console.log(`${name}: after ${seconds} s`);
}

/** The address that the studio prints. */
async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [address] = /http:\/\/\S+#token=\S+/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('The studio has printed no address.');
}

const command = [join(PROJECT, 'dist/cli/main.js'), 'studio', '--no-open'];
const studio = spawn(process.execPath, command, {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(await addressOf(studio.stdout));
  await page.getByText('No runs yet').waitFor();
  await shoot(page, 'nothing-yet');

  await page.getByRole('link', { name: 'Start a run' }).click();
  await shoot(page, 'start-opens');
  await page.getByRole('img', { name: /^The first recording/ }).waitFor();
  await shoot(page, 'data-chosen');
  await page
    .getByText(/^About/)
    .nth(2)
    .waitFor();
  await shoot(page, 'times-measured', 'first-start');

  await page.getByRole('button', { name: 'Start the search' }).click();
  await page.waitForURL('**/run/**');
  await shoot(page, 'run-begins');
  await page
    .getByText(/^Reading its data/)
    .or(page.locator('.facts'))
    .first()
    .waitFor();
  await shoot(page, 'run-opens-its-data');
  await page.getByText('size search, epoch 1 · live').waitFor();
  await shoot(page, 'motif-forms', 'first-forming');
  await page.getByText('type search, epoch 1').waitFor();
  await shoot(page, 'types-decided');
  await page.getByText('motif found').waitFor();
  await shoot(page, 'motif-found');
  await page.locator('.state.finished').waitFor();
  await shoot(page, 'finished', 'first-finished');
  await page.getByRole('link', { name: 'Evaluate and export' }).click();
  await page.getByRole('button', { name: 'Make Report' }).waitFor();
  await shoot(page, 'what-can-be-made');
  await page.getByRole('button', { name: 'Make Report' }).click();
  const button = page.getByRole('button', { name: /^Download / });
  await button.waitFor();
  await shoot(page, 'report-made');
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  const archive = unzipSync(await readFile(await download.path()));
  const [name] = Object.keys(archive).filter((path) => path.endsWith('.html'));
  const report = join(folder, 'report.html');
  await writeFile(report, archive[name!]!);
  await page.goto(pathToFileURL(report).href);
  await shoot(page, 'report', 'first-report');
} finally {
  await browser.close();
  studio.kill('SIGINT');
  if (studio.exitCode === null) await once(studio, 'exit');
  await rm(folder, { recursive: true, force: true });
}
