/**
 * A stream of server-sent events that reconnects by itself, from where it was lost. It is read with
 * `fetch`, because an `EventSource` cannot send the token of the session.
 */
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Problem } from './problem.ts';
import type { Connection } from './source.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

export interface StreamOptions {
  /** Requests the stream now. @throws Problem */
  request(signal: AbortSignal): Promise<Response>;
  /** Handlers for the data of events, by name. */
  readonly events: Readonly<Record<string, (data: unknown) => void>>;
  connection(state: Connection): void;
  /** There is no stream. @returns whether to try again */
  refused(problem: Problem): boolean;
}

/** Opens a stream. @returns a function that closes it for good */
export function openStream({ request, events, connection, refused }: StreamOptions): () => void {
  const closing = new AbortController();
  const { signal } = closing;

  const follow = async () => {
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      const response = await request(signal).catch((problem: Problem) => problem);
      if (signal.aborted) return;
      if (response instanceof Response) {
        wait = FIRST_WAIT_MS;
        connection('open');
        // However it breaks off, it is requested again.
        await read(response, events).catch(() => {});
        if (signal.aborted) return;
      }
      connection('lost');
      if (!(response instanceof Response) && !refused(response)) return;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  };
  void follow();
  return () => closing.abort();
}

async function read(response: Response, events: StreamOptions['events']): Promise<void> {
  const reader = response
    .body!.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    events[value.event ?? '']?.(JSON.parse(value.data));
  }
}
