/**
 * Builds the studio's page for hosts of plain files, `npm run build:studio-static`: runs a small search
 * with a random motif beside it, and lays a studio's replies about them next to the page.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { loadConfig } from '../src/config/load.ts';
import { startExperiment } from '../src/experiment/run-experiment.ts';
import { TOKEN_HEADER } from '../src/studio/api/protocol.ts';
import type { MetricsEvent, MetricsPart } from '../src/studio/api/record.ts';
import type { RunList } from '../src/studio/api/runs.ts';
import type { SampleList } from '../src/studio/api/samples.ts';
import { TAB_TASKS, tabExperiment } from '../src/studio/page/engine/tab-search.ts';
import { openStudio } from '../src/studio/server/server.ts';

const PROJECT = join(import.meta.dirname, '..');
const MOST_SAMPLES = 24;

/** Runs the search of the first task of the tab, for two seeds, into a folder. */
async function runDemo(folder: string, seeds: readonly number[]): Promise<void> {
  const task = TAB_TASKS[0]!;
  const config = { ...tabExperiment(task), compare: ['random'], seeds, output: folder };
  const path = join(folder, `${task.id}.json`);
  await writeFile(path, JSON.stringify(config));
  const loaded = await loadConfig({ source: path, sets: [], options: [] });
  await rm(path);
  await startExperiment({ ...loaded, task: { command: 'search' } }, null);
}

/** Fetches all that the page asks for of every run, and writes it as files. */
async function writeReplies(runs: string, out: string): Promise<void> {
  const defects: unknown[] = [];
  const studio = await openStudio({
    ...{ runs, page: out, port: 0, tries: 1, program: [] },
    limits: { perSecond: 1000, burst: 1000 },
    onDefect: (error) => defects.push(error),
  });
  try {
    const api = `http://127.0.0.1:${studio.port}/api/runs`;
    const fetched = async (path: string): Promise<Response> => {
      const response = await fetch(`${api}${path}`, {
        headers: { [TOKEN_HEADER]: studio.token },
      });
      if (response.status === 404 || response.ok) return response;
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    };
    const json = async <T>(path: string) => (await (await fetched(path)).json()) as T;
    const write = async (path: string, content: string | Uint8Array) => {
      const file = join(out, 'demo', ...path.split('/'));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    };
    const list = await json<RunList>('');
    // Where the runs lay while they were made is nobody's business.
    const shown = list.runs.filter(({ kind }) => kind !== 'group');
    await write('runs.json', JSON.stringify({ ...list, folder: '', runs: shown }));
    for (const { id, analysed } of shown) {
      const path = `/${id.split('/').map(encodeURIComponent).join('/')}`;
      for (const name of ['record', 'summary', 'architecture', ...(analysed ? ['analysis'] : [])]) {
        const value = await json<{ config?: object }>(`${path}/${name}`);
        if (value.config) Object.assign(value.config, { output: 'runs' });
        await write(`runs/${id}/${name}.json`, JSON.stringify(value));
      }
      const events: MetricsEvent[] = [];
      let part: MetricsPart = { events, next: 0, more: true };
      while (part.more) {
        part = await json<MetricsPart>(`${path}/metrics?from=${part.next}`);
        events.push(...part.events);
      }
      const whole: MetricsPart = { events, next: part.next, more: false };
      await write(`runs/${id}/metrics.json`, JSON.stringify(whole));
      const weights = await (await fetched(`${path}/weights`)).arrayBuffer();
      await write(`runs/${id}/weights.safetensors`, new Uint8Array(weights));
      const samples = await json<SampleList>(`${path}/samples?split=test&from=0`);
      const total = Math.min(MOST_SAMPLES, samples.total);
      const some = { ...samples, total, samples: samples.samples.slice(0, total) };
      await write(`runs/${id}/samples.json`, JSON.stringify(some));
      for (let k = 0; k < total; k++) {
        const sample = await json(`${path}/sample?split=test&index=${k}`);
        await write(`runs/${id}/sample-${k}.json`, JSON.stringify(sample));
      }
    }
    if (defects.length > 0) throw defects[0];
  } finally {
    await studio.close();
  }
}

const out = join(PROJECT, 'build/studio-static');
await build({
  configFile: join(PROJECT, 'src/studio/page/vite.config.ts'),
  mode: 'static',
});
await cp(join(PROJECT, 'assets/mnist'), join(out, 'mnist'), { recursive: true });
const runs = await mkdtemp(join(tmpdir(), 'motifsmith-demo-'));
try {
  await runDemo(runs, [1, 2]);
  await writeReplies(runs, out);
} finally {
  await rm(runs, { recursive: true, force: true });
}
console.log(`The page and its runs are in ${out}; any host of plain files can serve them.`);
