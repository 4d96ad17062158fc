/** What is done to a run: stopped, resumed, moved to the trash. */
import { join } from 'node:path';
import { isLocked } from '../../run/lock/lock.ts';
import type { DeletedRun, RunSummary } from '../api/runs.ts';
import type { ChildRuns } from './child-runs.ts';
import type { Parts } from './parts.ts';
import { runFolder } from './paths.ts';
import { Refusal } from './refusal.ts';

export function requireFinished({ id, state }: RunSummary): void {
  if (state === 'finished') return;
  throw new Refusal('conflict', `The run is ${state}.`, {
    where: id,
    remedy: 'It has a trained network once it is finished.',
  });
}

export function stop(run: RunSummary, children: ChildRuns): void {
  if (children.isAlive(run.id)) {
    children.stop(run.id);
    return;
  }
  const elsewhere = run.state === 'running';
  throw new Refusal(
    'conflict',
    elsewhere ? 'Another process is working on this run.' : `The run is ${run.state}.`,
    {
      where: run.id,
      remedy: elsewhere
        ? 'Stop it where it was started, with Ctrl-C.'
        : 'There is nothing to stop.',
    },
  );
}

export async function remove({ id, group }: RunSummary, parts: Parts): Promise<DeletedRun> {
  const { root, children, trash, products } = parts;
  const refuse = (message: string, remedy: string) =>
    new Refusal('conflict', message, { where: id, remedy });
  if (group !== null) {
    throw refuse(`The run is a part of ${group}.`, 'Delete that as a whole.');
  }
  if (children.isAlive(id)) throw refuse('A process is working on this run.', 'Stop it first.');
  const deleted = await trash.put(id, await runFolder(root, id));
  children.forget(id);
  await products.forget(id);
  return deleted;
}

export async function resume(run: RunSummary, root: string, children: ChildRuns): Promise<void> {
  const { id, command, kind, name, method, strategy, seed, dataset } = run;
  const folder = await runFolder(root, id);
  const facts = {
    kind: kind === 'group' ? kind : ('run' as const),
    command,
    name,
    method,
    strategy,
    seed,
  };
  await children.start(async () => {
    if (run.state === 'finished') {
      throw new Refusal('conflict', 'The run is finished.', {
        where: id,
        remedy: 'Start another.',
      });
    }
    if (children.isAlive(id) || (await isLocked(folder))) {
      throw new Refusal('conflict', 'Another process is working on this run.', {
        where: join(folder, 'lock'),
        remedy: 'Wait for it to end, or stop it where it was started.',
      });
    }
    return {
      id,
      folder,
      facts: { ...facts, dataset, problem: null },
      files: {},
      arguments: () => [command, '--resume', folder, '--json'],
    };
  });
}
