/**
 * Server-sent events to one client. What the client has not read yet waits here, up to a limit; a client
 * that reads nothing, or too slowly, is dropped, and can come back for the rest.
 */
import type { Limits } from './limits.ts';

const encoder = new TextEncoder();

export class EventChannel {
  /** The body of the reply. */
  readonly body: ReadableStream<Uint8Array>;
  readonly #limits: Limits;
  readonly #sever: () => void;
  readonly #ended = new AbortController();
  readonly #heartbeat: NodeJS.Timeout;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #wanted: ((chunk: Uint8Array | null) => void) | null = null;
  #drained: (() => void)[] = [];
  #stall: NodeJS.Timeout | null = null;

  /** @param sever cuts the connection; a clean end would wait for the client to read */
  constructor(limits: Limits, sever: () => void) {
    this.#limits = limits;
    this.#sever = sever;
    this.body = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const chunk = await this.#take();
          if (chunk === null) controller.close();
          else controller.enqueue(chunk);
        },
        cancel: () => this.end(),
      },
      // The stream itself buffers nothing, so that everything that waits is counted here.
      { highWaterMark: 0 },
    );
    this.#heartbeat = setInterval(() => {
      if (this.#bytes === 0) this.#put(': still here\n\n');
    }, limits.heartbeatMs);
    this.#put(': hello\n\n');
  }

  /** Aborted when nothing more can be sent. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** @param id sent back by the browser as Last-Event-ID when it reconnects */
  send(event: string, data: unknown, id?: number): void {
    const head = id === undefined ? '' : `id: ${id}\n`;
    // JSON has no line breaks, so one line of data holds it.
    this.#put(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Resolves when the client has read everything, or the channel has ended. */
  async drained(): Promise<void> {
    if (this.#bytes === 0 || this.signal.aborted) return;
    await new Promise<void>((resolve) => this.#drained.push(resolve));
  }

  /** Ends it cleanly. */
  end(): void {
    if (this.signal.aborted) return;
    clearInterval(this.#heartbeat);
    this.#noStall();
    this.#ended.abort();
    this.#wanted?.(null);
    this.#wanted = null;
    this.#release();
  }

  #drop(): void {
    this.#waiting = [];
    this.#bytes = 0;
    this.end();
    this.#sever();
  }

  #put(text: string): void {
    if (this.signal.aborted) return;
    const chunk = encoder.encode(text);
    if (this.#wanted !== null) {
      this.#wanted(chunk);
      this.#wanted = null;
      return;
    }
    this.#waiting.push(chunk);
    this.#bytes += chunk.length;
    // A single event may be larger than the limit.
    if (this.#waiting.length > 1 && this.#bytes > this.#limits.streamBytes) {
      this.#drop();
      return;
    }
    this.#stall ??= setTimeout(() => this.#drop(), this.#limits.stallMs);
  }

  /** Null at the end. */
  #take(): Promise<Uint8Array | null> {
    const chunk = this.#waiting.shift();
    this.#noStall();
    if (chunk === undefined) {
      if (this.signal.aborted) return Promise.resolve(null);
      return new Promise((resolve) => {
        this.#wanted = resolve;
      });
    }
    this.#bytes -= chunk.length;
    if (this.#bytes === 0) this.#release();
    else this.#stall = setTimeout(() => this.#drop(), this.#limits.stallMs);
    return Promise.resolve(chunk);
  }

  #noStall(): void {
    if (this.#stall !== null) clearTimeout(this.#stall);
    this.#stall = null;
  }

  #release(): void {
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}
