/**
 * Counts the bytes that typed arrays are asked for while something runs. Sampling the memory of the
 * process would miss what is freed again at once; here every `new` of a typed array or buffer is
 * seen, through a proxy in place of the constructor. Their sum is an upper bound of the peak, but
 * for copies by `slice`, which are no larger than what was counted before.
 */

const METERED = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'Uint8Array',
  'Uint8ClampedArray',
  'Uint16Array',
  'Uint32Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
] as const;

type Constructor = { new (...args: unknown[]): object; readonly BYTES_PER_ELEMENT?: number };

const PAGE_BYTES = 65_536;
type Grow = WebAssembly.Memory['grow'];

export class AllocationMeter {
  readonly #originals = new Map<string, Constructor>();
  #memory: typeof WebAssembly.Memory | null = null;
  #grow: Grow | null = null;
  /** Since the last `reset`. */
  bytes = 0;

  /** Puts the counting constructors in place. */
  install(): void {
    const globals = globalThis as unknown as Record<string, Constructor>;
    for (const name of METERED) {
      const original = globals[name]!;
      this.#originals.set(name, original);
      const size = original.BYTES_PER_ELEMENT ?? 1;
      globals[name] = new Proxy(original, {
        construct: (target, args: unknown[], newTarget) => {
          const [first] = args;
          if (typeof first === 'number') this.bytes += first * size;
          else if (isArrayLike(first)) this.bytes += first.length * size;
          return Reflect.construct(target, args, newTarget === globals[name] ? target : newTarget);
        },
      });
    }
    this.#installMemory();
  }

  #installMemory(): void {
    const memory = WebAssembly.Memory;
    const grow: Grow = memory.prototype.grow;
    const count = (pages: number) => {
      this.bytes += pages * PAGE_BYTES;
    };
    [this.#memory, this.#grow] = [memory, grow];
    WebAssembly.Memory = new Proxy(memory, {
      construct: (target, args: [WebAssembly.MemoryDescriptor]) => {
        count(args[0].initial);
        return Reflect.construct(target, args);
      },
    });
    memory.prototype.grow = function (this: WebAssembly.Memory, pages: number) {
      count(pages);
      return grow.call(this, pages);
    } as Grow;
  }

  /** Puts the constructors of before back. */
  uninstall(): void {
    const globals = globalThis as unknown as Record<string, Constructor>;
    for (const [name, original] of this.#originals) globals[name] = original;
    this.#originals.clear();
    if (this.#memory === null) return;
    WebAssembly.Memory = this.#memory;
    this.#memory.prototype.grow = this.#grow!;
    this.#memory = null;
  }

  reset(): void {
    this.bytes = 0;
  }
}

function isArrayLike(value: unknown): value is { length: number } {
  return typeof value === 'object' && value !== null && 'length' in value;
}
