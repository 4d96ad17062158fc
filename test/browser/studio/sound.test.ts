/** A sample that was a sound can be heard: before the studio's own server, whatever the kind of its file. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { MAIN } from '../../integration/cli/command.ts';
import { SOUNDS, soundRun } from '../../studio/server/sound-run.ts';
import { opened } from '../../studio/server/studio.ts';
import { describeInChromium } from '../chromium.ts';
import { findingsEverywhere, launch, openPage } from './browser.ts';
import { buildPage, writePage } from './build-page.ts';

// Browsers and runs take their time on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

describeInChromium('samples that were sounds', (executable) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(executable);
  }, 60_000);
  afterAll(() => browser?.close());

  it('have their names and a player that knows how long they are', async () => {
    const { studio, page: folder, defects } = await opened({}, [process.execPath, MAIN]);
    writePage(await buildPage(), folder);
    const { id } = await soundRun(studio);
    const { page, complaints } = await openPage(
      browser,
      studio.url.replace('#', `run/${id}?part=samples#`),
    );
    for (const [k, { recording, samples, sampleRate }] of SOUNDS.entries()) {
      const player = page.getByLabel(`Sound of ${recording}`);
      await player.waitFor({ timeout: 60_000 });
      const duration = () => player.evaluate((it) => (it as HTMLAudioElement).duration);
      await expect.poll(duration).toBeCloseTo(samples / sampleRate, 4);
      await player.evaluate((it) => (it as HTMLAudioElement).play());
      await expect.poll(() => player.evaluate((it) => (it as HTMLAudioElement).ended)).toBe(true);
      if (k + 1 < SOUNDS.length) await page.getByRole('button', { name: 'Next →' }).click();
    }
    expect(await page.locator('audio').count()).toBe(1);
    expect(await findingsEverywhere(page)).toEqual([]);
    expect([complaints, defects]).toEqual([[], []]);
  });
});
