/**
 * The engine in the studio's page: a search in a tab and a sample inside a network give the same bits as
 * in Node, on one thread and on several, with the server's headers and without them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { MNIST_FILES } from '../../../src/data/sources/mnist-saccade/mnist-saccade.ts';
import { BUNDLED } from '../../../src/data/store/mnist-files.ts';
import { createEngine, decodeWeights, openModel } from '../../../src/index.ts';
import type { SearchEvent } from '../../../src/search/events.ts';
import type { Sample } from '../../../src/studio/api/samples.ts';
import { spikeHash } from '../../../src/studio/page/engine/spike-hash.ts';
import {
  TAB_TASKS,
  tabData,
  tabRecord,
  tabSearch,
} from '../../../src/studio/page/engine/tab-search.ts';
import { describeInChromium } from '../chromium.ts';
import { findingsEverywhere, launch, openPage } from './browser.ts';
import { buildPage } from './build-page.ts';
import { FakeServer, summaryOf, TOKEN } from './fake-server.ts';

/** Chromium's driver for the processor, in place of a graphics card. */
const SOFTWARE_ADAPTER = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** The quickest of those that are offered. */
const TASK = TAB_TASKS.find(({ id }) => id === 'spike-patterns')!;
const SEED = 1;

// Browsers take their time on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

const noDigits = () => Promise.reject(new Error('this task needs no digits'));

