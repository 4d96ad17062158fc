/**
 * HDF5 files that may be larger than the memory and may be hostile. The library is loaded when the
 * first one is opened. Whatever goes wrong inside it, up to an abort of its machine or a loop without
 * end, becomes one typed error, and the next read begins with a fresh instance.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { FileStore, OpenFile } from '../file-store.ts';
import { type Hdf5Session, HEAP_LIMIT, LibraryFailure, startLibrary } from './hdf5-library.ts';
import { Hdf5Reader } from './hdf5-reader.ts';
import { TimeUp, withinTime } from './time-limit.ts';

/** ms that one action may take. It needs a few; a busy machine or a far disk may need a thousandfold. */
const PATIENCE_MS = 60_000;
/** After so many loops without end a file is given up: each costs all of the patience. */
const MOST_LOOPS = 3;

export class Hdf5File {
  /** Names the file in errors. */
  readonly name: string;
  readonly #file: OpenFile;
  readonly #patience: number;
  #session: Promise<Hdf5Session> | null = null;
  #loops = 0;

  private constructor(name: string, file: OpenFile, patience: number) {
    this.name = name;
    this.#file = file;
    this.#patience = patience;
  }

  /**
   * Opens a file in place where the store can, else reads all of it.
   * @param patience ms after which an action is taken to have no end
   * @throws MotifsmithError `data` if it is missing or no HDF5 file
   */
  static async open(store: FileStore, path: string, patience = PATIENCE_MS): Promise<Hdf5File> {
    const file = (await store.openFile?.(path)) ?? openBytes(await store.read(path));
    const opened = new Hdf5File(path, file, patience);
    try {
      await opened.read(() => {});
    } catch (error) {
      file.close();
      throw error;
    }
    return opened;
  }

  /**
   * Reads from the file; what belongs together is best read by one action.
   * @param action asks the reader, and waits for nothing
   * @throws MotifsmithError `data` naming the data set, if it or the file is damaged or the action
   * itself refuses it
   */
  async read<Result>(action: (reader: Hdf5Reader) => Result): Promise<Result> {
    if (this.#loops === MOST_LOOPS) {
      throw unreadable(this.name, `it led into loops without end ${MOST_LOOPS} times`, undefined);
    }
    const session = await this.#start();
    const reader = new Hdf5Reader(session, this.name);
    const troubles = Object.assign(session.troubles, { complaint: null });
    try {
      const result = withinTime(this.#patience, () => {
        session.open();
        return action(reader);
      });
      if (troubles.disk === null && !troubles.heapFull) return result;
      throw new LibraryFailure();
    } catch (cause) {
      const sound = troubles.disk === null && !troubles.heapFull;
      // After anything but a clean refusal, something inside may be torn apart.
      const clean = cause instanceof MotifsmithError || cause instanceof LibraryFailure;
      if (!sound || !clean) this.#session = null;
      if (cause instanceof TimeUp) this.#loops += 1;
      if (sound && cause instanceof MotifsmithError) throw cause;
      throw troubles.disk ?? unreadable(reader.place, reasonOf(troubles, cause), cause);
    }
  }

  /** The instance at hand, or a fresh one. */
  async #start(): Promise<Hdf5Session> {
    this.#session ??= startLibrary(this.#file);
    try {
      return await this.#session;
    } catch (cause) {
      this.#session = null;
      if (cause instanceof MotifsmithError) throw cause;
      throw unreadable(this.name, `its library does not start (${cause})`, cause);
    }
  }

  close(): void {
    this.#session = null;
    this.#file.close();
  }
}

function reasonOf({ heapFull, complaint }: Hdf5Session['troubles'], cause: unknown): string {
  if (heapFull) return `it needs over ${HEAP_LIMIT} bytes of memory`;
  // What the library complained of some way back is not the reason of what was thrown.
  if (cause instanceof LibraryFailure) return complaint ?? 'the library gives no reason';
  return cause instanceof Error ? cause.message : String(cause);
}

function unreadable(where: string, reason: string, cause: unknown): MotifsmithError {
  return new MotifsmithError('data', `The HDF5 file cannot be read: ${reason}.`, {
    where,
    remedy: 'It is cut short, damaged or in a form of HDF5 that is not read: copy it again.',
    cause,
  });
}

/** A file that is in memory. */
function openBytes(bytes: Uint8Array): OpenFile {
  return {
    size: bytes.length,
    read(position, target) {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    close() {},
  };
}
