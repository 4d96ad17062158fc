/**
 * Events that come one by one, of which nobody knows how many there will be nor of what sensor. They are kept in blocks,
 * so that many small messages take no more memory than one large one, and joined at the end.
 */
import { allowMore, LIMITS } from '../../core/limits.ts';
import type { Report } from '../events/report.ts';
import { createColumns, type EventColumns, type PixelGrid, toEvents } from './event-columns.ts';
import type { RawEvents } from './format.ts';

const BLOCK_EVENTS = 2 ** 12;

const emptyBlock = (): EventColumns => ({
  times: new Float64Array(BLOCK_EVENTS),
  x: new Uint16Array(BLOCK_EVENTS),
  y: new Uint16Array(BLOCK_EVENTS),
  polarity: new Uint8Array(BLOCK_EVENTS),
});

export class EventBlocks {
  readonly #report: Report;
  #blocks: EventColumns[] = [];
  /** The last block, and how many events it has. */
  #last = emptyBlock();
  #filled = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  /** How many events there are. */
  get count(): number {
    return this.#blocks.length * BLOCK_EVENTS + this.#filled;
  }

  /**
   * @param time µs
   * @throws MotifsmithError `data` for over `LIMITS.recordedEvents` events
   */
  add(time: number, x: number, y: number, polarity: number): void {
    if (this.#filled === BLOCK_EVENTS) this.#begin();
    const at = this.#filled++;
    this.#last.times[at] = time;
    this.#last.x[at] = x;
    this.#last.y[at] = y;
    this.#last.polarity[at] = polarity;
  }

  /** All events, of which those that are irregular are counted; the blocks are given up. */
  joined(grid: PixelGrid): RawEvents {
    const report = this.#report;
    const columns = createColumns(this.count, report);
    const blocks = [...this.#blocks, this.#last];
    this.#blocks = [];
    let count = 0;
    let before = 0;
    let event = 0;
    for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
      const filled = blocks.length > 0 ? BLOCK_EVENTS : this.#filled;
      for (let e = 0; e < filled; e++, event++) {
        const [x, y, time] = [block.x[e]!, block.y[e]!, block.times[e]!];
        if (x >= grid.width || y >= grid.height) {
          report.outsideSensor(`event ${event}`, x, y, grid);
          continue;
        }
        if (time < before) report.timeBack(`event ${event}`, time, before);
        else before = time;
        columns.times[count] = time;
        columns.x[count] = x;
        columns.y[count] = y;
        columns.polarity[count] = block.polarity[e]!;
        count++;
      }
    }
    return toEvents(columns, count, grid);
  }

  #begin(): void {
    this.#blocks.push(this.#last);
    const count = this.#blocks.length * BLOCK_EVENTS;
    if (count >= LIMITS.recordedEvents) {
      throw this.#report.unsupported(
        `it has over ${LIMITS.recordedEvents} events`,
        `event ${count}`,
        `Cut it into shorter recordings. ${allowMore('recordedEvents')}.`,
      );
    }
    this.#last = emptyBlock();
    this.#filled = 0;
  }
}
