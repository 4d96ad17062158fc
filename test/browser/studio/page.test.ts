/**
 * The studio's page in Chromium, with a server of which the test decides when what happens: the list of a
 * thousand runs, a run that grows while it is looked at, comparing, starting, and everything that can
 * go wrong. No view may complain on the console, overflow a telephone or shut out a reader.
 */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { requestSchema } from '../../../src/studio/server/start-run.ts';
import { describeInChromium } from '../chromium.ts';
import { findingsEverywhere } from './browser.ts';
import { reportOf, summaryOf, TOKEN } from './fake-server.ts';
import { fakeStudio } from './fake-studio.ts';
import {
  cut,
  inventedArchitecture,
  inventedRecord,
  inventedStage,
  tested,
  trainingEpoch,
} from './invented-run.ts';
import { addFinished, addGroup, addRunning, type FinishedRun } from './invented-runs.ts';

// Browsers take their time on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

const PRESETS = [
  {
    name: 'demo',
    summary: 'A first look',
    config: { data: { source: 'mnist-saccade' }, search: { sizeEpochs: 3 } },
  },
  { name: 'shd', summary: 'Spoken digits', config: { data: { source: 'recordings', path: 'x' } } },
];

describeInChromium('the page of the studio', (executable) => {
  const studio = fakeStudio(executable);
  const { open } = studio;
  beforeEach(() => {
    studio.fake.presets = PRESETS;
    studio.fake.schema = requestSchema();
    studio.fake.data = { 'mnist-saccade': reportOf(), 'spike-patterns': reportOf() };
  });

  const running = (id = 'live') => addRunning(studio.fake, id);
  const finished = (...run: FinishedRun) => addFinished(studio.fake, ...run);

  describe('the list of runs', () => {
    it.each([
      ['', false],
      [', and draws them', true],
    ])('filters and sorts a thousand runs within 100 ms each%s', async (_, isDrawn) => {
      const settings = ['setting.training.epochs', 'setting.network.boundary'];
      studio.fake.columns = {
        figures: ['ac'],
        settings: settings.map((key) => ({ path: key.slice('setting.'.length), differs: true })),
      };
      for (let k = 0; k < 1000; k++) {
        const values = [k % 7, k % 2 === 0 ? 'open' : 'ring'];
        studio.fake.add({
          columns: {
            'figure.ac': k,
            ...Object.fromEntries(settings.map((key, i) => [key, values[i]!])),
          },
          summary: summaryOf({
            id: `group/run-${k}`,
            name: k % 2 === 0 ? 'even' : 'odd',
            seed: k,
            method: k % 3 === 0 ? 'random' : 'search',
            accuracy: ((k * 37) % 1000) / 1000,
          }),
        });
      }
      const own = ['accuracy', 'seed', ...settings, 'figure.ac'];
      const { page, complaints } = await open(
        `/?${own.map((column) => `column=${column}`).join('&')}${isDrawn ? `&x=${settings[0]}&y=figure.ac` : ''}`,
      );
      await page.getByText('1,000 runs').waitFor();
      await page.getByText('open', { exact: true }).first().waitFor();
      expect(await page.locator('tbody tr').count()).toBeLessThan(60);
      const session = await page.context().newCDPSession(page);
      // Time that the page's thread computed: other work on the machine does not count.
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      const busy = async () => {
        const { metrics } = await session.send('Performance.getMetrics');
        return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
      };
      /** Milliseconds of work from an event until the frame that shows what it did. */
      const took = async (act: string) => {
        const began = await busy();
        await page.evaluate(async (body) => {
          new Function(body)();
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        }, act);
        return (await busy()) - began;
      };
      const type = (words: string) =>
        `const i = document.querySelector('input[type=search]'); i.value = '${words}'; i.dispatchEvent(new Event('input', { bubbles: true }));`;
      const press = (name: string) =>
        `[...document.querySelectorAll('th button, .choices button')].find((b) => b.textContent.startsWith('${name}')).click();`;
      const check = (name: string) =>
        `[...document.querySelectorAll('label')].find((l) => l.textContent === '${name}').querySelector('input').click();`;
      const acts = [
        press('Accuracy'),
        press('Seed'),
        press('Epochs'),
        press('First and last motif'),
        press('SynOps'),
        check('seeds in one row'),
        check('seeds in one row'),
        press('Finished'),
        type('odd'),
        type(''),
        press('All'),
      ];
      if (isDrawn) await page.getByRole('group', { name: /of 1,000 runs/ }).waitFor();
      const times = acts.map(() => Infinity);
      // Code that runs for the first time is being compiled, and a busy machine computes more slowly: the best of some counts.
      for (let round = 0; round < 2 || (round < 5 && Math.max(...times) >= 100); round++) {
        for (const [k, act] of acts.entries()) times[k] = Math.min(times[k]!, await took(act));
      }
      console.log(`1,000 runs: ${times.map((t) => t.toFixed(0)).join(', ')} ms an interaction`);
      expect(Math.max(...times)).toBeLessThan(100);

      await page.getByRole('button', { name: 'Accuracy' }).click();
      const best = page.locator('tbody tr.one').first();
      expect(await best.locator('.col-accuracy').textContent()).toBe('99.90\u00a0%');
      await page.getByRole('searchbox').fill('run-12 odd');
      await page.getByText('5 of 1,000 runs').waitFor();
      const boxes = page.locator('tbody').getByRole('checkbox');
      await boxes.nth(0).check();
      await boxes.nth(1).check();
      const link = page.getByRole('link', { name: 'Compare 2 runs' });
      expect(await link.getAttribute('href')).toMatch(/^\/compare\?run=group%2Frun-\d+&run=/);
      expect(complaints).toEqual([]);
    });

    it('follows runs that come, change and go, and hides groups behind their members', async () => {
      studio.fake.add({ summary: summaryOf({ id: 'g', kind: 'group', seed: null }) });
      studio.fake.add({
        summary: summaryOf({ id: 'g/seed-1', kind: 'member', group: 'g', state: 'running' }),
      });
      const { page, complaints } = await open('/');
      await page.getByText('1 run in').waitFor();
      studio.fake.add({ summary: summaryOf({ id: 'new' }) });
      studio.fake.update('new', { state: 'running', stage: 'types', epoch: 2, epochs: 9 });
      await page.getByText('type search 2/9').waitFor();
      studio.fake.remove('new');
      await page.getByText('1 run in').waitFor();
      expect(complaints).toEqual([]);
    });

    it('says what to do where there is no run, no server, or no such page', async () => {
      const { page, complaints } = await open('/');
      await page.getByText('No runs yet').waitFor();
      await page.goto(`${studio.fake.origin}/nowhere`);
      await page.getByText('There is no such page').waitFor();
      expect(complaints).toEqual([]);
      await page.goto(studio.fake.origin);
      await page.getByText('No runs yet').waitFor();
      await page.route('**/api/runs', (route) => route.abort());
      await page.reload();
      await page.getByText('server does not answer').waitFor();
      await page.unroute('**/api/runs');
      await page.getByText('No runs yet').waitFor();
    });
  });

  describe('a session', () => {
    const without = 'This tab has no session';

    it('lasts for its tab, and no other tab, reloaded or not, shows anything without it', async () => {
      running();
      const { page } = await open('/run/live');
      await page.getByText('size search, epoch 3 · live').waitFor();
      await page.reload();
      await page.getByText('size search, epoch 3 · live').waitFor();
      const other = await page.context().newPage();
      await other.goto(`${studio.fake.origin}/run/live`);
      await other.getByText(without).waitFor();
      await other.reload();
      await other.getByText(without).waitFor();
      expect(await other.getByText('live', { exact: true }).count()).toBe(0);
      expect(await findingsEverywhere(other)).toEqual([]);
      // In the tab that asks for it, where the same page is open already.
      await other.goto(`${studio.fake.origin}/run/live#token=${TOKEN}`);
      await other.getByText('size search, epoch 3 · live').waitFor();
      expect(other.url()).toBe(`${studio.fake.origin}/run/live`);
    });

    it('with another token, or after another start, says which address to open', async () => {
      const { page } = await open('/');
      await page.getByText('No runs yet').waitFor();
      await page.goto(`${studio.fake.origin}/compare#token=wrong`);
      await page.goto(`${studio.fake.origin}/start#token=wrong`);
      await page.getByText(without).waitFor();
      await page.goto(`${studio.fake.origin}/#token=${TOKEN}`);
      await page.getByText('No runs yet').waitFor();
      await studio.fake.stop();
      await studio.startAgain();
      studio.fake.token = 'token-of-another-start';
      await page.getByText(without).waitFor();
    });

    it('leaves its token in no address, no history and no request but its own', async () => {
      const { page } = await open('/');
      await page.getByText('No runs yet').waitFor();
      expect(page.url()).toBe(`${studio.fake.origin}/`);
      const addresses = await page.evaluate(() => [
        location.href,
        document.referrer,
        JSON.stringify(history.state),
        document.cookie,
        JSON.stringify(localStorage),
        ...performance.getEntriesByType('resource').map(({ name }) => name),
      ]);
      expect(addresses.join()).not.toContain(TOKEN);
      await page.goto(`${studio.fake.origin}/nowhere`);
      await page.goBack();
      expect(page.url()).toBe(`${studio.fake.origin}/`);
    });
  });

  describe('a run', () => {
    it('is followed as its record grows: curves, stages, motif, figures, its end', async () => {
      running();
      const { page, complaints } = await open('/run/live');
      await page.getByRole('img', { name: /Accuracy by epoch.*training: \d+/ }).waitFor();
      const slider = page.getByRole('slider', { name: 'Moment of the search' });
      expect(await slider.getAttribute('aria-valuetext')).toBe('size search, epoch 3');
      expect(await page.getByText('most probable (16)').count()).toBe(1);
      studio.fake.append('live', ...inventedStage('size', 10).slice(36), cut('size'));
      await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('size search, epoch 10');
      await page.getByText('−3.50').waitFor();
      studio.fake.append('live', ...inventedStage('types', 10), cut('types'), {
        event: 'architecture',
        architecture: inventedArchitecture(),
      });
      await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('motif found');
      studio.fake.append('live', ...trainingEpoch('retrain', 1));
      // The page tells no pace from less than half a second.
      await page.waitForTimeout(600);
      studio.fake.append('live', ...trainingEpoch('retrain', 2));
      await page.getByText('epoch 22 of 30').waitFor();
      await expect
        .poll(() => page.getByText('samples/s').locator('..').textContent())
        .toMatch(/\d/);
      Object.assign(studio.fake.runs.get('live')!.files, {
        summary: { census: { trainable: 4321 }, timing: { seconds: 61 } },
      });
      studio.fake.append('live', tested);
      studio.fake.update('live', { state: 'finished', accuracy: 0.875 });
      await page.getByText('87.5').waitFor();
      await page.getByText('4,321').waitFor();
      await page.getByText('1 min 1 s').waitFor();
      expect(complaints).toEqual([]);
    });

    it('shows any moment of the search by the slider and by playing it', async () => {
      finished('done', 'search', 1, 0.9);
      const { page, complaints } = await open('/run/done');
      const slider = page.getByRole('slider', { name: 'Moment of the search' });
      await slider.waitFor();
      const drawn = () => page.locator('.motif-graph').getAttribute('aria-label');
      const last = await drawn();
      await slider.focus();
      await page.keyboard.press('Home');
      expect(await slider.getAttribute('aria-valuetext')).toBe('size search, epoch 1');
      await expect.poll(drawn).not.toBe(last);
      await page.getByRole('button', { name: '4: 29 %' }).click();
      expect(await drawn()).toContain('Motif of 4 neurons');
      await page.getByRole('button', { name: 'Play the search' }).click();
      await expect.poll(() => slider.inputValue().then(Number)).toBeGreaterThan(1);
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.keyboard.press('Tab');
      await page.keyboard.press('End');
      await expect.poll(drawn).toBe(last);
      expect(complaints).toEqual([]);
    });

    it('shows the connections of a neuron and reads a cell, by pointer, finger and keys', async () => {
      finished('done', 'search', 1, 0.9);
      const { page, complaints } = await open('/run/done');
      const graph = page.locator('.motif-graph');
      const matrix = page.locator('.motif-matrix');
      await graph.waitFor();
      const strong = () =>
        graph.evaluate(
          (svg) =>
            [...svg.querySelectorAll('g[opacity]')].filter(
              (g) => Number(g.getAttribute('opacity')) > 0.9,
            ).length,
        );
      const all = await strong();
      // Neuron 1 is at the top.
      const box = (await graph.boundingBox())!;
      const node = (await graph.locator('circle').first().boundingBox())!;
      await page.mouse.move(node.x + node.width / 2, node.y + node.height / 2);
      await page.getByText('Connections to and from neuron 1.').waitFor();
      const outlined = matrix.locator('rect[fill=none]');
      // 16 from it, 16 to it, itself once, 2 from the motifs beside it.
      expect(await outlined.count()).toBe(33);
      await page.mouse.move(box.x - 20, box.y - 20);
      await expect.poll(() => outlined.count()).toBe(0);

      await matrix.focus();
      await page.keyboard.press('ArrowDown');
      await page.getByText(/^neuron 1 → neuron 1: excitatory/).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      await page.getByText(/^neuron 2 → neuron 2: excitatory/).waitFor();
      for (let k = 0; k < 20; k++) await page.keyboard.press('ArrowRight');
      await page.getByText(/^neuron 2 of the motif after → neuron 2/).waitFor();
      expect(await outlined.count()).toBe(1);

      // A finger that is lifted leaves what it has touched.
      const cells = (await matrix.boundingBox())!;
      const finger = {
        pointerType: 'touch',
        clientX: cells.x + 0.12 * cells.width,
        clientY: cells.y + 0.09 * cells.height,
      };
      await matrix.dispatchEvent('pointerdown', finger);
      await matrix.dispatchEvent('pointerleave', finger);
      await page.getByText(/^neuron \d → neuron 1: excitatory/).waitFor();

      await page.getByRole('button', { name: 'excitatory', exact: true }).click();
      expect(await graph.getAttribute('aria-label')).toContain('0 inhibitory');
      expect(await strong()).toBeLessThan(all);
      expect(complaints).toEqual([]);
    });

    it('goes on by itself when the stream was lost, without a gap', async () => {
      running();
      const { page } = await open('/run/live');
      await page.getByText('size search, epoch 3 · live').waitFor();
      await studio.fake.stop();
      await page.getByText('connection to this run was lost').waitFor();
      const { runs } = studio.fake;
      await studio.startAgain();
      for (const [id, run] of runs) studio.fake.runs.set(id, run);
      runs.get('live')!.events.push(...inventedStage('size', 4).slice(36));
      await page.getByText('size search, epoch 4 · live').waitFor();
      expect(await page.getByText('connection to this run was lost').count()).toBe(0);
      expect(await page.getByText('4/4', { exact: true }).count()).toBe(1);
    });

    it('says so when it has vanished, from the start or under the reader', async () => {
      const { page } = await open('/run/gone');
      await page.getByText('This run no longer exists').waitFor();
      running();
      await page.goto(`${studio.fake.origin}/run/live`);
      await page.getByText('size search, epoch 3 · live').waitFor();
      studio.fake.remove('live');
      studio.fake.breakStreams();
      await page.getByText('This run no longer exists').waitFor();
    });

    it('is stopped and resumed, with the token that the address brought', async () => {
      running();
      const { page, complaints } = await open('/run/live');
      expect(new URL(page.url()).hash).toBe('');
      await page.getByRole('button', { name: 'Stop' }).click();
      await expect
        .poll(() => studio.fake.posts.map(({ path }) => path))
        .toEqual(['/api/runs/live/stop']);
      studio.fake.update('live', { state: 'stopped' });
      await page.getByRole('button', { name: 'Resume' }).click();
      await expect.poll(() => studio.fake.posts.at(-1)!.path).toBe('/api/runs/live/resume');
      studio.fake.update('live', { state: 'running' });
      await page.getByRole('button', { name: 'Stop' }).waitFor();
      expect(complaints).toEqual([]);
    });

    it('draws connections of a large layer, zooms by keys and reads a cell', async () => {
      const run = finished('large', 'search', 1, 0.9);
      const architecture = inventedArchitecture(1, 16, 12_800);
      run.events.splice(0, Infinity, { event: 'architecture', architecture });
      const { page, complaints } = await open('/run/large?part=connections');
      const canvas = page.locator('.matrix canvas');
      await canvas.waitFor();
      expect(await canvas.getAttribute('aria-label')).toContain('among 12800 neurons');
      const inSight = page.getByText(/In sight/);
      await canvas.focus();
      for (let k = 0; k < 14; k++) await page.keyboard.press('+');
      expect(await inSight.textContent()).not.toContain('1 to 12800');
      const coloured = () =>
        canvas.evaluate((element: HTMLCanvasElement) => {
          const { data } = element
            .getContext('2d')!
            .getImageData(0, 0, element.width, element.height);
          let count = 0;
          for (let k = 0; k < data.length; k += 4) if (data[k] !== data[k + 2]) count++;
          return count;
        });
      await expect.poll(coloured).toBeGreaterThan(100);
      await canvas.hover();
      await page.getByText(/neuron \d+ → neuron \d+/).waitFor();
      // There are no weights to be had of this run, and it says so; that alone is on the console.
      expect(complaints.every((text) => text.includes('404'))).toBe(true);
    });
  });

  describe('a chart', () => {
    it('shows the values under the cursor in all charts, by keys too, zooms, smooths and is taken out', async () => {
      finished('done', 'search', 1, 0.9);
      const { page, complaints } = await open('/run/done');
      const loss = page.getByRole('img', { name: /^Loss by epoch/ });
      await expect.poll(() => page.locator('.chart .uplot canvas').count()).toBe(3);
      await loss.focus();
      // A chart that is being drawn again, for its width, misses a key.
      await expect
        .poll(async () => {
          await page.keyboard.press('ArrowLeft');
          return page.getByText(/^at [\d.]+ epochs$/).count();
        })
        .toBe(3);
      const place = () =>
        page
          .getByText(/^at [\d.]+ epochs$/)
          .first()
          .textContent();
      const last = await place();
      await page.keyboard.press('ArrowLeft');
      await expect.poll(place).not.toBe(last);

      const box = (await loss.boundingBox())!;
      const whole = page.getByRole('button', { name: 'Whole range of Loss by epoch' });
      expect(await whole.count()).toBe(0);
      await page.mouse.move(box.x + 150, box.y + 90);
      await page.mouse.down();
      await page.mouse.move(box.x + 220, box.y + 90, { steps: 4 });
      await page.mouse.up();
      await whole.click();
      await expect.poll(() => whole.count()).toBe(0);

      await page.getByLabel('Logarithmic axis of Loss by epoch').check();
      await page.getByLabel('Smoothing of Loss by epoch').selectOption('Smoothed');
      const file = async (kind: string) => {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: `Download Loss by epoch as ${kind}` }).click(),
        ]);
        expect(download.suggestedFilename()).toBe(`loss-by-epoch.${kind.toLowerCase()}`);
        return readFile(await download.path());
      };
      const csv = (await file('CSV')).toString().split('\n');
      expect(csv[0]).toBe('epochs,"training, raw","validation, raw",training,validation');
      expect(csv.length).toBeGreaterThan(100);
      expect((await file('PNG')).subarray(1, 4).toString()).toBe('PNG');
      expect((await file('SVG')).toString()).toMatch(/^<svg [^>]*xmlns=[\s\S]*>validation</);
      expect(complaints).toEqual([]);
    });

    it('is drawn along epochs, steps or time, and says what is not known', async () => {
      finished('done', 'search', 1, 0.9);
      finished('other', 'lsm', 2, 0.8);
      const { page, complaints } = await open('/run/done');
      await page.getByRole('img', { name: /^Loss by epoch/ }).waitFor();
      const by = page.getByRole('group', { name: 'Curves along' });
      await by.getByRole('button', { name: 'Steps' }).focus();
      await page.keyboard.press('Enter');
      const loss = page.getByRole('img', { name: /^Loss by step/ });
      await loss.waitFor();
      await page.getByText('A step is a batch that changed the weights.').waitFor();
      await loss.focus();
      // 10 and 10 epochs of the search with 10 batches each, and 10 of the training with 20.
      await expect
        .poll(async () => {
          await page.keyboard.press('ArrowRight');
          return page.getByText('at 400 steps').count();
        })
        .toBeGreaterThan(1);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download Loss by step as CSV' }).click(),
      ]);
      const csv = (await readFile(await download.path())).toString().trim().split('\n');
      expect(csv[0]).toMatch(/^steps,/);
      expect(csv.at(-1)).toMatch(/^400,/);
      await page.reload();
      await loss.waitFor();
      await by.getByRole('button', { name: 'Time' }).click();
      await page.getByText('Computing time, spread evenly').waitFor();
      const byTime = page.getByRole('img', { name: /^Loss by time/ });
      await byTime.focus();
      // 10, 20 and 30 seconds of the three stages.
      await expect
        .poll(async () => {
          await page.keyboard.press('ArrowRight');
          return page.getByText('at 60 seconds').count();
        })
        .toBeGreaterThan(1);
      expect(await findingsEverywhere(page)).toEqual([]);
      await page.goto(`${studio.fake.origin}/compare?run=done&by=time`);
      await page.getByRole('img', { name: /^Training accuracy by time/ }).waitFor();
      running('at-work');
      await page.goto(`${studio.fake.origin}/compare?run=done&run=at-work&by=time`);
      await page.getByText('The time of each stage is known once a run has finished').waitFor();
      await page.getByRole('img', { name: /^Training accuracy by epoch/ }).waitFor();

      // Runs that are compared have one axis: one of them has no fixed number of batches.
      await page.goto(`${studio.fake.origin}/compare?run=done&by=step`);
      await page.getByRole('img', { name: /^Training accuracy by step/ }).waitFor();
      await page.goto(`${studio.fake.origin}/compare?run=done&run=other&by=step`);
      await page.getByText('Steps are known only where').waitFor();
      await page.getByRole('img', { name: /^Training accuracy by epoch/ }).waitFor();
      expect(complaints).toEqual([]);
    });
  });

  describe('a group', () => {
    it('shows its runs, the one at work from near, and all of them together', async () => {
      addGroup(studio.fake, 'g');
      const { page, complaints } = await open('/run/g');
      await page.getByText('1 of 3 done').waitFor();
      await page.getByRole('heading', { name: 'HRMAS, seed 2' }).waitFor();
      await page.getByText('size search, epoch 3 · live').waitFor();
      studio.fake.append('g/seed-2', ...inventedStage('size', 4).slice(36));
      await page.getByText('size search, epoch 4 · live').waitFor();
      await page.getByLabel('Run to show').selectOption('HRMAS, seed 1');
      await page.getByText('motif found').waitFor();
      await page.getByRole('region', { name: 'Test accuracy' }).waitFor();
      await page.getByRole('img', { name: /^Training accuracy by epoch\. HRMAS/ }).waitFor();
      expect(await findingsEverywhere(page)).toEqual([]);
      await page.getByRole('region', { name: 'Table of runs' }).getByRole('link').first().click();
      await page.waitForURL('**/run/g/seed-1');
      expect(complaints).toEqual([]);
    });
  });

  it('shows the settings of a run, and starts another with them', async () => {
    const run = finished('done', 'search', 3, 0.9);
    const preset = inventedRecord().config;
    studio.fake.presets = [
      { name: 'invented', summary: 'All that the run has', config: preset },
      ...PRESETS,
    ];
    const config = { ...preset, training: { ...preset.training, epochs: 12 } };
    run.record = { ...inventedRecord({ seed: 3 }), config };
    const { page, complaints } = await open('/run/done?part=settings');
    await page.getByText(/^1 setting of \d+ differs from the preset invented/).waitFor();
    const rows = page.getByRole('region', { name: 'Table of settings' }).locator('tbody tr');
    expect(await rows.allTextContents()).toEqual([
      expect.stringMatching(/^training\.epochs1210Passes over the training samples/),
    ]);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Find a setting' }).fill('plasticity.window');
    expect(await rows.count()).toBe(1);
    await page.getByRole('link', { name: 'Start again with changes' }).click();
    await page.getByText('With the settings of done:').waitFor();
    expect(await page.getByRole('radio', { name: 'As it was' }).isChecked()).toBe(true);
    await page.getByText('Advanced', { exact: true }).click();
    expect(await page.getByLabel('First seed', { exact: true }).inputValue()).toBe('3');
    await page.locator('.advanced > .group > summary', { hasText: 'Training' }).click();
    expect(await page.locator('[data-setting="training.epochs"] input').inputValue()).toBe('12');
    studio.fake.onStart = () => 'done';
    await page.getByRole('button', { name: 'Start the search' }).click();
    await page.waitForURL('**/run/done');
    expect(studio.fake.posts.at(-1)!.body).toEqual({
      config: { preset: 'invented', training: { epochs: 12 } },
      command: 'search',
      seed: 3,
    });
    expect(complaints).toEqual([]);
  });

  it('keeps runs on different data apart, and says which settings differ', async () => {
    finished('a', 'search', 1, 0.9);
    const other = finished('b', 'random', 1, 0.5);
    other.summary = { ...other.summary, dataset: 'other' };
    const record = inventedRecord({ method: 'random' });
    const training = { ...record.config.training, epochs: 99 };
    other.record = { ...record, config: { ...record.config, training } };
    const { page, complaints } = await open('/compare?run=a&run=b');
    await page.getByRole('heading', { name: 'other', exact: true }).waitFor();
    expect(await page.getByRole('region', { name: 'Test accuracy' }).count()).toBe(2);
    expect(await page.getByLabel('Differences from').count()).toBe(0);
    const rows = page.getByRole('region', { name: 'Table of differing settings' }).locator('tbody');
    expect(await rows.textContent()).toBe('training.epochs1099');
    expect(complaints).toEqual([]);
  });

  it('puts what the list is asked for into the address, and the runs of a study behind it', async () => {
    for (const id of ['own', 'study/runs/d/hrmas/seed-1'])
      studio.fake.add({ summary: summaryOf({ id }) });
    studio.fake.studies = [
      {
        kind: 'study',
        id: 'study',
        name: 's',
        states: ['finished'],
        secondsLeft: null,
        problem: null,
      },
    ];
    const { page, complaints } = await open('/');
    await page.getByText('1 run in').waitFor();
    await page.getByLabel('with 1 run of studies').check();
    await page.getByText('2 runs in').waitFor();
    await page.getByRole('searchbox').fill('own');
    await page.getByRole('button', { name: 'Accuracy' }).click();
    await page.getByText('1 of 2 runs').waitFor();
    expect(new URL(page.url()).search).toBe('?words=own&sort=accuracy&studies=shown');
    await page.locator('tbody a').first().click();
    await page.waitForURL('**/run/own');
    await page.goBack();
    await page.getByText('1 of 2 runs').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('own');
    expect(complaints).toEqual([]);
  });

  it('compares methods over seeds: bands, intervals, differences, two motifs', async () => {
    const accuracies = [
      ['search', [0.9, 0.92, 0.91]],
      ['random', [0.8, 0.83, 0.84]],
    ] as const;
    const ids = accuracies.flatMap(([method, values]) =>
      values.map((accuracy, k) => {
        finished(`${method}-${k}`, method, k, accuracy);
        return `${method}-${k}`;
      }),
    );
    const query = ids.map((id) => `run=${id}`).join('&');
    const { page, complaints } = await open(`/compare?${query}&run=missing`);
    await page.getByText('No longer there: missing.').waitFor();
    const row = page.getByRole('row', { name: /random motif/ });
    expect(await row.textContent()).toContain('82.33 ± 2.08\u00a0%');
    expect(await row.textContent()).toContain('−8.67');
    await page.getByRole('img', { name: /Training accuracy by epoch\. HRMAS/ }).waitFor();
    await page.getByText(/\d+ of 288 positions differ/).waitFor();
    await page.getByRole('img', { name: /SynOps of hidden neurons: 1 with 75.00/ }).waitFor();
    const front = page.getByRole('region', { name: 'Table of the front' }).locator('tbody tr');
    expect(await front.count()).toBe(6);
    expect(await front.last().textContent()).toContain('6 search-1');
    await page.getByLabel('Second motif').selectOption('search-2');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByRole('img', { name: /by epoch\. HRMAS/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('has the name of a run, and can stop it, before the run has read its data', async () => {
    const run = running();
    const { record } = run;
    run.record = undefined;
    const { page } = await open('/run/live');
    await page.getByRole('heading', { name: 'live' }).waitFor();
    await page.getByText('Reading its data, before the run starts').waitFor();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    run.record = record;
    await page.getByText('size search, epoch 3 · live').waitFor();
    const size = page.locator('.facts div', { hasText: 'Motif size' }).locator('dd');
    expect(await size.textContent()).toBe('–');
    await page.getByText('stronger = more probable').waitFor();
    // Found, but not trained yet.
    studio.fake.append('live', { event: 'architecture', architecture: inventedArchitecture() });
    await expect.poll(() => size.textContent()).toBe('16');
    await page.getByText('motif found · live').waitFor();
    expect(await page.getByText('stronger = more probable').count()).toBe(0);
  });

  it('asks where the data are in sight, and leads on from a run that could not start', async () => {
    const { page } = await open('/start?path=%2Fgone');
    await page.getByText('There is no such folder or file any more.').first().waitFor();
    await page.getByRole('button', { name: 'Start the search' }).isDisabled();
    const problem = 'There is no x.';
    studio.fake.add({
      summary: summaryOf({ id: 'bad', state: 'failed', problem }),
      record: undefined,
    });
    await page.goto(`${studio.fake.origin}/run/bad`);
    await page.getByText('This run did not start').waitFor();
    await page.getByText(problem).waitFor();
    await page.getByRole('link', { name: 'Start another' }).click();
    await page.waitForURL('**/start');
  });

  it('has time left at 50 events a second, and its memory stays flat', async () => {
    const SECONDS = 3;
    running();
    const { page, complaints } = await open('/run/live');
    await page.getByText('size search, epoch 3 · live').waitFor();
    const figures = inventedStage('size', 1)[0]!;
    let iteration = 30;
    const next = () => ({ ...figures, iteration: ++iteration / 10, epoch: 4 });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busy = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')!.value;
    };
    const busyBefore = await busy();
    const timer = setInterval(() => studio.fake.append('live', next()), 20);
    await page.waitForTimeout(SECONDS * 1000);
    clearInterval(timer);
    // Processor time of the page's thread: how many frames that leaves depends on the machine.
    expect((await busy()) - busyBefore).toBeLessThan(0.6 * SECONDS);

    const heap = async () => {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    };
    const pour = async (parcels: number) => {
      for (let k = 0; k < parcels; k++)
        studio.fake.append('live', ...Array.from({ length: 500 }, next));
      await page.waitForTimeout(600);
    };
    await pour(20);
    const before = await heap();
    await pour(80);
    const after = await heap();
    expect(after).toBeLessThan(before + 3_000_000);
    expect(complaints).toEqual([]);
  });

  it('loads less than 150 kB before anything is shown', async () => {
    finished('done', 'search', 1, 0.9);
    const { page } = await open('/run/done');
    await page.locator('.motif-graph').waitFor();
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname.slice(1)),
    );
    const bytes = ['index.html', ...loaded.filter((path) => studio.files.has(path))]
      .map((path) => gzipSync(studio.files.get(path)!).length)
      .reduce((sum, size) => sum + size, 0);
    console.log(`first load of a run: ${bytes} bytes, gzipped`);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(150_000);
  });
});
