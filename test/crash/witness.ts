/**
 * The harness's side of the conversation with the processes under test: hands out strikes, and
 * knows at every moment which process writes in which watched folder. A process enters a folder before
 * its first write there and leaves before it removes its lock; the kernel closes the connection of one
 * that dies. So two processes that write in one folder at the same time are always noticed.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';

/** What goes wrong in a process, and where. */
export interface Strike {
  /** A call that changes the file system: create, write, sync, rename, unlink, … */
  readonly call: string;
  /** The kind of file that it changes, e.g. `metrics.jsonl`, `lock`. */
  readonly kind: string;
  /** The first such call is 1. */
  readonly nth: number;
  readonly does: 'kill' | 'fail';
  /** When it kills; the middle of a write is half of its bytes. */
  readonly when?: 'before' | 'middle' | 'after';
  /** How it fails: an error of the system, or `short` for half of a write. */
  readonly code?: string;
  /** Whether all later calls fail too, as on a full disk. */
  readonly stays?: boolean;
}

/** A strike and the process that it is meant for. */
export interface Assignment {
  /** Name of the command, or of the program of a child process. */
  readonly role: string;
  /** Processes of this role that pass unharmed before. */
  readonly spare: number;
  readonly strike: Strike;
}

/** What a process is told when it starts. */
interface Part {
  readonly seed: number;
  readonly strike: Strike | null;
  /** Folder in which only one process may write at a time, and a pattern of such folders within. */
  readonly watched: { readonly root: string; readonly inner: string | null } | null;
  /** Folder of the cache of decoded data. */
  readonly cache: string;
  /** Longest pause around every call on a lock, so that races come to light. */
  readonly jitterMs: number;
  /** File to record all calls in; null for none. */
  readonly record: string | null;
  /** File in which a strike that happened is noted. */
  readonly strikes: string;
}
export type PartSettings = Omit<Part, 'seed' | 'strike'> & { readonly seed: number };

/** Times that a strike is handed out without happening, before it is dropped. */
const CHANCES = 4;

interface Pending {
  readonly assignment: Assignment;
  chances: number;
}

interface Visitor {
  readonly pid: number;
  readonly role: string;
  readonly socket: Socket;
}

export class Witness {
  readonly #settings: PartSettings;
  readonly #server: Server;
  readonly #visitors = new Set<Visitor>();
  readonly #owners = new Map<string, Visitor>();
  readonly #waiting: Pending[];
  #spared = 0;
  #count = 0;
  /** Times that a process started to write in a watched folder. */
  entries = 0;
  /** Times that another process was still writing there. */
  readonly overlaps: string[] = [];

  private constructor(settings: PartSettings, assignments: readonly Assignment[]) {
    this.#settings = settings;
    this.#waiting = assignments.map((assignment) => ({ assignment, chances: CHANCES }));
    this.#server = createServer((socket) => this.#welcome(socket));
  }

  /** @param path of the socket that processes find in `MOTIFSMITH_CRASH_SOCKET` */
  static async open(
    path: string,
    settings: PartSettings,
    assignments: readonly Assignment[],
  ): Promise<Witness> {
    const witness = new Witness(settings, assignments);
    await new Promise<void>((resolve, reject) => {
      witness.#server.once('error', reject).listen(path, resolve);
    });
    return witness;
  }

  /** Processes that are still connected, as `role (pid)`. */
  get alive(): string[] {
    return [...this.#visitors].map(({ role, pid }) => `${role} (${pid})`);
  }

  /** Their process ids. */
  get pids(): number[] {
    return [...this.#visitors].map(({ pid }) => pid);
  }

  /** Strikes that happened so far, in order. */
  get struck(): (Strike & { readonly pid: number; readonly path: string })[] {
    return noted(this.#settings.strikes);
  }

  close(): Promise<void> {
    for (const { socket } of this.#visitors) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #welcome(socket: Socket): void {
    let visitor: Visitor | null = null;
    let handed: Pending | null = null;
    let received = '';
    const answer = (id: number, value: object) => {
      if (!socket.destroyed) socket.write(`${JSON.stringify({ id, ...value })}\n`);
    };
    socket.setEncoding('utf8').on('data', (text) => {
      const lines = (received + text).split('\n');
      received = lines.pop()!;
      for (const line of lines) {
        const { id, ask, ...about } = JSON.parse(line);
        if (ask === 'part') {
          visitor = { ...about, socket } as Visitor;
          this.#visitors.add(visitor);
          handed = this.#take(visitor.role);
          const seed = this.#settings.seed + this.#count++;
          answer(id, { ...this.#settings, seed, strike: handed?.assignment.strike ?? null });
        } else {
          if (ask === 'enter') this.#enter(about.domain, visitor!);
          else if (this.#owners.get(about.domain) === visitor) this.#owners.delete(about.domain);
          answer(id, {});
        }
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      if (visitor === null) return;
      this.#visitors.delete(visitor);
      for (const [domain, owner] of this.#owners) {
        if (owner === visitor) this.#owners.delete(domain);
      }
      const { pid } = visitor;
      if (handed === null || this.struck.some((strike) => strike.pid === pid)) return;
      handed.chances -= 1;
      if (handed.chances > 0) this.#waiting.unshift(handed);
    });
  }

  /** The next strike, if it is meant for a process of this role. */
  #take(role: string): Pending | null {
    const next = this.#waiting[0];
    if (next === undefined || next.assignment.role !== role) return null;
    this.#spared += 1;
    if (this.#spared <= next.assignment.spare) return null;
    this.#spared = 0;
    return this.#waiting.shift()!;
  }

  #enter(domain: string, visitor: Visitor): void {
    const owner = this.#owners.get(domain);
    this.entries += 1;
    this.#owners.set(domain, visitor);
    // The news of a death may come after the news of the next process.
    if (owner === undefined || owner === visitor || !isAlive(owner.pid)) return;
    this.overlaps.push(
      `${visitor.role} (${visitor.pid}) and ${owner.role} (${owner.pid}) in ${domain}`,
    );
  }
}

/** The lines of a file of notes, none if there is no such file. */
export function noted<Line>(file: string): Line[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
}

/** Running, and not only waiting for its parent to take note of its end. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}
