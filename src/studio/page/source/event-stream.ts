/**
 * A stream of server-sent events that comes back by itself. The browser's own way of coming back asks
 * for the same address again; ours may have changed, as the stream goes on where it broke off.
 */
import type { Connection } from './source.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

export interface StreamOptions {
  /** The address to ask now. */
  address(): string;
  /** What to do with the data of events, by name. */
  readonly events: Readonly<Record<string, (data: unknown) => void>>;
  connection(state: Connection): void;
  /** The server answered, but with no stream. @returns whether to ask again */
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
      // After a break the browser would ask again by itself; after a refusal it does not.
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
