/** Worker threads over the network's shared memory. */
import { MotifsmithError } from '../../core/errors.ts';
import type { Job } from '../../kernels/constants.ts';
import { type Kernels, kernelModule } from '../../kernels/kernels.ts';
import { WORKER_POOL } from '../../kernels/records/network.ts';
import type { Arena } from './arena.ts';

/** Runs in the worker: the same few lines in Node and in browsers. */
const WORKER = `
  async function work({ module, memory, pool, thread, ready }) {
    const instance = await WebAssembly.instantiate(module, { env: { memory } });
    ready();
    instance.exports.serve(pool, thread);
  }`;
const NODE_WORKER = `${WORKER}
  const { parentPort, workerData } = require('node:worker_threads');
  work({ ...workerData, ready: () => parentPort.postMessage('ready') });`;
const WEB_WORKER = `${WORKER}
  onmessage = ({ data }) => work({ ...data, ready: () => postMessage('ready') }).then(close);`;

interface WorkerData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly pool: number;
  readonly thread: number;
}

/** Node, Deno or Bun: the last two have Workers as browsers have, but with limits of their own. */
const IN_NODE = typeof process !== 'undefined' && 'getBuiltinModule' in process;

async function startInNode(data: WorkerData): Promise<void> {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const worker = new Worker(NODE_WORKER, { eval: true, workerData: data });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', (cause) => {
      const error = new MotifsmithError('usage', `Thread ${data.thread} could not be started.`, {
        where: cause.message,
        remedy: 'Use fewer threads, or lift the limits on processes and on the address space.',
        cause,
      });
      reject(error);
    });
  });
  // A sleeping worker must not keep the process alive.
  worker.unref();
}

function startInBrowser(data: WorkerData): Promise<void> {
  if (!crossOriginIsolated) {
    throw new MotifsmithError('usage', 'This page may not share memory between threads.', {
      where: 'threads',
      remedy:
        'Use one thread, or serve the page with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.',
    });
  }
  const url = URL.createObjectURL(new Blob([WEB_WORKER], { type: 'text/javascript' }));
  const worker = new Worker(url);
  return new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(data);
  }).finally(() => URL.revokeObjectURL(url));
}

/** Addresses of the records that jobs work on. */
export interface PoolWork {
  readonly network: number;
  readonly shares: number;
  readonly adam: number;
}

/**
 * The threads of one network: the host's, which is the caller's, and workers. `start` reserves the words
 * that threads synchronise on and resolves when every worker has started; from then on a worker's whole
 * life is inside the kernels (`serve` in assembly/worker-pool.ts).
 *
 * `dispatch` posts a job of many tasks and works along; every thread takes the next task until none
 * is left, and the call returns when all have checked in. Which thread does which task changes from
 * run to run, results never do. `stop` ends the workers; the pool must not be used afterwards.
 */
export class WorkerPool {
  readonly #kernels: Kernels;
  readonly #address: number;
  /** A page's main thread must not sleep. */
  readonly #blocking = typeof document === 'undefined' ? 1 : 0;

  private constructor(kernels: Kernels, address: number) {
    this.#kernels = kernels;
    this.#address = address;
  }

  /** @param threads the host's included */
  static async start(
    arena: Arena,
    kernels: Kernels,
    threads: number,
    work: PoolWork,
  ): Promise<WorkerPool> {
    const pool = arena.records(WORKER_POOL, [
      {
        ...work,
        generation: arena.take(1),
        next: arena.take(1),
        done: arena.take(1),
        workers: threads - 1,
      },
    ]);
    const start = IN_NODE ? startInNode : startInBrowser;
    const module = await kernelModule();
    await Promise.all(
      Array.from({ length: threads - 1 }, (_, k) =>
        start({ module, memory: arena.memory, pool, thread: k + 1 }),
      ),
    );
    return new WorkerPool(kernels, pool);
  }

  /** Does `tasks` tasks of a job, with all threads. */
  dispatch(job: Job, tasks: number): void {
    this.#kernels.dispatch(this.#address, job, tasks, this.#blocking);
  }

  stop(): void {
    this.#kernels.stop(this.#address);
  }
}
