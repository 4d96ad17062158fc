/** What the engine is made of: vector instructions, and threads that share memory. */
import { Worker } from 'node:worker_threads';
import { canRevectorize } from '../engine/wasm/revectorize.ts';
import { type Finding, ok, problem } from './finding.ts';

const REMEDY =
  'Run Node.js without --jitless and without options that turn features of WebAssembly off.';

/** `(func (result v128) (i8x16.popcnt (i8x16.splat (i32.const 0))))` */
const VECTORS = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);
/** `(memory 1 1 shared) (func (drop (i32.atomic.load (i32.const 0))))` */
const ATOMICS = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 4, 1, 3, 1, 1],
  ...[10, 11, 1, 9, 0, 65, 0, 254, 16, 2, 0, 26, 11],
);

const vectors = (): string =>
  canRevectorize()
    ? 'vectors of 256 bits where the processor has AVX2'
    : 'vectors of 128 bits (Node 24 on x86-64 can join them in pairs)';

export function webAssembly(): Finding {
  if (typeof WebAssembly === 'undefined') return problem('there is none', REMEDY);
  const missing = [
    ...(WebAssembly.validate(VECTORS) ? [] : ['vector instructions (SIMD)']),
    ...(WebAssembly.validate(ATOMICS) ? [] : ['threads']),
  ];
  return missing.length === 0
    ? ok(`with vector instructions and threads; ${vectors()}`)
    : problem(`without ${missing.join(' and ')}`, REMEDY);
}

/** How long a thread waits to be woken, in milliseconds. */
const PATIENCE_MS = 20_000;

const ANSWER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const cell = new Int32Array(workerData);
  const outcome = Atomics.wait(cell, 0, 0, ${PATIENCE_MS});
  Atomics.add(cell, 0, 1);
  parentPort.postMessage(outcome);`;

/** Wakes a thread through shared memory, as the engine does. */
export async function sharedMemory(): Promise<Finding> {
  const memory = new SharedArrayBuffer(4);
  const cell = new Int32Array(memory);
  const worker = new Worker(ANSWER, { eval: true, workerData: memory });
  const answer = new Promise<string>((resolve) => {
    worker.once('message', resolve).once('error', ({ message }) => resolve(message));
  });
  Atomics.store(cell, 0, 41);
  Atomics.notify(cell, 0);
  const outcome = await answer;
  await worker.terminate();
  return Atomics.load(cell, 0) === 42
    ? ok('shared by threads, which can wake each other')
    : problem(`not shared with threads (${outcome})`, 'Use --threads 1.');
}
