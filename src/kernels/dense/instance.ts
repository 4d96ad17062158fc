/** The kernels for dense float64 arrays, and the memory that they work in: tiles at fixed places, then what is loaded. */
import { kernelBinary } from '../dense.generated.ts';

/** Documented in assembly/dense.ts; addresses and steps are in bytes. */
interface DenseKernels {
  addProduct(
    c: number,
    a: number,
    b: number,
    rows: number,
    inner: number,
    columns: number,
    aRow: number,
    aInner: number,
  ): void;
  transpose(to: number, from: number, rows: number, columns: number, width: number): void;
  addRows(sum: number, b: number, list: number, first: number, last: number, columns: number): void;
  addToRows(
    b: number,
    row: number,
    list: number,
    first: number,
    last: number,
    columns: number,
  ): void;
  logistic(at: number, count: number): void;
  tanh(at: number, count: number): void;
}

/** Bytes of a number. */
export const NUMBER = 8;
const PAGE = 65_536;

/** Most rows, inner indices and columns of a tile: all tiles stay in the second cache. */
export const TILE = { rows: 128, inner: 256, columns: 256 };

/** Places in memory, in numbers; `turn` holds a block that is to be turned over, `loaded` is where the tiles end. */
export const PLACES = (() => {
  const a = TILE.rows * TILE.columns;
  const b = a + TILE.rows * TILE.inner;
  const turn = b + TILE.inner * TILE.columns;
  return { c: 0, a, b, turn, loaded: turn + TILE.inner * TILE.columns };
})();

interface Dense {
  readonly kernels: DenseKernels;
  readonly memory: WebAssembly.Memory;
  /** All of memory. */
  numbers: Float64Array;
}

let instance: Dense | undefined;

/**
 * One a thread, made when it is first needed: the module is so small that compiling it need not wait.
 * @param most numbers that memory has to hold
 */
export function dense(most = PLACES.loaded): Dense {
  instance ??= instantiate();
  const missing = most * NUMBER - instance.memory.buffer.byteLength;
  if (missing > 0) {
    instance.memory.grow(Math.ceil(missing / PAGE));
    instance.numbers = new Float64Array(instance.memory.buffer);
  }
  return instance;
}

function instantiate(): Dense {
  const memory = new WebAssembly.Memory({
    initial: Math.ceil((PLACES.loaded * NUMBER) / PAGE),
  });
  const bytes = Uint8Array.from(atob(kernelBinary), (c) => c.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return {
    kernels: exports as unknown as DenseKernels,
    memory,
    numbers: new Float64Array(memory.buffer),
  };
}
