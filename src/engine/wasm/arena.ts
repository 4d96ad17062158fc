/**
 * Memory of one network, which helper threads may share: what lives as long as the network is
 * handed out first and stays; room for the samples under way lies behind it and is laid out anew
 * when longer samples arrive.
 */
import { MotifsmithError } from '../../core/errors.ts';

const PAGE = 65536;
const MAXIMUM_PAGES = 65536;

function refusal(message: string, cause?: unknown): MotifsmithError {
  return new MotifsmithError('usage', message, {
    remedy: 'use fewer neurons, shorter samples, or motif layers in place of dense recurrence',
    cause,
  });
}

export class Arena {
  readonly memory: WebAssembly.Memory;
  // Address 0 stands for "absent" in records, so nothing is placed there.
  #end = 64;

  /** @param shared whether other threads will see the memory */
  constructor(shared: boolean) {
    this.memory = new WebAssembly.Memory(
      shared ? { initial: 1, maximum: MAXIMUM_PAGES, shared } : { initial: 1 },
    );
  }

  /** Reserves memory (zeroed, unless some was freed before) for `count` 4-byte numbers, aligned to 64 bytes. */
  take(count: number): number {
    const address = this.#end;
    this.#end = Math.ceil((address + count * 4) / 64) * 64;
    if (this.#end > MAXIMUM_PAGES * PAGE)
      throw refusal('the network needs more than 4 GiB of memory');
    const missing = Math.ceil((this.#end - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.#grow(missing);
    return address;
  }

  #grow(pages: number): void {
    try {
      this.memory.grow(pages);
    } catch (cause) {
      const bytes = this.memory.buffer.byteLength + pages * PAGE;
      throw refusal(`the machine does not give the network ${bytes} bytes of memory`, cause);
    }
  }

  /** Where the next block will begin; give it to `rewind` to drop what came after. */
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

  doubles(address: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, count);
  }
}
