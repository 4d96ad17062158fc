/**
 * The HDF5 C library in WebAssembly (h5wasm), one fresh instance a file. Damaged files can make the
 * library write where it should not or stop in the middle of its work; an instance that no other
 * file shares can then simply be dropped. It sees one file and nothing else of the disk, so that
 * links inside a hostile file lead nowhere, and reads of it only what it asks for.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { OpenFile } from '../file-store.ts';

type H5wasm = typeof import('h5wasm')['Module'];

/** The part of h5wasm's own interface that is used here. */
export type Hdf5Library = Pick<
  H5wasm,
  | 'HEAPU8'
  | '_malloc'
  | '_free'
  | 'open'
  | 'get_type'
  | 'get_dataset_metadata'
  | 'get_dataset_data'
  | 'reclaim_vlen_memory_count'
  | 'H5G_DATASET'
>;

/** Bytes that the library may hold at a time; compressed ones can unpack to a thousandfold. */
export const HEAP_LIMIT = 2 ** 28;

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
  const { create, module } = await load();
  const troubles: Troubles = { complaint: null, disk: null, heapFull: false };
  // Emscripten itself would wait for ever for a machine that cannot be built.
  const library = await new Promise<H5wasm>((resolve, reject) => {
    create({
      noInitialRun: true,
      print: () => {},
      printErr: (line) => {
        // The last entry of an error stack is its root.
        const root = /^ *#\d+: .* in \w+\(\): (.*)$/.exec(line)?.[1];
        troubles.complaint = root ?? troubles.complaint;
      },
      instantiateWasm: (imports, receive) => {
        WebAssembly.instantiate(module, withLimit(imports, troubles)).then(
          (instance) => receive(instance, module),
          reject,
        );
      },
    }).then(resolve, reject);
  });
  mountFile(library.FS as unknown as EmscriptenFiles, file, troubles);
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

/** What an Emscripten module asks for as it starts. */
interface Imports extends WebAssembly.Imports {
  readonly env: Record<string, WebAssembly.ImportValue> & {
    readonly emscripten_resize_heap: (bytes: number) => number;
  };
}
interface Settings {
  readonly noInitialRun: true;
  readonly print: () => void;
  readonly printErr: (line: string) => void;
  readonly instantiateWasm?: (
    imports: Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => void;
}
type Create = (settings: Settings) => Promise<H5wasm>;

let loaded: Promise<{ create: Create; module: WebAssembly.Module }> | undefined;

/**
 * h5wasm hands out one instance that all share. Its factory lies beside the module that it exports,
 * outside what it promises, and has the machine code within; the lock file keeps the version.
 */
function load(): NonNullable<typeof loaded> {
  loaded ??= (async () => {
    const address = new URL('hdf5_util.js', import.meta.resolve('h5wasm')).href;
    const create: Create = (await import(address)).default;
    return { create, module: await borrowModule(create) };
  })();
  return loaded;
}

/**
 * Has the factory make an instance, and keeps what it compiles. Without that every instance would
 * be compiled again, and none could be told how much memory it may have.
 */
async function borrowModule(create: Create): Promise<WebAssembly.Module> {
  const { instantiate } = WebAssembly;
  try {
    return await new Promise((resolve, reject) => {
      const instead = (source: BufferSource & WebAssembly.Module, imports: object) => {
        if (!('GOT.mem' in imports)) return instantiate(source, imports as WebAssembly.Imports);
        WebAssembly.compile(source).then(resolve, reject);
        // The first instance is never finished: nobody waits for it.
        return new Promise(() => {});
      };
      Object.assign(WebAssembly, { instantiate: instead });
      create({ noInitialRun: true, print: () => {}, printErr: () => {} }).then(() => {
        reject(
          new MotifsmithError('internal', 'This version of h5wasm starts in an unknown way.', {
            where: 'npm package h5wasm',
            remedy: 'Install the version that package-lock.json names.',
          }),
        );
      }, reject);
    });
  } finally {
    Object.assign(WebAssembly, { instantiate });
  }
}

/** Refuses growth beyond HEAP_LIMIT, as if there were no more memory. */
function withLimit(imports: Imports, troubles: Troubles): WebAssembly.Imports {
  const { emscripten_resize_heap: grow } = imports.env;
  const emscripten_resize_heap = (bytes: number) => {
    if (bytes >>> 0 <= HEAP_LIMIT) return grow(bytes);
    troubles.heapFull = true;
    return 0;
  };
  return { ...imports, env: { ...imports.env, emscripten_resize_heap } };
}

interface Node {
  mode: number;
  node_ops: object;
  stream_ops: object;
}
interface EmscriptenFiles {
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
