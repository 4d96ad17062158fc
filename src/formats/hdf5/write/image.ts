/** A file in the making: structures are placed one after another, each where the last one ends. */
export class FileImage {
  readonly #parts: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  #size = 0;

  /** Bytes so far: where the next structure will be. */
  get size(): number {
    return this.#size;
  }

  /** Leaves room for what is only known at the end. @returns its address */
  reserve(count: number): number {
    const at = this.#size;
    this.#size += Math.ceil(count / 8) * 8;
    return at;
  }

  /** Adds a structure. @returns its address, a multiple of 8 */
  place(bytes: Uint8Array): number {
    const at = this.reserve(bytes.length);
    this.fill(at, bytes);
    return at;
  }

  /** Fills room that was reserved. */
  fill(at: number, bytes: Uint8Array): void {
    this.#parts.push({ at, bytes });
  }

  done(): Uint8Array {
    const whole = new Uint8Array(this.#size);
    for (const { at, bytes } of this.#parts) whole.set(bytes, at);
    return whole;
  }
}
