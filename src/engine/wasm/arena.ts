/** One WebAssembly memory, allocated from the front. */
import { MotifsmithError } from '../../core/errors.ts';
import type { RecordLayout } from '../../kernels/record-layout.ts';

const PAGE = 65536;
/** 4 GiB: the most that a WebAssembly memory can have. */
export const MAXIMUM_PAGES = 65536;
/** Whatever is taken starts at a multiple of this: a cache line, so that threads do not share one. */
const ALIGNMENT = 64;

function refusal(message: string, cause?: unknown): MotifsmithError {
  return new MotifsmithError('usage', message, {
    remedy: 'Use fewer neurons, shorter samples, or motif layers in place of dense recurrence.',
    cause,
  });
}

/**
 * V8 reserves about 10 GB of addresses for a memory, however small: guards on both sides of the largest
 * possible one take the place of checks. So there is no smaller memory to fall back to; only Node's option
 * `--disable-wasm-trap-handler` brings the checks back instead.
 */
function reserve(shared: boolean): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory(
      shared ? { initial: 1, maximum: MAXIMUM_PAGES, shared } : { initial: 1 },
    );
  } catch (cause) {
    throw new MotifsmithError('usage', 'The machine refuses the address space for a network.', {
      where: 'WebAssembly memory, which takes about 10 GB of addresses',
      remedy:
        'Lift the limit on the address space (`ulimit -v unlimited`), or let Node.js reserve less (NODE_OPTIONS=--disable-wasm-trap-handler) with fewer threads.',
      cause,
    });
  }
}

/**
 * The memory of one network, which worker threads may share. It grows as blocks are taken and is freed
 * with the network, never before. What lives as long as the network is taken first and stays at its
 * address: weights, gradients, moments, records.
 *
 * Room for the present batch follows. When longer samples arrive, the batch's owner rewinds to the
 * mark where that room starts and lays it out again; what is needed for a moment only (the events of
 * a step, the sums of an IP window) is taken behind everything else and rewound at once. Growing may
 * detach the buffer, so typed arrays are made for each use and never kept, but for the two of the whole memory.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  /** Of the whole memory, as long as it has not grown. */
  #allFloats = new Float32Array(0);
  #allWords = new Uint32Array(0);
  // Address 0 means "absent" in records, so nothing is placed there.
  #end = ALIGNMENT;

  /**
   * @param shared whether other threads will see the memory
   * @throws MotifsmithError (`usage`) if the machine refuses the address space
   */
  constructor(shared: boolean) {
    this.memory = reserve(shared);
  }

  /**
   * Reserves memory for `count` 4-byte numbers, aligned to 64 bytes: zeros, unless it was rewound over
   * before.
   * @throws MotifsmithError (`usage`) if there is not enough
   */
  take(count: number): number {
    const address = this.#end;
    const end = Math.ceil((address + count * 4) / ALIGNMENT) * ALIGNMENT;
    if (end > MAXIMUM_PAGES * PAGE) throw refusal('The network needs more than 4 GiB of memory.');
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.#grow(missing);
    this.#end = end;
    return address;
  }

  #grow(pages: number): void {
    try {
      this.memory.grow(pages);
    } catch (cause) {
      const bytes = this.memory.buffer.byteLength + pages * PAGE;
      throw refusal(`The machine does not give the network ${bytes} bytes of memory.`, cause);
    }
  }

  /** Reserves records one after the other and fills them; fields left out become 0. */
  records<Field extends string>(
    layout: RecordLayout<Field>,
    values: readonly Readonly<Partial<Record<Field, number>>>[],
  ): number {
    const address = this.take(Math.max((layout.bytes / 4) * values.length, 1));
    values.forEach((fields, k) => {
      layout.fill(this.memory, address + k * layout.bytes, fields);
    });
    return address;
  }

  /** Reserves memory for whole numbers and copies them in. */
  place(values: ArrayLike<number>): number {
    const address = this.take(Math.max(values.length, 1));
    this.allWords.set(values, address / 4);
    return address;
  }

  /** Where the next block will start; give it to `rewind` to drop what came after. */
  get mark(): number {
    return this.#end;
  }

  /** Frees everything reserved since `mark`; what is taken next may hold old numbers. */
  rewind(mark: number): void {
    this.#end = mark;
  }

  floats(address: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, count);
  }

  words(address: number, count: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, count);
  }

  /** The whole memory, where making an array for each use would take too long; not to be kept. */
  get allFloats(): Float32Array {
    const { buffer } = this.memory;
    if (this.#allFloats.buffer !== buffer) this.#allFloats = new Float32Array(buffer);
    return this.#allFloats;
  }

  /** The same as whole numbers. */
  get allWords(): Uint32Array {
    const { buffer } = this.memory;
    if (this.#allWords.buffer !== buffer) this.#allWords = new Uint32Array(buffer);
    return this.#allWords;
  }

  doubles(address: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, count);
  }
}
