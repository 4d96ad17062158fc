/**
 * Runs as files next to the page (`demo/`). The static build writes them from a server's replies, so they
 * have been checked by the same parsers.
 */
import type { MetricsPart } from '../../api/record.ts';
import type { RunList } from '../../api/runs.ts';
import { Problem } from './problem.ts';
import type { Maker, Source } from './source.ts';

async function file(path: string): Promise<Response> {
  const response = await fetch(`demo/${path}`).catch(() => null);
  if (response?.ok) return response;
  throw new Problem('This page has no such file.', {
    where: `demo/${path}`,
    status: response?.status ?? null,
    remedy: 'Go back to the list of runs and choose one of them.',
  });
}

async function json<T>(path: string): Promise<T> {
  return (await (await file(path)).json()) as T;
}

const notHere = async (): Promise<never> => {
  throw new Problem('This page only shows stored runs: it has no server.', {
    remedy: 'Install Motifsmith and start `motifsmith studio`, or try a search in this tab.',
  });
};

const NOTHING_MADE: Maker = {
  list: async () => ({ products: [], targets: [] }),
  make: notHere,
  take: notHere,
};

const run = (id: string, name: string) =>
  `runs/${id.split('/').map(encodeURIComponent).join('/')}/${name}`;

export const fileSource: Source = {
  canStart: false,
  runs: () => json('runs.json'),
  watchRuns: () => () => {},
  columns: async () => ({ figures: [], settings: [] }),
  columnValues: notHere,
  studies: async () => ({ studies: [] }),
  study: notHere,
  sweep: notHere,
  studyResults: notHere,
  record: (id) => json(run(id, 'record.json')),
  summary: (id) => json(run(id, 'summary.json')),
  architecture: (id) => json(run(id, 'architecture.json')),
  analysis: (id) => json(run(id, 'analysis.json')),
  metrics: async (id, from) =>
    from === 0
      ? json<MetricsPart>(run(id, 'metrics.json'))
      : { events: [], next: from, more: false },
  watchRun: (id, _, { state }) => {
    json<RunList>('runs.json').then(
      ({ runs }) => {
        const found = runs.find((one) => one.id === id);
        if (found) state(found);
      },
      // Without the list the view shows the record alone.
      () => {},
    );
    return () => {};
  },
  weights: async (id) =>
    new Uint8Array(await (await file(run(id, 'weights.safetensors'))).arrayBuffer()),
  samples: (id) => json(run(id, 'samples.json')),
  sample: (id, index) => json(run(id, `sample-${index}.json`)),
  sound: notHere,
  presets: notHere,
  schema: notHere,
  folders: notHere,
  data: notHere,
  recording: notHere,
  estimate: notHere,
  start: notHere,
  stop: notHere,
  resume: notHere,
  notes: notHere,
  changeNotes: notHere,
  log: async () => ({ text: null, cut: false }),
  runProducts: NOTHING_MADE,
  studyProducts: NOTHING_MADE,
  remove: notHere,
  trash: async () => ({ deleted: [] }),
  restore: notHere,
  erase: notHere,
};
