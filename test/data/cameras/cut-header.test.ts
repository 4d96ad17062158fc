/** Files that end within the text at their beginning: what is left of it is not taken for events. */
import { expect, it } from 'vitest';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import { EVENT_FORMATS } from '../../../src/data/cameras/registry.ts';
import { expectFailure, type Note, noteText } from '../helpers.ts';

const sensor = { width: 640, height: 480 };

it.each([
  ['aedat2', '#!AER-DAT2.0\r\n', '# This is a raw AE data file - do not'],
  ['evt2', '% evt 2.0\n', '% format EVT2;height=480;wid'],
  ['evt21', '% evt 2.1\n', '% format EVT21;height=480;wid'],
  ['evt3', '% evt 3.0\n', '% format EVT3;height=480;wid'],
  ['evt4', '% evt 4.0\n', '% format EVT4;height=480;wid'],
])('%s', async (id, whole, rest) => {
  const format = EVENT_FORMATS.find((one) => one.id === id)!;
  for (let length = 1; length <= rest.length; length++) {
    const bytes = new TextEncoder().encode(whole + rest.slice(0, length));
    const notes: Note[] = [];
    const onWarning = (note: Note) => notes.push(note);
    const { times } = await decodeRecording(format, bytes, 'a', { sensor, onWarning });
    expect(times).toHaveLength(0);
    expect(notes.map(noteText)).toContain('cutTail × 1');
    await expectFailure(
      () => decodeRecording(format, bytes, 'a', { sensor, salvage: 'nothing' }),
      'data',
      /ends within its header/,
      new RegExp(`byte ${whole.length}$`),
    );
  }
});
