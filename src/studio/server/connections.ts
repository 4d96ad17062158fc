/**
 * Which connections are kept. Any program on this machine may connect, so those that have shown the
 * session's token come first: they are never dropped for others. All others are strangers, even the
 * page's until its first request has arrived: there are few of them, the oldest makes room for the next,
 * and each may send one request.
 */
import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';
import { Refusal } from './refusal.ts';

/** Whose connection it is; `done` for a stranger's that has had its request. */
export type Caller = 'session' | 'stranger' | 'done';

export class Connections {
  readonly #limits: Pick<Limits, 'connections' | 'strangers'>;
  readonly #session = new Set<Socket>();
  /** The oldest first. */
  readonly #strangers = new Set<Socket>();
  readonly #done = new WeakSet<Socket>();

  constructor(limits: Pick<Limits, 'connections' | 'strangers'>) {
    this.#limits = limits;
  }

  /** Takes a new connection. */
  add(socket: Socket): void {
    this.#strangers.add(socket);
    socket.once('close', () => {
      this.#session.delete(socket);
      this.#strangers.delete(socket);
    });
    if (this.#strangers.size <= this.#limits.strangers) return;
    const [oldest] = this.#strangers;
    this.#strangers.delete(oldest!);
    oldest!.destroy();
  }

  /**
   * Notes a request.
   * @param shown whether it has shown the session's token
   * @throws Refusal `busy` if the session has too many connections
   */
  request(socket: Socket, shown: boolean): Caller {
    if (this.#session.has(socket)) return 'session';
    if (!shown) {
      if (this.#done.has(socket)) return 'done';
      this.#done.add(socket);
      return 'stranger';
    }
    const { connections } = this.#limits;
    if (this.#session.size >= connections) {
      throw new Refusal('busy', `${connections} connections are open already.`, {
        remedy: 'Close a page of the studio.',
      });
    }
    this.#strangers.delete(socket);
    this.#session.add(socket);
    return 'session';
  }
}
