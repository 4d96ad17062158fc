/** Chromium for the studio's page: what pages complained about, and what keeps readers out. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

const TELEPHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };
/** The narrowest that are about: nothing may be wider than these either. */
const SMALL_TELEPHONE = { width: 360, height: 740 };
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings on the console, of the page and its workers, and requests that failed. */
  readonly complaints: string[];
}

/** As root, as which containers run tests, Chromium refuses to run in its sandbox. */
export function launch(executablePath: string, flags: readonly string[] = []): Promise<Browser> {
  const args = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...flags];
  return chromium.launch({ executablePath, args });
}

export async function openPage(browser: Browser, address: string): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: DESK, colorScheme: 'light' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(address);
  return { page, complaints };
}

/** By how many pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

/** Findings of axe, in a line each. */
async function accessibilityFindings(page: Page): Promise<string[]> {
  // Run as the debugger runs scripts, which the page's policy for scripts does not concern.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document);
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    );
  });
}

/** What keeps readers out, in both themes, at the width of a telephone and of a desk; in lines. */
export async function findingsEverywhere(page: Page): Promise<string[]> {
  const findings: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const size of [SMALL_TELEPHONE, TELEPHONE, DESK]) {
      await page.setViewportSize(size);
      const where = `${colorScheme}, ${size.width} pixels`;
      // Charts take their new width in the frames after.
      await expect.poll(() => overflow(page), { message: `${where}: too wide` }).toBeLessThan(1);
      if (size === SMALL_TELEPHONE) continue;
      findings.push(...(await accessibilityFindings(page)).map((line) => `${where}: ${line}`));
    }
  }
  return findings;
}
