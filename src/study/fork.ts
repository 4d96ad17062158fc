/** Starts the process of one run and follows it until it ends, however it ends. */
import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CellJob, CellNews, CellOutcome, FromWorker, ToWorker } from './messages.ts';

export interface CellProcess {
  readonly ended: Promise<CellOutcome>;
  /** Asks it to save and end. */
  stop(): void;
  /** Ends it at once; what is on the disk stays whole. */
  kill(): void;
}

/** How many characters of a dead process's last output are kept. */
const LAST_WORDS = 2000;

/** Next to this file and with its extension: .js in the package, .ts in the sources. */
const EXTENSION = extname(fileURLToPath(import.meta.url));
const WORKER = fileURLToPath(new URL(`./worker${EXTENSION}`, import.meta.url));

/** Options of Node for a process of this package: those of this one, and what translates sources. */
export function loaderArguments(): string[] {
  const own = process.execArgv;
  const translates = EXTENSION !== '.ts' || own.some((text) => text.includes('tsx'));
  return translates ? own : [...own, '--import', 'tsx'];
}

const NEWS: readonly string[] = ['progress', 'checkpoint', 'warning'];
const isNews = (message: CellNews | CellOutcome): message is CellNews =>
  NEWS.includes(message.type);

export function forkCell(job: CellJob, tell: (news: CellNews) => void): CellProcess {
  const child = fork(WORKER, [], {
    execArgv: loaderArguments(),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const say = (message: ToWorker) => {
    // If the process is already gone, its exit event reports it.
    if (child.connected) child.send(message, () => {});
  };
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS);
  });
  const ended = new Promise<CellOutcome>((resolve) => {
    let outcome: CellOutcome | null = null;
    child.on('message', (message: FromWorker) => {
      if (message.type === 'ready') say({ type: 'job', job });
      else if (isNews(message)) tell(message);
      else outcome = message;
    });
    child.on('error', ({ message }) => {
      outcome ??= failed(`The process of the run cannot be started: ${message}.`, job);
      resolve(outcome);
    });
    child.on('close', (code, signal) => {
      const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
      const said = words.trim() === '' ? '' : ` Its last words: ${words.trim()}`;
      resolve(outcome ?? failed(`The process of the run ended ${how}.${said}`, job));
    });
  });
  return { ended, stop: () => say({ type: 'stop' }), kill: () => void child.kill('SIGKILL') };
}

function failed(message: string, { folder }: CellJob): CellOutcome {
  const remedy = 'Resume the study: the run resumes from its last checkpoint.';
  return { type: 'failed', failure: { kind: 'internal', message, where: folder, remedy } };
}
