/**
 * Pictures in pixels: matrices with more cells than an SVG should have elements, and images for
 * programs that show nothing else.
 */
import { encode } from 'fast-png';
import type { Rgb } from './palette.ts';

export class Pixels {
  readonly width: number;
  readonly height: number;
  readonly #channels: 3 | 4;
  readonly #data: Uint8Array;

  /** @param background null for a transparent one */
  constructor(width: number, height: number, background: Rgb | null) {
    this.width = width;
    this.height = height;
    this.#channels = background === null ? 4 : 3;
    this.#data = new Uint8Array(width * height * this.#channels);
    if (background !== null) this.fill(0, 0, width, height, background);
  }

  /** @param strength how strongly the colour covers a transparent picture, from 0 to 1 */
  fill(left: number, top: number, width: number, height: number, colour: Rgb, strength = 1): void {
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) {
        const at = this.#channels * (y * this.width + x);
        this.#data.set(colour, at);
        if (this.#channels === 4) this.#data[at + 3] = Math.round(255 * strength);
      }
    }
  }

  png(): Uint8Array {
    const { width, height } = this;
    return encode({ width, height, data: this.#data, channels: this.#channels, depth: 8 });
  }
}
