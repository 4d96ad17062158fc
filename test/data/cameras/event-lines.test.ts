/** Lines of events from a live source: which columns they have, and what becomes of others. */
import { describe, expect, it, test } from 'vitest';
import { EventLines, type LineEvent } from '../../../src/data/cameras/event-lines.ts';
import { READ_AS_USUAL, type ReadingOptions } from '../../../src/data/events/reading.ts';
import { reportOn } from '../../../src/data/events/report.ts';
import { linesOf } from '../../../src/files/line-stream.ts';
import { expectFailure, type Note, noteText } from '../helpers.ts';

function read(text: string, options: Partial<ReadingOptions> = {}) {
  const notes: Note[] = [];
  const reading = { ...READ_AS_USUAL, ...options };
  const report = reportOn('pipe', { ...reading, onWarning: (note) => notes.push(note) });
  const lines = new EventLines(report, reading);
  const events = text
    .split('\n')
    .map((line, k) => lines.read(new TextEncoder().encode(line), k + 1))
    .filter((event): event is LineEvent => event !== null);
  report.finish(events.length);
  return { events, notes: notes.map(noteText), sensor: lines.sensor };
}

const PIXEL = [{ time: 1200, address: { x: 3, y: 7, polarity: 1 } }];
const CHANNEL = [{ time: 1200, address: { channel: 5 } }];

describe('an event is', () => {
  it.each<[string, string, LineEvent[]]>([
    ['t,x,y,p', '1200,3,7,1', PIXEL],
    ['after a byte order mark', '\uFEFF1200,3,7,1', PIXEL],
    ['between blanks, after comments', '# a camera\n\n1200 3  7 1', PIXEL],
    ['with a polarity in words', '1200;3;7;on', PIXEL],
    ['by names in any order', 'x,y,p,t\n3,7,1,1200', PIXEL],
    ['by names, with a unit and others', 'on,frame,t_ms,y,x\n1,99,1.2,7,3', PIXEL],
    ['JSON', '{"x": 3, "y": 7, "p": true, "t": 1200, "id": "a"}', PIXEL],
    ['JSON in another unit', '{"t_s":0.0012,"x":3,"y":7,"polarity":1}', PIXEL],
    ['t,channel', '1200,5', CHANNEL],
    ['t,channel by names', 'channel,time (ms)\n5,1.2', CHANNEL],
    ['a channel as JSON', '{"t":1200,"channel":5}', CHANNEL],
  ])('%s', (_, text, expected) => {
    const { events, notes } = read(text);
    expect(events).toEqual(expected);
    expect(notes).toEqual([]);
  });

  it('in the unit and the columns that the settings say', () => {
    expect(read('1.2 5', { timeUnit: 'ms' }).events).toEqual(CHANNEL);
    expect(read('3,7,1,1200', { columns: ['x', 'y', 'p', 't'] }).events).toEqual(PIXEL);
  });
});

test('a comment gives the size of the sensor', () => {
  expect(read('% geometry:640,480\n0,0,0,1').sensor).toEqual({ width: 640, height: 480 });
  expect(read('0,0,0,1').sensor).toBeNull();
});

test('lines that are no events are left out and counted, polarities of −1 are OFF', () => {
  const text =
    't,x,y,p\n0,1,1,-1\nhello\n1,2,NaN,0\n2,1.5,0,1\n3,-1,0,1\n4,1,1,7\n5,{,1,1\n6,1,1,0';
  const { events, notes } = read(text);
  expect(events.map(({ time }) => time)).toEqual([0, 6]);
  expect(notes.sort()).toEqual([
    'negativePolarity × 1',
    'unknownPolarity × 1',
    'unreadableEvent × 5',
  ]);
});

test.each<[string, string, RegExp, RegExp]>([
  ['other columns without names', '3,7,1,1200', /fourth value .* is 1200/, /pipe, line 1/],
  ['three columns', '1,2,3', /3 columns, "1,2,3", which are neither/, /line 1/],
  ['names of other columns', 'a,b,t,x\n1,2,3,4', /neither t,x,y,p nor t,channel/, /line 1/],
  ['nothing but junk', 't,x,y,p\nhello\nthere', /none of its events can be used/, /line 2/],
])('%s are refused', async (_, text, message, where) => {
  const { remedy } = await expectFailure(() => read(text), 'data', message, where);
  expect(remedy).toMatch(/columns/);
});

test('strict readers refuse the first line that is no event', async () => {
  const call = () => read('0,1\nhello', { strict: true });
  await expectFailure(call, 'data', /The line is not an event/, /line 2/);
});

describe('a stream of bytes', () => {
  async function* chunks(text: string, size: number) {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const split = async (text: string, size: number) => {
    const lines: string[] = [];
    for await (const line of linesOf(chunks(text, size), 'pipe')) {
      lines.push(new TextDecoder().decode(line));
    }
    return lines;
  };

  it.each([1, 2, 3, 5, 100])(
    'is cut into lines, whatever arrives at once: %d bytes',
    async (size) => {
      expect(await split('a,b\r\n\nc\nlast', size)).toEqual(['a,b', '', 'c', 'last']);
    },
  );

  it('without ends of lines is refused before it fills the memory', async () => {
    const call = () => split('x'.repeat(200_000), 1000);
    await expectFailure(call, 'data', /over 65536 bytes/, /pipe, line 1/);
  });
});
