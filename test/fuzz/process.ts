/** Runs a chunk in a process, and finds out with which input it died if it did. */
import { fork } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ChildTask } from './child.ts';
import type { FuzzReport } from './fuzz.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
/** Lets Node read TypeScript, whatever this process was started by. */
const LOADER = import.meta.resolve('tsx');
/** No input takes this long, unless it takes for ever. */
const USUAL = { computingMs: 10_000, waitingMs: 120_000 };
/** Heap of the child: what readers hold beyond typed arrays must stay far below it. */
const HEAP_MEGABYTES = 512;
/** Of what a dying process says. */
const MOST_WORDS = 20_000;
const LAST_WORDS = 600;

const CAUSES: Readonly<Record<string, string>> = {
  SIGXCPU: 'hung: it computes without end',
  SIGALRM: 'hung: it waits without end',
  SIGKILL: 'killed, perhaps by the system for lack of memory',
};

export type Outcome =
  | { readonly kind: 'done'; readonly report: FuzzReport; readonly peakMemory: number }
  /** `input` is the one that ended the process; null if it ended before the first. */
  | { readonly kind: 'died'; readonly input: number | null; readonly what: string };

type Message = { readonly report: FuzzReport; readonly peakMemory: number };

/** @param asked the limits of time may be left out */
export function runChunk(
  asked: Omit<ChildTask, keyof typeof USUAL> & Partial<ChildTask>,
): Promise<Outcome> {
  const task: ChildTask = { ...USUAL, ...asked };
  rmSync(task.place, { force: true });
  return new Promise((resolve) => {
    const child = fork(CHILD, [JSON.stringify(task)], {
      execArgv: ['--import', LOADER, `--max-old-space-size=${HEAP_MEGABYTES}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let outcome: Outcome | null = null;
    let words = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-MOST_WORDS);
    });
    child.on('message', (message: Message) => {
      outcome = { kind: 'done', ...message };
    });
    child.on('close', (code, signal) => {
      const cause = signal === null ? undefined : CAUSES[signal];
      const what = cause ?? `ended with ${signal ?? code}: ${lastWords(words)}`;
      resolve(outcome ?? { kind: 'died', input: inputAt(task.place), what });
    });
  });
}

/** V8 says why it ends, and then where it was. */
function lastWords(words: string): string {
  return /FATAL ERROR: .*/.exec(words)?.[0] ?? words.trim().slice(-LAST_WORDS);
}

function inputAt(place: string): number | null {
  try {
    const text = readFileSync(place, 'utf8').trim();
    return text === '' ? null : Number(text);
  } catch {
    return null;
  }
}
