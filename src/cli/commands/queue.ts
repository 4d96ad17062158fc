/** `queue status` and `queue cancel`: what is in the store, for whoever looks after it. */
import {
  cancelStudy,
  lookAtStore,
  type QueuedState,
  type StoredQueue,
} from '../../study/queue/look-at-store.ts';
import { openStore, type Store } from '../../study/queue/store.ts';
import { count, counted, list, percent } from '../../view/format.ts';
import { textTable } from '../../view/text-table.ts';
import { print, printJson } from '../output.ts';

const STATES: Readonly<Record<QueuedState, string>> = {
  waiting: 'waiting',
  working: 'at work',
  collectable: 'done and not collected',
};

async function withStore<Result>(
  address: string,
  action: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await openStore(address);
  try {
    return await action(store);
  } finally {
    store.close();
  }
}

export async function queueStatusCommand({
  queue,
  json,
}: {
  readonly queue: string;
  readonly json?: boolean;
}): Promise<void> {
  const queues = await withStore(queue, lookAtStore);
  if (json) printJson({ format: 'motifsmith-queue-status', formatVersion: 1, queues });
  else if (queues.length === 0) print('There is no study in the queue.\n');
  else print(queues.map(queuePrintout).join('\n'));
}

export async function queueCancelCommand(
  study: string,
  { queue }: { readonly queue: string },
): Promise<void> {
  const names = await withStore(queue, (store) => cancelStudy(store, study));
  print(`Cancelled: ${names.join(', ')}\n`);
}

function queuePrintout({ name, version, needsData, dataset, cells }: StoredQueue): string {
  const counts = (Object.keys(STATES) as QueuedState[]).map((state) => {
    const n = cells.filter((cell) => cell.state === state).length;
    return `${count(n)} ${STATES[state]}`;
  });
  const data = needsData ? `, needs --data ${dataset}=PATH` : '';
  const working = cells.filter(({ state }) => state === 'working');
  return [
    `${name}: ${counted(cells.length, 'cell')}, ${list(counts)} (version ${version}${data})`,
    ...(working.length === 0
      ? []
      : [
          textTable(
            working.map(({ id, worker, part }) => [`  ${id}`, percent(part, 0), worker ?? '']),
          ),
        ]),
    '',
  ].join('\n');
}
