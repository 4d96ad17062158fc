/** Progress in windows of any width, which change under it: one block of lines, and nothing else. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LiveLines } from '../../src/cli/live-lines.ts';
import { barLine, fittedLine } from '../../src/view/progress-line.ts';
import { Screen } from './screen.ts';

const LABEL = 'run 1/4, HRMAS, seed 1';
let work = 0;
const draw = (columns: number) => [
  fittedLine(
    [
      { text: LABEL, rank: 0 },
      { text: 'final training 10/10', rank: 0 },
      { text: 'accuracy 91.20 %', rank: 2 },
      { text: 'loss 0.1234', rank: 3 },
    ],
    columns,
  ),
  barLine(
    work,
    [
      { text: '1,234 samples/s', rank: 1 },
      { text: 'ETA 1 min 53 s', rank: 0 },
    ],
    columns,
  ),
];

let now = 0;
beforeEach(() => {
  work = 0;
  now = 0;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** So much later that it is drawn. */
function advance(live: LiveLines): void {
  now += 1000;
  work = Math.min(1, work + 0.01);
  live.update();
}

describe('lines that move', () => {
  test.each([40, 60, 80, 120])('fit %i columns', (columns) => {
    const screen = new Screen(columns);
    screen.write('Reading the data …\n');
    const live = new LiveLines(screen, draw);
    for (let k = 0; k < 120; k++) advance(live);
    const shown = screen.shown();
    expect(shown).toHaveLength(3);
    expect(Math.max(...shown.map(({ length }) => length))).toBeLessThan(columns);
    expect(shown[1]).toContain(LABEL.slice(0, 20));
    expect(shown[2]).toMatch(/^█+ 100\s%.* · ETA 1 min 53 s$/);
    expect(shown[2]!.includes('samples/s')).toBe(columns >= 60);
    live.end(false);
    expect(screen.shown()).toEqual(['Reading the data …']);
    expect([screen.cursorShown, screen.listens]).toEqual([true, false]);
  });

  test('leave nothing behind, however often the window is resized', () => {
    const width = fc.integer({ min: 20, max: 160 });
    const changes = fc.array(fc.tuple(width, fc.boolean()), { maxLength: 30 });
    fc.assert(
      fc.property(width, changes, (columns, resizes) => {
        const screen = new Screen(columns);
        screen.write('above\n');
        const live = new LiveLines(screen, draw);
        for (const [next, told] of resizes) {
          screen.resize(next, told);
          advance(live);
        }
        advance(live);
        const shown = screen.shown();
        live.end(false);
        expect(shown).toHaveLength(3);
        expect(shown[0]).toBe('above');
        expect(screen.shown()).toEqual(['above']);
      }),
    );
  });

  test('stay below what is written above them, and at the end if they are to be kept', () => {
    const screen = new Screen(80);
    const live = new LiveLines(screen, draw);
    live.above('warning: something');
    // As the terminal answers Ctrl-C.
    screen.write('^C');
    live.end(true);
    screen.write('Stopping.\n');
    live.update();
    const [first, second, third, ...rest] = screen.shown();
    expect([first, rest]).toEqual(['warning: something', ['Stopping.']]);
    expect(second).toMatch(/^run 1\/4/);
    expect(third).toMatch(/^░+ {3}0\s%/);
  });

  test('are drawn eight times a second at most, the last state within a moment', () => {
    const screen = new Screen(80);
    const live = new LiveLines(screen, draw);
    const write = vi.spyOn(screen, 'write');
    for (let k = 0; k < 100; k++) {
      now += 1;
      live.update();
    }
    expect(write).not.toHaveBeenCalled();
    work = 0.5;
    vi.advanceTimersByTime(150);
    expect(write).toHaveBeenCalledTimes(1);
    expect(screen.shown()[1]).toContain('50');
    live.end(false);
  });

  test('are no more than the window has rows', () => {
    const screen = new Screen(80);
    screen.rows = 5;
    const live = new LiveLines(screen, () => Array.from({ length: 40 }, (_, k) => `line ${k}`));
    expect(screen.shown()).toEqual(['line 0', 'line 1', 'line 2', 'line 3']);
    live.end(false);
    screen.rows = 0;
    const sizeless = new LiveLines(screen, () => ['line 0', 'line 1']);
    expect(screen.shown()).toEqual(['line 0', 'line 1']);
    sizeless.end(false);
  });
});
