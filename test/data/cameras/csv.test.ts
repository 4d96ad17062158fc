/** Tables of events in text: which files are some, and what leads to the right settings. */
import { describe, expect, it } from 'vitest';
import { csvEvents } from '../../../src/data/cameras/csv-events.ts';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import type { DecodeOptions } from '../../../src/data/cameras/format.ts';
import { guessFormat } from '../../../src/data/cameras/registry.ts';
import { isKnownUnread } from '../../../src/data/cameras/unread.ts';
import { doubtAbout, PLAUSIBLE } from '../../../src/data/events/plausible.ts';
import { expectFailure, type Note, noteText } from '../helpers.ts';

const ascii = (text: string) => new TextEncoder().encode(text);
const isTable = (text: string, name = 'a.txt') => {
  const bytes = ascii(text);
  return guessFormat(bytes, name, bytes.length)?.id === 'csv';
};
const decode = (text: string, options: DecodeOptions = {}) =>
  decodeRecording(csvEvents, ascii(text), 'a.txt', {
    sensor: { width: 240, height: 180 },
    ...options,
  });

/** The first lines of events.txt as the page of the event-camera dataset prints them. */
const MUEGGLER = `0.000000000 33 39 1
0.000011001 158 145 1
0.000050000 88 143 0
0.000055000 174 154 0
0.000080001 112 139 1
`;

