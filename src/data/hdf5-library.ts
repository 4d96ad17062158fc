/**
 * The HDF5 C library in WebAssembly (h5wasm), one fresh instance a file. Damaged files can make the
 * library write where it should not or stop in the middle of its work; an instance that no other
 * file shares can then simply be dropped. It sees one file and nothing else of the disk, so that
 * links inside a hostile file lead nowhere, and reads of it only what it asks for.
 */
import { MotifsmithError } from '../core/errors.ts';
import type { OpenFile } from './file-store.ts';

type H5wasm = typeof import('h5wasm')['Module'];

/** The part of h5wasm's own interface that is used here. */
export type Hdf5Library = Pick<
  H5wasm,
  | 'HEAPU8'
  | '_malloc'
  | '_free'
  | 'open'
  | 'close_file'
  | 'get_type'
  | 'get_dataset_metadata'
  | 'get_dataset_data'
  | 'reclaim_vlen_memory_count'
  | 'H5G_DATASET'
>;

/** Bytes that the library may hold at a time; compressed ones can unpack to a thousandfold. */
const HEAP_LIMIT = 2 ** 28;

/** The one file, as the library finds it. */
const PATH = '/store/file';

/** What the world around an instance has met during the action at hand. */
export interface Troubles {
  /** What the library complained of last, in its own words. */
  complaint: string | null;
  /** The disk's error, which the library knows only as a number. */
  disk: MotifsmithError | null;
  heapFull: boolean;
}

/** An instance that can see its file. */
export interface Hdf5Session {
  readonly library: Hdf5Library;
  readonly troubles: Troubles;
  /** Of the file; 0 before it is open. */
  readonly fileId: bigint;
  /** Opens the file, the first time. @throws LibraryFailure if it is not HDF5 */
  open(): void;
}

/** The library refused, and said why in the session's troubles. */
export class LibraryFailure extends Error {}

/** Starts an instance for a file, which it does not touch yet. */
export async function startLibrary(file: OpenFile): Promise<Hdf5Session> {
  const create = await loadFactory();
  const troubles: Troubles = { complaint: null, disk: null, heapFull: false };
  const settings = {
    noInitialRun: true,
    print: () => {},
    printErr: (line: string) => {
      // The last entry of an error stack is its root.
      troubles.complaint = /^ *#\d+: .* in \w+\(\): (.*)$/.exec(line)?.[1] ?? troubles.complaint;
    },
  };
  const library = await create(limitHeap(settings, troubles));
  const files = library.FS as unknown as EmscriptenFiles;
  guardOutput(files, troubles);
  mountFile(files, file, troubles);
  const session = {
    library,
    troubles,
    fileId: 0n,
    open() {
      if (session.fileId !== 0n) return;
      const fileId = library.open(PATH, library.H5F_ACC_RDONLY, false, -1, -1);
      if (fileId < 0n) throw new LibraryFailure();
      session.fileId = fileId;
    },
  };
  return session;
}

type Factory = (settings: object) => Promise<H5wasm>;
let factory: Promise<Factory> | undefined;

/**
 * h5wasm itself hands out one instance that all share. Its factory lies beside the module that it
 * exports, outside what it promises; the lock file keeps the version.
 */
function loadFactory(): Promise<Factory> {
  factory ??= import(new URL('hdf5_util.js', import.meta.resolve('h5wasm')).href).then(
    (module) => module.default,
  );
  return factory;
}

/**
 * Makes growth beyond HEAP_LIMIT fail, which the library sees as a refused allocation. Emscripten
 * assigns its view of the memory to this property each time that the memory has grown.
 */
function limitHeap(settings: object, troubles: Troubles): object {
  let heap: Uint8Array | undefined;
  return Object.defineProperty(settings, 'HEAPU8', {
    get: () => heap,
    set: (view: Uint8Array) => {
      if (view.length > HEAP_LIMIT) {
        troubles.heapFull = true;
        throw heapFull();
      }
      heap = view;
    },
  });
}

/** What a refused growth means. */
export function heapFull(): Error {
  return new Error(`it needs over ${HEAP_LIMIT} bytes of memory`);
}

interface Node {
  mode: number;
  node_ops: object;
  stream_ops: object;
}
interface EmscriptenFiles {
  readonly streams: { stream_ops: { write(...parameters: unknown[]): number } }[];
  mkdir(path: string): void;
  mount(type: object, options: object, path: string): void;
  createNode(parent: Node | null, name: string, mode: number, device: number): Node;
  readonly ErrnoError: new (code: number) => Error;
}

const FOLDER_MODE = 0o40555;
const FILE_MODE = 0o100444;
/** Error numbers of WASI. */
const IO_ERROR = 29;
const NOT_FOUND = 44;

/**
 * After a refused growth Emscripten's views of the memory are stale, and what it writes or reads
 * would be nothing, again and again: the next call from within must end the work.
 */
function guardOutput({ streams }: EmscriptenFiles, troubles: Troubles): void {
  for (const stream of streams.slice(1, 3)) {
    const { stream_ops } = stream;
    stream.stream_ops = {
      ...stream_ops,
      write: (...parameters) => {
        if (troubles.heapFull) throw heapFull();
        return stream_ops.write(...parameters);
      },
    };
  }
}

/** Mounts a read-only folder with the one file in it. */
function mountFile(fs: EmscriptenFiles, file: OpenFile, troubles: Troubles): void {
  const attributes = ({ mode }: Node) => {
    const epoch = new Date(0);
    const times = { atime: epoch, mtime: epoch, ctime: epoch };
    const size = mode === FILE_MODE ? file.size : 0;
    const blocks = Math.ceil(size / 4096);
    const owner = { uid: 0, gid: 0, rdev: 0, nlink: 1 };
    return { dev: 1, ino: mode, mode, size, blksize: 4096, blocks, ...owner, ...times };
  };
  const stream_ops = {
    llseek(stream: { position: number }, offset: number, whence: number) {
      return whence === 1 ? stream.position + offset : whence === 2 ? file.size + offset : offset;
    },
    read(_: object, heap: Int8Array, offset: number, length: number, position: number) {
      if (troubles.heapFull) throw heapFull();
      try {
        return file.read(position, new Uint8Array(heap.buffer, heap.byteOffset + offset, length));
      } catch (error) {
        if (!(error instanceof MotifsmithError)) throw error;
        troubles.disk = error;
        throw new fs.ErrnoError(IO_ERROR);
      }
    },
  };
  const node_ops = {
    getattr: attributes,
    lookup: (parent: Node, name: string) => {
      if (name !== 'file') throw new fs.ErrnoError(NOT_FOUND);
      return node(parent, name, FILE_MODE);
    },
  };
  const node = (parent: Node | null, name: string, mode: number) =>
    Object.assign(fs.createNode(parent, name, mode, 0), { node_ops, stream_ops });
  fs.mkdir('/store');
  fs.mount({ mount: () => node(null, '/', FOLDER_MODE) }, {}, '/store');
}
