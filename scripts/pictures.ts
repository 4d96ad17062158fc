/**
 * Takes the pictures of the documents from a finished search with two seeds or more:
 * `npx tsx scripts/pictures.ts RUN`, after `npm run build`. They are what users see: parts of the report
 * and of the studio, in Chromium.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { HOROWITZ_45NM } from '../src/analysis/energy.ts';
import { writeReport } from '../src/report/report.ts';
import { openStudio } from '../src/studio/server/server.ts';
import { findChromium } from '../test/browser/chromium.ts';
import { writePicture } from './picture-file.ts';

const PROJECT = join(import.meta.dirname, '..');
const WIDTH = 1200;

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('Usage: npx tsx scripts/pictures.ts RUN');
const executablePath = findChromium();
if (executablePath === null) throw new Error('There is no Chromium.');

const folder = await mkdtemp(join(tmpdir(), 'motifsmith-pictures-'));
const run = join(folder, 'runs', basename(source));
await cp(source, run, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({
    viewport: { width: WIDTH, height: 900 },
    deviceScaleFactor: 1.25,
    colorScheme: 'light',
  });

  const report = await writeReport({
    directory: run,
    output: join(folder, 'report.html'),
    costs: HOROWITZ_45NM,
    dataPath: null,
    member: null,
  });
  await page.goto(pathToFileURL(report.page).href);
  await writePicture(browser, 'report', await page.screenshot());
  const sample = page.locator('[id^=figure-sample-]').first();
  await writePicture(browser, 'raster', await sample.screenshot());
  // Two columns: the graph of a motif and its matrix.
  await page.setViewportSize({ width: 760, height: 900 });
  const motif = page.locator('#figure-motif-0');
  await writePicture(browser, 'motif', await motif.screenshot());
  await page.setViewportSize({ width: WIDTH, height: 900 });

  const studio = await openStudio({
    ...{ runs: join(folder, 'runs'), page: join(PROJECT, 'dist/studio/page'), port: 0, tries: 1 },
    ...{ program: [], onDefect: (error: unknown) => console.error(error) },
  });
  try {
    const address = new URL(`/run/${basename(source)}/seed-1#token=${studio.token}`, studio.url);
    await page.goto(address.href);
    await page.locator('.motif-graph').waitFor();
    const { y, height } = (await page
      .locator('section', { has: page.locator('.motif-graph') })
      .boundingBox())!;
    const clip = { x: 0, y: 0, width: WIDTH, height: y + height + 20 };
    await writePicture(browser, 'studio-run', await page.screenshot({ fullPage: true, clip }));
    await page.getByRole('navigation', { name: 'Parts of the run' }).getByText('Samples').click();
    await page.getByText('SHA-256').waitFor({ timeout: 120_000 });
    await writePicture(browser, 'studio-sample', await page.screenshot({ fullPage: true }));
  } finally {
    await studio.close();
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
