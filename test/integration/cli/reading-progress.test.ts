/** What is shown of the reading of a data set where there is no terminal. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readingDisplay } from '../../../src/cli/reading-progress.ts';

let written: string;
let now: number;

beforeEach(() => {
  written = '';
  now = 0;
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += text;
    return true;
  });
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

describe('the display of reading', () => {
  test('is silent where reading takes no time', () => {
    const display = readingDisplay(false);
    for (let done = 0; done <= 100; done++) display.show({ stage: 'decode', done, total: 100 });
    display.end();
    expect(written).toBe('');
  });

  test('tells number, rate and time left now and then, for each stage in its unit', () => {
    const display = readingDisplay(false);
    for (const second of [0, 4, 8, 12]) {
      now = 1000 * second;
      display.show({ stage: 'hash', done: 5e6 * second, total: 1e8 });
    }
    for (const second of [12, 18, 24]) {
      now = 1000 * second;
      display.show({ stage: 'decode', done: 100 * (second - 12), total: 6000 });
    }
    display.end();
    expect(written.split('\n')).toEqual([
      'Checking files: 60 of 100 MB, 5.0\u00a0MB/s, ETA 8.0\u00a0s',
      'Decoding: 1,200 of 6,000 recordings, 100\u00a0recordings/s, ETA 48\u00a0s',
      '',
    ]);
  });

  test('is silent if asked to be', () => {
    const display = readingDisplay(true);
    now = 60_000;
    display.show({ stage: 'decode', done: 1, total: 2 });
    display.end();
    expect(written).toBe('');
  });
});