describeInChromium('the engine in the page of the studio', (executable) => {
  let browser: Browser;
  let fake: FakeServer;
  let weights: Uint8Array;
  const files = new Map<string, string | Uint8Array>();
  const events: SearchEvent[] = [];
  beforeAll(async () => {
    browser = await launch(executable);
    for (const name of MNIST_FILES) {
      files.set(`mnist/${name}.gz`, readFileSync(join(BUNDLED, `${name}.gz`)));
    }
    for (const [name, bytes] of await buildPage()) files.set(name, bytes);
    fake = await FakeServer.start(files);
    const found = await tabSearch(TASK, SEED, await createEngine('wasm', 1), noDigits, {
      begin: () => {},
      progress: (more) => {
        events.push(...more);
      },
    });
    weights = found.weights;
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await fake?.stop();
  });

  const architectureOf = () => events.find((one) => one.event === 'architecture')!.architecture;

  it('searches in the tab, with threads that share memory, to the bits of Node', async () => {
    const data = await tabData(TASK, noDigits);
    // The same search on this machine, as a run of the studio: 10,000 samples in its stages' seconds.
    const stages = { size: 2, types: 2, retrain: 1 };
    fake.add({
      summary: summaryOf({ id: 'node', dataset: TASK.id }),
      record: tabRecord(TASK, data, 7),
      files: { summary: { timing: { stages, seconds: 5 } } },
    });
    const { page, complaints } = await openPage(browser, `${fake.origin}/try#token=${TOKEN}`);
    await page.getByRole('button', { name: TASK.title }).click();
    await page.getByText(/\d threads share the work/).waitFor();
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('img', { name: /Accuracy by epoch.*training: \d/ }).waitFor();
    await page.getByText('Node, same search').waitFor();
    await page.locator('[data-state=finished]').waitFor({ timeout: 120_000 });
    const hash = await crypto.subtle.digest('SHA-256', weights as Uint8Array<ArrayBuffer>);
    expect(await page.getByTestId('weights-hash').textContent()).toBe(
      Buffer.from(hash).toString('hex'),
    );
    const slider = page.getByRole('slider', { name: 'Moment of the search' });
    expect(await slider.getAttribute('aria-valuetext')).toBe('motif found');
    expect(complaints).toEqual([]);
    expect(fake.posts).toEqual([]);
  });

  it('learns digits with fewer neurons in less time, and says what it found', async () => {
    const { page, complaints } = await openPage(browser, `${fake.origin}/try#token=${TOKEN}`);
    await page.getByRole('button', { name: 'Digits' }).click();
    await page.getByRole('combobox', { name: /^Neurons/ }).selectOption('32');
    await page.getByRole('combobox', { name: /^Length/ }).selectOption('short');
    const search = page.getByRole('button', { name: /^Search/ });
    await search.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: /^Class 2: 6 pictures of the events/ }).waitFor();
    await page.locator('[data-state=finished]').waitFor({ timeout: 120_000 });
    await page
      .getByText(/^Motif of \d+.neurons.*recognises [\d.]+.% of 200 samples.*get 10\.00.%/)
      .waitFor();
    expect(await findingsEverywhere(page)).toEqual([]);
    expect(complaints).toEqual([]);
    files.delete('mnist/t10k-images-idx3-ubyte.gz');
    await search.click();
    await page.getByText('The digits could not be fetched.').waitFor();
  });

  it('searches on the graphics card where the browser has one, and shows both speeds', async () => {
    const withCard = await launch(executable, SOFTWARE_ADAPTER);
    try {
      const { page, complaints } = await openPage(withCard, `${fake.origin}/try#token=${TOKEN}`);
      await page.getByRole('button', { name: TASK.title }).click();
      await page.getByRole('combobox', { name: /^Neurons/ }).selectOption('32');
      await page.getByRole('combobox', { name: /^Length/ }).selectOption('short');
      const search = page.getByRole('button', { name: /^Search/ });
      await search.click();
      await page.locator('[data-state=finished]').waitFor({ timeout: 120_000 });
      await page.getByRole('button', { name: 'graphics card' }).click();
      await page.getByText('The graphics card does the work').waitFor();
      await search.click();
      const facts = page.getByTestId('tab-search');
      await facts.getByText('This tab, processor').waitFor();
      await facts.getByText(/^This tab, graphics card\s*[\d.,]+/).waitFor({ timeout: 120_000 });
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.locator('[data-state=stopped]').waitFor({ timeout: 60_000 });
      expect(complaints).toEqual([]);
    } finally {
      await withCard.close();
    }
  });

  it('says so where WebGPU finds no graphics card', async () => {
    const { page } = await openPage(browser, `${fake.origin}/try#token=${TOKEN}`);
    await page.getByRole('button', { name: 'graphics card' }).click();
    await page.getByRole('button', { name: /^Search/ }).click();
    await page.getByText('WebGPU finds no graphics card that it can use.').waitFor();
  });

  it('shows a sample inside the network, spike by spike as in Node', async () => {
    const data = await tabData(TASK, noDigits);
    const sampleAt = (index: number): Sample => {
      const { label, steps, offsets, channels } = data.test.read(index);
      return { label, steps, offsets: [...offsets], channels: [...channels] };
    };
    const truth = [0, 1, 2].map((k) => data.test.label(k));
    const mistaken = truth[1]!;
    const classified = { truth, decided: [truth[0], 1 - mistaken, truth[2]] };
    fake.add({
      summary: summaryOf({ id: 'done', analysed: true }),
      record: tabRecord(TASK, data, SEED),
      events,
      files: { architecture: architectureOf(), summary: {}, analysis: { classified } },
      weights,
      samples: {
        samples: [0, 1, 2].map((index) => ({ index, label: data.test.label(index), steps: 1 })),
        total: 3,
        classNames: data.classNames,
        inputs: data.inputs,
        stepMs: data.stepMs,
      },
      sample: sampleAt,
    });
    const network = await openModel(
      await createEngine('wasm', 1),
      decodeWeights(weights, architectureOf(), 'weights'),
    );
    const { page, complaints } = await openPage(
      browser,
      `${fake.origin}/run/done?part=samples#token=${TOKEN}`,
    );
    const shown = page.getByTestId('spike-hash');
    // Mistakes first.
    for (const [index, next] of [
      [1, true],
      [0, false],
    ] as const) {
      const { spikes } = await network.record(data.test.read(index));
      await expect
        .poll(() => shown.textContent(), { timeout: 30_000 })
        .toBe(await spikeHash(spikes));
      if (next) await page.getByRole('button', { name: 'Next →' }).click();
    }
    await page.getByText('2 of 3 shown').waitFor();
    await page.getByText('1 mistake in 3 test samples: confusion matrix').click();
    const [is, taken] = [data.classNames[mistaken]!, data.classNames[1 - mistaken]!];
    await page.getByRole('button', { name: `${is} mistaken for ${taken}: 1 sample` }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('1 of 1 shown').waitFor();
    expect(new URL(page.url()).searchParams.get('pair')).toBe(`${mistaken}-${1 - mistaken}`);
    await page.getByRole('button', { name: 'Show all classes' }).click();
    await page.getByRole('combobox', { name: /^Show/ }).selectOption('right');
    await page.getByText('1 of 2 shown').waitFor();
    await page.getByText(/one of median activity/).waitFor();
    const potential = page.getByRole('img', { name: /^Membrane potential of neuron/ });
    const before = await potential.getAttribute('aria-label');
    await page.getByRole('slider', { name: /Hidden layer 1/ }).focus();
    await page.keyboard.press('PageDown');
    await page.getByText(/^Potential of neuron/).waitFor();
    await expect.poll(() => potential.getAttribute('aria-label')).not.toBe(before);
    expect(complaints).toEqual([]);
    expect(await findingsEverywhere(page)).toEqual([]);
    network.dispose();
  });

  it('says that a network cannot be opened whose files do not fit', async () => {
    const { page } = await openPage(browser, `${fake.origin}/#token=${TOKEN}`);
    fake.runs.get('done')!.weights = weights.slice(0, 500);
    await page.goto(`${fake.origin}/run/done?part=samples`);
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('weights.safetensors');
  });
});
