/**
 * Helper threads over the network's shared memory. Their whole life is in the kernels (`serve` in
 * assembly/crew.ts); here they are only started and stopped. Which thread does what changes from
 * run to run, results never do.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { type Kernels, kernelModule } from '../../kernels/kernels.ts';
import { CREW_FIELDS, CREW_HEADER_BYTES, JOBS, writeRecord } from '../../kernels/records.ts';
import type { Arena } from './arena.ts';

/** Runs in the helper: the same few lines for Node and for browsers. */
const HELPER = `
  async function help({ module, memory, crew, thread, ready }) {
    const instance = await WebAssembly.instantiate(module, { env: { memory } });
    ready();
    instance.exports.serve(crew, thread);
  }`;
const NODE_HELPER = `${HELPER}
  const { parentPort, workerData } = require('node:worker_threads');
  help({ ...workerData, ready: () => parentPort.postMessage('ready') });`;
const WEB_HELPER = `${HELPER}
  onmessage = ({ data }) => help({ ...data, ready: () => postMessage('ready') }).then(close);`;

type HelperData = {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  crew: number;
  thread: number;
};

/** Node, Deno or Bun: the last two have Workers as browsers have, but with limits of their own. */
const IN_NODE = typeof process !== 'undefined' && 'getBuiltinModule' in process;

async function startInNode(data: HelperData): Promise<void> {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const worker = new Worker(NODE_HELPER, { eval: true, workerData: data });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
  // A helper asleep must not keep the process alive.
  worker.unref();
}

function startInBrowser(data: HelperData): Promise<void> {
  if (!crossOriginIsolated) {
    throw new MotifsmithError('usage', 'this page may not share memory between threads', {
      where: 'threads',
      remedy:
        'use one thread, or serve the page with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
    });
  }
  const url = URL.createObjectURL(new Blob([WEB_HELPER], { type: 'text/javascript' }));
  const worker = new Worker(url);
  return new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(data);
  }).finally(() => URL.revokeObjectURL(url));
}

/** What the crew's jobs work on. */
export interface CrewWork {
  readonly network: number;
  readonly shares: number;
  readonly weights: number;
  readonly gradient: number;
  readonly firstMoment: number;
  readonly secondMoment: number;
  /** Floats of each of the four, a multiple of 4. */
  readonly length: number;
  readonly factors: number;
}

/** Floats that one Adam task updates. */
const ADAM_PORTION = 16384;

export class Crew {
  readonly #kernels: Kernels;
  readonly #address: number;
  readonly #adamTasks: number;
  /** A page's main thread must not sleep. */
  readonly #blocking = typeof document === 'undefined' ? 1 : 0;

  private constructor(kernels: Kernels, address: number, adamTasks: number) {
    this.#kernels = kernels;
    this.#address = address;
    this.#adamTasks = adamTasks;
  }

  /** Reserves the meeting words and starts `threads` − 1 helpers. */
  static async start(
    arena: Arena,
    kernels: Kernels,
    threads: number,
    work: CrewWork,
  ): Promise<Crew> {
    const address = arena.take(CREW_HEADER_BYTES / 4 + CREW_FIELDS.length);
    writeRecord(arena.words(address + CREW_HEADER_BYTES, CREW_FIELDS.length), CREW_FIELDS, {
      ...work,
      kind: 0,
      tasks: 0,
      helpers: threads - 1,
      stopped: 0,
      portion: ADAM_PORTION,
    });
    const start = IN_NODE ? startInNode : startInBrowser;
    const module = await kernelModule();
    await Promise.all(
      Array.from({ length: threads - 1 }, (_, k) =>
        start({ module, memory: arena.memory, crew: address, thread: k + 1 }),
      ),
    );
    return new Crew(kernels, address, Math.ceil(work.length / ADAM_PORTION));
  }

  /** Does `tasks` tasks of a kind, with all threads. */
  dispatch(job: Exclude<keyof typeof JOBS, 'adam'>, tasks: number): void {
    this.#kernels.dispatch(this.#address, JOBS[job], tasks, this.#blocking);
  }

  adam(): void {
    this.#kernels.dispatch(this.#address, JOBS.adam, this.#adamTasks, this.#blocking);
  }

  stop(): void {
    this.#kernels.stop(this.#address);
  }
}
