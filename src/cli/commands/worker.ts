/** `worker`: does cells from a queue and says which, a line each, on stderr. */
import { availableParallelism } from 'node:os';
import type { MotifsmithError } from '../../core/errors.ts';
import { packageVersion } from '../../files/version.ts';
import type { Release } from '../../study/queue/held-cell.ts';
import { runWorker } from '../../study/queue/run-worker.ts';
import { openStore } from '../../study/queue/store.ts';
import { duration, percent } from '../../view/format.ts';
import { readDataPaths } from '../data-paths.ts';
import { answer, note } from '../output.ts';
import { listenForStop } from '../stop-requests.ts';

export interface WorkerCommandOptions {
  readonly queue: string;
  readonly jobs?: number;
  readonly data?: readonly string[];
  readonly patience: number;
  readonly quiet?: boolean;
}

export async function workerCommand({
  queue,
  jobs = availableParallelism(),
  data = [],
  patience,
  quiet = false,
}: WorkerCommandOptions): Promise<void> {
  const dataPaths = readDataPaths(data);
  const warn = ({ message, where, remedy }: MotifsmithError) =>
    note(`warning: ${[message, where && `(${where})`, remedy].filter(Boolean).join(' ')}`);
  const store = await openStore(queue, warn);
  const say = quiet ? () => {} : note;
  say(`Worker of ${store.address}, version ${await packageVersion()}, ${jobs} at a time.`);
  const stop = listenForStop({
    asked: () =>
      answer(
        'Stopping; the cells go back after these batches. Press Ctrl-C again to quit at once.',
      ),
  });
  const began = new Map<string, number>();
  try {
    await runWorker(store, {
      jobs,
      dataPaths,
      patienceMs: patience * 1000,
      signal: stop.signal,
      observer: {
        take: (study, cell) => {
          began.set(`${study}: ${cell}`, performance.now());
          say(`${study}: ${cell}: starts`);
        },
        release: (study, cell, how) => {
          const name = `${study}: ${cell}`;
          const seconds = (performance.now() - (began.get(name) ?? performance.now())) / 1000;
          began.delete(name);
          say(`${name}: ${releaseText(how)}, ${duration(seconds)}`);
        },
        leave: warn,
        trouble: warn,
      },
    });
  } finally {
    stop.done();
    store.close();
  }
}

function releaseText(how: Release): string {
  switch (how.type) {
    case 'finished':
      return `test accuracy ${percent(how.accuracy)}`;
    case 'failed':
      return `failed: ${how.failure.message}`;
    case 'returned':
      return 'given back';
    case 'lost':
      return 'belongs to another worker now';
  }
}