describe('tables of events in text', () => {
  it.each([
    ['events of Mueggler et al.', MUEGGLER],
    ['one event', '10 20 1 5'],
    ['columns by name, without events', 't,x,y,p\n'],
    ['channels', 't_ms,channel\n5,3\n'],
    ['names of another language', 'Zeit;Spalte;Zeile;Polung\n1;2;3;0\n5;2;4;1\n'],
    ['a line that is damaged', 'x,y,p,t\n1,2,0,5\nstopped\n1,2,0,6\n'],
  ])('are recognised: %s', (_, text) => expect(isTable(text)).toBe(true));

  it.each([
    ['intervals of DVS-Gesture', 'class,startTime_usec,endTime_usec\n1,100,130\n2,200,230\n'],
    ['a list of files', 'user01_fluorescent.aedat\nuser02_led.aedat\n'],
    ['a list of images', '0.003 images/frame_0.png\n0.047 images/frame_1.png\n'],
    ['inertial measurements', '0.1 0.3 9.8 0.2 0.01 0.02 -0.01\n0.2 0.3 9.8 0.2 0.02 0.02 -0.01\n'],
    ['poses', '0.1 1.2 0.3 0.1 0.5 0.5 0.5 0.5\n0.2 1.2 0.3 0.1 0.5 0.5 0.5 0.5\n'],
    ['a calibration', '199.09 198.82 132.19 110.71 -0.36 0.15 -0.0003 -0.002 0.0\n'],
    ['prose', 'Recorded on 5 May.\nThe camera was a DVS128.\n'],
    ['labels', 'file,label\na.npy,3\nb.npy,4\n'],
    ['voltages of channels', 't,channel,value\n1,2,0.5\n2,2,0.7\n'],
    ['channels without a time', 'channel,value\n2,5\n'],
    ['columns that nobody has named', '5,3\n6,1\n'],
    ['nothing', ''],
  ])('are not %s', (_, text) => expect(isTable(text)).toBe(false));

  it('may have words for polarities', async () => {
    const { polarity } = await decode('x,y,p,t\n1,2,on,5\n1,2,OFF,6\n1,2,True,7\n1,2,false,8\n');
    expect([...polarity]).toEqual([1, 0, 1, 0]);
    expect([...(await decode('1 2 On 5\n1 2 off 6\n')).polarity]).toEqual([1, 0]);
  });

  it.each([
    ['other words', 'x,y,p,t\n1,2,INC,5\n1,2,DEC,6\n', /column p holds words such as "INC"/, 2],
    ['decimal commas', 'x;y;p;t\n1;2;1;5\n1;2;0;5,25\n', /decimal commas, such as 5,25/, 3],
    ['decimal commas between blanks', '1 2 1 0,001\n1 2 0 0,002\n', /commas, such as 0,001/, 1],
    ['decimal commas between commas', 'x,y,p,t\n1,2,1,0,5\n', /4 names of columns, but 5/, 1],
  ])('with %s are refused once, with what to do', async (_, text, message, line) => {
    const place = new RegExp(`^a\\.txt, line ${line}$`);
    const { remedy } = await expectFailure(() => decode(text), 'data', message, place);
    expect(remedy).toMatch(/on and off|decimal points/);
  });

  it('keep other columns of words, and rows of which one is a word', async () => {
    const extra = await decode('x,y,p,t,note\n1,2,1,5,7\n1,2,0,6,8\n');
    expect(extra.times).toHaveLength(2);
    const notes: Note[] = [];
    const onWarning = (note: Note) => notes.push(note);
    const some = await decode('x,y,p,t\n1,2,up,5\n1,2,0,6\n', { onWarning });
    expect(some.times).toHaveLength(1);
    expect(notes.map(noteText).join()).toContain('unreadableEvent × 1');
  });

  it('have a name that says so', () => expect(isTable(MUEGGLER, 'a.dat')).toBe(false));

  it('that are in UTF-16 are called so', () => {
    const bytes = new Uint8Array(new Uint16Array([0xfeff, 0x31, 0x20]).buffer);
    expect(isKnownUnread(bytes, 'a.csv')).toBe(true);
    expect(isKnownUnread(ascii(MUEGGLER), 'a.csv')).toBe(false);
  });

  it('without names lead to the columns, then to the unit', async () => {
    const refusal = await expectFailure(() => decode(MUEGGLER), 'data', /polarity/, /line 1$/);
    expect(refusal.remedy).toContain('data.columns to [t, x, y, p]');
    const columns = ['t', 'x', 'y', 'p'] as const;
    const inUs = await decode(MUEGGLER, { columns: [...columns] });
    expect(doubtAbout(inUs, PLAUSIBLE)?.remedy).toContain('data.timeUnit');
    const events = await decode(MUEGGLER, { columns: [...columns], timeUnit: 's' });
    expect([...events.times]).toEqual([0, 11.001, 50, 55, 80.001]);
    expect([...events.x]).toEqual([33, 158, 88, 174, 112]);
    expect([...events.polarity]).toEqual([1, 1, 0, 0, 1]);
  });

  it.each([
    ['x y p t(s)', 2e6],
    ['x,y,polarity,timestamp [ms]', 2e3],
    ['X;Y;Pol;Time_ns', 2e-3],
    ['# x y polarity(0/1) timestamp(us)\n#', 2],
  ])('take the unit from the name: %s', async (names, time) => {
    const { times } = await decode(`${names}\n1 2 0 0\n1 2 0 2\n`, { timeUnit: 'ms' });
    expect([...times]).toEqual([0, time]);
  });

  it('of channels are those of one row without polarities', async () => {
    const text = 'channel;time_ms\n7;2\n0;2.5\n9;3\n';
    const row = { width: 8, height: 1 };
    const notes: Note[] = [];
    const onWarning = (note: Note) => notes.push(note);
    const { sensor, ...events } = await decode(text, { sensor: row, onWarning });
    expect(sensor).toEqual({ ...row, polarities: 1 });
    expect([[...events.times], [...events.x]]).toEqual([
      [0, 500],
      [7, 0],
    ]);
    expect([[...events.y], [...events.polarity]]).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(notes.map(noteText)).toEqual(['outsideSensor × 1']);
    await expectFailure(() => decode(text), 'data', /of channels.*240 × 180/, /line 1$/);
  });

  it('with other names take data.columns', async () => {
    const text = 'Zeit;Spalte;Zeile;Polung\n1;2;3;0\n5;2;4;1\n';
    await expectFailure(() => decode(text), 'data', /Zeit, Spalte/, /line 1$/);
    const { y } = await decode(text, { columns: ['t', 'x', 'y', 'p'] });
    expect([...y]).toEqual([3, 4]);
  });

  it('need as many names as values', async () => {
    await expectFailure(
      () => decode('x y p t\n0 1 2 0 5\n'),
      'data',
      /4 names.*5 values/,
      /line 1$/,
    );
  });

  it('keep what is whole of a damaged or cut file, and count the rest', async () => {
    const text = `${MUEGGLER.replace('88 143', '88 -')}0.0000901 1`;
    const notes: Note[] = [];
    const onWarning = (note: Note) => notes.push(note);
    const options = { columns: ['t', 'x', 'y', 'p'] as const, timeUnit: 's' } as const;
    const reading = { ...options, columns: [...options.columns] };
    const { times } = await decode(text, { ...reading, onWarning });
    expect(times).toHaveLength(4);
    expect(notes.map(noteText)).toEqual(['unreadableEvent × 1', 'cutTail × 1']);
    expect(notes[0]!.where).toBe('a.txt, line 3');
    const strict = { ...reading, strict: true };
    await expectFailure(() => decode(text, strict), 'data', /line is not 4 numbers/, /line 3$/);
    await expectFailure(
      () => decode(`${MUEGGLER}0.1 1`, { ...reading, salvage: 'nothing' }),
      'data',
      /last line/,
      /byte 107$/,
    );
  });

  it('say that the last number may be cut', async () => {
    const notes: Note[] = [];
    await decode('1 2 0 5', { onWarning: (note) => notes.push(note) });
    expect(notes.map(noteText)).toEqual([expect.stringContaining('last line has no end')]);
  });
});
