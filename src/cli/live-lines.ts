/**
 * Lines at the bottom of a terminal that are drawn again and again: progress.
 *
 * Between two drawings the cursor rests at the start of the first line. Terminals that wrap what they show
 * when they become narrower keep the cursor at that character, and the others have nothing to wrap; so
 * drawing from there and erasing what is below leaves no remnants, however the window was resized. Lines are
 * clipped while they are drawn, for a window may have become narrower before anyone is told. The start of the
 * first line is also where the terminal echoes `^C`, which the next drawing covers.
 */

/** What is needed of a terminal. */
export interface Terminal {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/** The lines, made visible and no wider than `columns`. */
export type DrawLines = (columns: number) => readonly string[];

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLIP = '\u001b[?7l';
const WRAP = '\u001b[?7h';
const ERASE_TO_END_OF_LINE = '\u001b[K';
const ERASE_BELOW = '\u001b[J';
const up = (lines: number): string => (lines > 0 ? `\u001b[${lines}A` : '');

/** The shorter lines are, the less a terminal that wraps them pushes out of sight when it becomes narrower. */
const MOST_COLUMNS = 80;
/** Milliseconds from one drawing to the next. */
const DRAW_EVERY = 125;

export class LiveLines {
  readonly #terminal: Terminal;
  readonly #draw: DrawLines;
  readonly #timer: NodeJS.Timeout;
  #drawn = 0;
  #dirty = false;
  #ended = false;

  constructor(terminal: Terminal, draw: DrawLines) {
    this.#terminal = terminal;
    this.#draw = draw;
    terminal.write(HIDE_CURSOR);
    terminal.on('resize', this.#redraw);
    process.on('exit', this.#leave);
    this.#timer = setInterval(() => this.#dirty && this.#redraw(), DRAW_EVERY);
    this.#timer.unref();
    this.#redraw();
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** There is something new to draw. */
  update(): void {
    this.#dirty = true;
    // Work that never lets timers fire shows its progress all the same.
    if (performance.now() - this.#drawn >= DRAW_EVERY) this.#redraw();
  }

  /** Writes a line above, which stays. */
  above(line: string): void {
    this.#terminal.write(`\r${ERASE_BELOW}${line}\n`);
    this.#redraw();
  }

  /** Draws no more. @param keep leaves the lines as they are, with the cursor below them */
  end(keep: boolean): void {
    if (this.#ended) return;
    const lines = keep
      ? `${this.#block()}${ERASE_BELOW}${SHOW_CURSOR}\n`
      : ERASE_BELOW + SHOW_CURSOR;
    this.#close(`\r${lines}`);
  }

  readonly #redraw = (): void => {
    if (this.#ended) return;
    this.#dirty = false;
    this.#drawn = performance.now();
    const block = this.#block();
    const height = block.split('\n').length;
    this.#terminal.write(`\r${block}${ERASE_BELOW}${up(height - 1)}\r`);
  };

  /** As many of the lines as fit on the screen. */
  #block(): string {
    // A terminal that does not know its size says 0.
    const columns = this.#terminal.columns || MOST_COLUMNS;
    const rows = this.#terminal.rows || 24;
    // A character in the last column makes some terminals begin a new line.
    const lines = this.#draw(Math.min(columns, MOST_COLUMNS) - 1).slice(0, Math.max(1, rows - 1));
    return `${CLIP}${lines.map((line) => `${line}${ERASE_TO_END_OF_LINE}`).join('\n')}${WRAP}`;
  }

  /** However the process ends, the cursor is back. */
  readonly #leave = (): void => this.end(true);

  #close(last: string): void {
    this.#ended = true;
    clearInterval(this.#timer);
    this.#terminal.off('resize', this.#redraw);
    process.off('exit', this.#leave);
    this.#terminal.write(last);
  }
}
