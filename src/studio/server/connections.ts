/**
 * Which connections are kept. Any program on this machine may connect, so those that have shown the
 * session's token come first: they are never dropped for others. All others are strangers. These are
 * few, have little time, and the one that has been silent longest makes room for the next: a new
 * connection of the page is a stranger too, until its first request has arrived.
 */
import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';
import { Refusal } from './refusal.ts';

export class Connections {
  readonly #limits: Pick<Limits, 'connections' | 'strangers'>;
  readonly #known = new Set<Socket>();
  /** The one that has been silent longest first. */
  readonly #strangers = new Set<Socket>();
  /** Strangers whose request is being answered. */
  readonly #waiting = new Set<Socket>();

  constructor(limits: Pick<Limits, 'connections' | 'strangers'>) {
    this.#limits = limits;
  }

  /** Takes a new connection. */
  add(socket: Socket): void {
    this.#strangers.add(socket);
    socket.once('close', () => {
      for (const sockets of [this.#known, this.#strangers, this.#waiting]) sockets.delete(socket);
    });
    if (this.#strangers.size > this.#limits.strangers) {
      const [silent] = this.#strangers;
      this.#strangers.delete(silent!);
      silent!.destroy();
    }
  }

  /**
   * Notes a request.
   * @param session whether it has shown the session's token
   * @returns whether the connection is one of the session, because this or an earlier request has
   * @throws Refusal `busy` if the session has too many
   */
  request(socket: Socket, session: boolean): boolean {
    if (this.#known.has(socket)) return true;
    if (session) {
      const { connections } = this.#limits;
      if (this.#known.size >= connections) {
        throw new Refusal('busy', `${connections} connections are open already.`, {
          remedy: 'Close a page of the studio.',
        });
      }
      this.#strangers.delete(socket);
      this.#known.add(socket);
    } else if (this.#strangers.delete(socket)) this.#strangers.add(socket);
    return session;
  }

  /**
   * Whether a stranger may send this request. One at a time: no browser sends a second before the reply
   * to the first, and a single packet could contain thousands.
   */
  inTurn(socket: Socket): boolean {
    if (this.#waiting.has(socket)) return false;
    this.#waiting.add(socket);
    return true;
  }

  /** Notes that a reply is complete. */
  replied(socket: Socket): void {
    this.#waiting.delete(socket);
  }
}
