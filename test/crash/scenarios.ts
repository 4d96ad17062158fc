/** What the harness disturbs: commands that write, as small as they can be. */
import { existsSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { differences } from './compare.ts';

export interface Scenario {
  readonly id: string;
  /** What is finished already in the folder that a trial starts with; null for an empty one. */
  readonly given: 'run' | 'damaged' | 'study' | null;
  /**
   * The command that does the work or goes on with it, as a user would type it.
   * @param folder in which it is typed
   */
  command(folder: string): readonly string[];
  /** The folder in which one process may write at a time, and a pattern of such folders within. */
  readonly watched: { readonly root: string; readonly inner: string | null } | null;
  /** A program that calls the command line, in place of the command line itself. */
  readonly program?: string;
  /**
   * Called before the last start.
   * @param folder in which it is typed
   */
  settle?(folder: string): void;
}

/** Where the material is, seen from the folder of a trial. */
const MATERIAL = '../../material';

function experiment(id: string, ...rest: readonly [command: string, ...options: string[]]) {
  const [command, ...options] = rest;
  const first = [command, `${MATERIAL}/tiny.json`, '--run-dir', 'run', ...options];
  return {
    id,
    given: null,
    command: (folder: string) => {
      const started = existsSync(join(folder, 'run', 'config.json'));
      return [...(started ? [command, '--resume', 'run'] : first), '--threads', '1', '--quiet'];
    },
    watched: { root: 'run', inner: null },
  };
}

function once(id: string, given: Scenario['given'], ...command: readonly string[]): Scenario {
  return { id, given, command: () => command, watched: null };
}

/**
 * A run that was killed before it showed in the studio is started again, in another folder. So two users may have begun
 * one each; when one of them is finished, the other user may be sent away before the other is.
 */
function settleStudio(folder: string): void {
  const runs = join(folder, 'runs');
  const only = join(runs, 'custom-1-1');
  const isFinished = (run: string) => existsSync(join(run, 'summary.json'));
  for (const name of readdirSync(runs).sort()) {
    const path = join(runs, name);
    // A studio that shows a run does not work in it, as the next process that does would.
    rmSync(join(path, 'lock'), { force: true });
    const isEmpty = readdirSync(path).every((file) =>
      /^((lock|config\.json)\.|process\.log$)/.test(file),
    );
    const isSecond = path !== only && existsSync(only);
    if (isSecond && isFinished(path) && !isFinished(only)) rmSync(only, { recursive: true });
    const isNeeded =
      !isSecond || (isFinished(path) && (!existsSync(only) || differences(only, path).length > 0));
    if (isEmpty || !isNeeded) rmSync(path, { recursive: true });
    else if (!existsSync(only)) renameSync(path, only);
  }
  // What may belong to a process that is just starting is removed after an hour.
  const twoHoursAgo = Date.now() / 1000 - 2 * 3600;
  for (const name of readdirSync(join(folder, 'tmp'))) {
    utimesSync(join(folder, 'tmp', name), twoHoursAgo, twoHoursAgo);
  }
}

export const SCENARIOS: readonly Scenario[] = [
  experiment('search', 'search'),
  experiment('train', 'train', '--architecture', 'dense'),
  experiment('group', 'search', '--seeds', '1,2', '--set', 'compare=[feedforward]'),
  {
    id: 'study',
    given: null,
    command: () => [
      ...['study', `${MATERIAL}/study.json`, '--data', `xor=${MATERIAL}/xor.npz`],
      ...['--output', 'study', '--jobs', '2', '--quiet'],
    ],
    watched: { root: 'study', inner: '^runs/[^/]+/[^/]+/seed-\\d+' },
  },
  {
    id: 'sweep',
    given: null,
    command: () => [
      ...['sweep', `${MATERIAL}/sweep.json`, '--data', `${MATERIAL}/xor.npz`],
      ...['--output', 'sweep', '--jobs', '2', '--quiet'],
    ],
    watched: { root: 'sweep', inner: '^runs/[^/]+/[^/]+/seed-\\d+' },
  },
  once('cache', null, 'data', 'convert', `${MATERIAL}/digits`, '--out', 'digits.npz'),
  {
    id: 'repair',
    given: 'damaged',
    command: (folder) =>
      existsSync(join(folder, 'run', 'summary.json'))
        ? ['runs', 'repair', 'run']
        : ['search', '--resume', 'run', '--threads', '1', '--quiet'],
    watched: { root: 'run', inner: null },
  },
  once('report', 'run', 'report', 'run'),
  once('study-report', 'study', 'report', 'study'),
  once('export-nir', 'run', 'export', 'run', '--format', 'nir', '--allow-lossy'),
  once('export-npz', 'run', 'export', 'run', '--format', 'npz'),
  once('export-tensorboard', 'run', 'export', 'run', '--format', 'tensorboard'),
  {
    id: 'studio',
    given: null,
    command: () => [],
    watched: { root: 'runs', inner: '^[^/]+' },
    program: join(import.meta.dirname, 'studio-user.mjs'),
    settle: settleStudio,
  },
];
