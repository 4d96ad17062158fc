/**
 * A stream of server-sent events that reconnects by itself. The browser would reconnect to the same
 * address; ours changes, because the stream continues where it was lost.
 */
import type { Connection } from './source.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

export interface StreamOptions {
  /** The address to request now. */
  address(): string;
  /** Handlers for the data of events, by name. */
  readonly events: Readonly<Record<string, (data: unknown) => void>>;
  connection(state: Connection): void;
  /** The server answered, but not with a stream. @returns whether to try again */
  refused(): Promise<boolean>;
}

/** Opens a stream. @returns a function that closes it for good */
export function openStream({ address, events, connection, refused }: StreamOptions): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT_MS;
  let closed = false;

  const open = () => {
    source = new EventSource(address());
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      connection('open');
    };
    source.onerror = async () => {
      // After an interruption the browser would reconnect by itself; after a refusal it does not.
      const isRefusal = source?.readyState === EventSource.CLOSED;
      source?.close();
      if (closed) return;
      connection('lost');
      if (isRefusal && !(await refused())) return;
      if (closed) return;
      timer = setTimeout(open, wait);
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    };
    for (const [name, receive] of Object.entries(events)) {
      source.addEventListener(name, ({ data }) => {
        const value = parsed(data);
        if (value !== undefined) receive(value);
      });
    }
  };
  open();
  return () => {
    closed = true;
    clearTimeout(timer);
    source?.close();
  };
}

/** JSON, or undefined for a message that was cut short. */
function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
