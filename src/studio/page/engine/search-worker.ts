/** Runs a whole search in this tab, in a worker, with helper threads where memory can be shared. */
import { createEngine } from '../../../index.ts';
import type { SearchEvent } from '../../../search/events.ts';
import { asProblem } from '../source/problem.ts';
import { fetchMnist } from './fetch-mnist.ts';
import type { SearchMessage, SearchRequest } from './search-client.ts';
import { tabSearch } from './tab-search.ts';

/** Events are sent in batches: a message for each would cost more than the search. */
const PARCEL_MS = 60;

const send = (message: SearchMessage) => postMessage(message);

/** Lets messages arrive, which would otherwise wait until the end. */
const turn = () =>
  new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

const stopping = new AbortController();

async function search({ engine, task, seed, threads, mnist }: SearchRequest): Promise<void> {
  let events: SearchEvent[] = [];
  let began = 0;
  let sent = 0;
  let work = 0;
  const parcel = () => {
    send({ kind: 'progress', events, work, seconds: (performance.now() - began) / 1000 });
    events = [];
    sent = performance.now();
  };
  const result = await tabSearch(
    task,
    seed,
    await createEngine(engine, threads),
    () => fetchMnist(mnist),
    {
      begin: (record, samples) => {
        began = performance.now();
        send({ kind: 'begin', record, samples });
      },
      progress: async (more, done) => {
        events.push(...more);
        work = done;
        if (performance.now() - sent < PARCEL_MS) return;
        parcel();
        await turn();
      },
    },
    stopping.signal,
  );
  parcel();
  send({ kind: 'end', ...result });
}

globalThis.onmessage = ({ data }: MessageEvent<SearchRequest | 'stop'>) => {
  if (data === 'stop') {
    stopping.abort();
    return;
  }
  search(data).catch((error: unknown) => {
    const { message, where, remedy } = asProblem(error);
    send({ kind: 'problem', stopped: stopping.signal.aborted, message, where, remedy });
  });
};
