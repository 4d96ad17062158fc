/** What the laboratory disturbs: commands that write, as small as they can be. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface Scenario {
  readonly id: string;
  /** What is finished already in the folder that a trial starts with; null for an empty one. */
  readonly given: 'run' | 'study' | null;
  /**
   * The command that does the work or goes on with it, as a user would type it.
   * @param folder in which it is typed
   */
  command(folder: string): readonly string[];
  /** The folder in which one process may write at a time, and a pattern of such folders within. */
  readonly watched: { readonly root: string; readonly inner: string | null } | null;
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
  once('cache', null, 'data', 'convert', `${MATERIAL}/digits`, '--out', 'digits.npz'),
  once('report', 'run', 'report', 'run'),
  once('study-report', 'study', 'report', 'study'),
  once('export-nir', 'run', 'export', 'run', '--format', 'nir', '--allow-lossy'),
  once('export-npz', 'run', 'export', 'run', '--format', 'npz'),
  once('export-tensorboard', 'run', 'export', 'run', '--format', 'tensorboard'),
];
