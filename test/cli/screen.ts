/**
 * A terminal that shows what is written to it, as far as progress needs one: it wraps or clips, and wraps its
 * lines anew when it becomes narrower, as tmux, iTerm2, Windows Terminal and those of GNOME and KDE do.
 */
import type { Terminal } from '../../src/cli/live-lines.ts';

export class Screen implements Terminal {
  columns: number;
  rows = 24;
  cursorShown = true;
  /** Lines as they were written, each of which takes one row or more. */
  #lines: string[][] = [[]];
  #line = 0;
  #column = 0;
  /** What was wider than the window is not there. */
  #clips = false;
  #listener: (() => void) | null = null;

  constructor(columns: number) {
    this.columns = columns;
  }

  on(_: 'resize', listener: () => void): void {
    this.#listener = listener;
  }

  off(): void {
    this.#listener = null;
  }

  get listens(): boolean {
    return this.#listener !== null;
  }

  /** @param told whether the program gets to know at once */
  resize(columns: number, told = true): void {
    this.columns = columns;
    if (told) this.#listener?.();
  }

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what steers a terminal
    for (const [token, number, code] of text.matchAll(/\u001b\[\??(\d*)([A-Za-z])|[^\u001b]/gu)) {
      if (code === undefined) this.#put(token);
      else this.#obey(code, Number(number || 1));
    }
  }

  /** What a reader sees, row by row. */
  shown(): string[] {
    const rows = this.#lines.flatMap((line) => {
      const text = line.join('');
      const count = Math.max(1, Math.ceil(text.length / this.columns));
      return Array.from({ length: count }, (_, k) =>
        text.slice(k * this.columns, (k + 1) * this.columns),
      );
    });
    while (rows.at(-1) === '') rows.pop();
    return rows;
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') {
      this.#line += 1;
      this.#column = 0;
      this.#lines[this.#line] ??= [];
    } else {
      const line = this.#lines[this.#line]!;
      if (this.#clips) this.#column = Math.min(this.#column, this.columns - 1);
      while (line.length < this.#column) line.push(' ');
      line[this.#column] = character;
      this.#column += 1;
    }
  }

  #obey(code: string, number: number): void {
    if (code === 'K')
      this.#lines[this.#line]!.length = Math.min(this.#lines[this.#line]!.length, this.#column);
    else if (code === 'J') {
      this.#obey('K', 0);
      this.#lines.length = this.#line + 1;
    } else if (code === 'A') this.#up(number);
    else if (number === 7) this.#clips = code === 'l';
    else if (number === 25) this.cursorShown = code === 'h';
  }

  /** By rows, so that a line that is wrapped counts for more. */
  #up(rows: number): void {
    for (let left = rows; left > 0; ) {
      if (this.#column >= this.columns) this.#column -= this.columns;
      else {
        this.#line -= 1;
        const { length } = this.#lines[this.#line]!;
        this.#column = Math.max(0, Math.ceil(length / this.columns) - 1) * this.columns;
      }
      left -= 1;
    }
    if (this.#column > 0) throw new Error('the cursor is in the middle of a line');
  }
}
