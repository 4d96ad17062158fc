/**
 * Fuzzes one target in a process of its own, so that a hang or an exhausted heap ends only it. Before each
 * input, its number is written to a file: it says which one the process ended with.
 */
import { openSync, readFileSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { fuzz } from './fuzz.ts';

/** What the process is told, as JSON in its argument. */
export interface ChildTask {
  readonly target: string;
  readonly seed: number;
  readonly first: number;
  readonly inputs: number;
  /** Milliseconds of computing, or of waiting, after which an input counts as one without end. */
  readonly computingMs: number;
  readonly waitingMs: number;
  /** Where the number of the present input is written. */
  readonly place: string;
  /** A file in place of the inputs that the numbers make. */
  readonly file?: string;
}

const task: ChildTask = JSON.parse(process.argv[2]!);
// All readers take a while to load, so that the tests of this process do without them.
const targets = task.target.startsWith('broken-')
  ? (await import('./broken-targets.ts')).BROKEN_TARGETS
  : (await import('./targets.ts')).FUZZ_TARGETS;
const target = targets.find(({ id }) => id === task.target)!;
const input = new Int32Array(new SharedArrayBuffer(4));
new Worker(new URL('watchdog.mjs', import.meta.url), {
  workerData: { input, computingMs: task.computingMs, waitingMs: task.waitingMs },
}).unref();
const place = openSync(task.place, 'w');
// Without the process that asked, there is nobody to work for.
process.once('disconnect', () => process.exit());

const report = await fuzz(target, {
  ...task,
  bytes: task.file === undefined ? undefined : new Uint8Array(readFileSync(task.file)),
  onInput: (n) => {
    Atomics.store(input, 0, n);
    writeSync(place, String(n).padEnd(16), 0);
  },
});
process.send!({ report, peakMemory: 1024 * process.resourceUsage().maxRSS }, () => process.exit());
