/** Recordings that different programs wrote of the same events: all come out the same way up. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { aedat2 } from '../../../src/data/cameras/aedat2.ts';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import { cameraFolder } from '../../../src/data/sources/camera-folder.ts';
import { type Note, noteText } from '../helpers.ts';
import { memoryStore } from '../sources/memory-store.ts';

const fixture = (name: string) => new Uint8Array(readFileSync(`test/fixtures/formats/${name}`));

it('a folder of AEDAT 4 of DV and of jAER, and of AEDAT 2 of v2e', async () => {
  const store = memoryStore({
    'a/dv.aedat4': fixture('aedat4-lz4.aedat4'),
    'b/jaer.aedat4': fixture('aedat4-jaer.aedat4'),
    'b/v2e.aedat': fixture('aedat2-v2e.aedat'),
  });
  const sensor = { width: 346, height: 260 };
  const set = await cameraFolder.open(store, { sensor } as Parameters<typeof cameraFolder.open>[1]);
  const notes: Note[] = [];
  const read = (k: number) => set.read(k, (note) => notes.push(note));
  const [dv, jaer, v2e] = await Promise.all([read(0), read(1), read(2)]);
  expect(v2e).toEqual(dv);
  // Its fixture has the rows of the others as if they had been counted from the top.
  expect({ ...jaer, y: jaer.y.map((y) => 259 - y) }).toEqual(dv);
  expect(notes.filter((note) => /jAER/.test(noteText(note)))).toEqual([
    { where: 'set/b/jaer.aedat4', what: expect.stringContaining('rows from the bottom') },
  ]);
});

describe('AEDAT 2.0 of a DVS128', () => {
  it('means ON by a polarity bit of 0, as the camera sends it and jAER reads it', async () => {
    // Addresses and what DVS128.Extractor of jAER makes of them: x, y from the bottom, ON.
    const extracted = [
      [0x0000, 127, 0, 1],
      [0x0001, 127, 0, 0],
      [0x7ffe, 0, 127, 1],
      [0x7fff, 0, 127, 0],
      [0x2b14, 127 - 10, 43, 1],
    ] as const;
    const head = new TextEncoder().encode('#!AER-DAT2.0\r\n# AEChip: DVS128\r\n');
    const bytes = new Uint8Array(head.length + 8 * extracted.length);
    bytes.set(head);
    const view = new DataView(bytes.buffer, head.length);
    extracted.forEach(([address], k) => {
      view.setUint32(8 * k, address);
      view.setUint32(8 * k + 4, k);
    });
    const { x, y, polarity } = await decodeRecording(aedat2, bytes, 'a.aedat', {});
    expect([...x]).toEqual(extracted.map(([, column]) => column));
    expect([...y]).toEqual(extracted.map(([, , row]) => 127 - row));
    expect([...polarity]).toEqual(extracted.map(([, , , on]) => on));
  });

  it('may be of a program for MATLAB that counts otherwise, which a warning says', async () => {
    const text =
      '#!AER-DAT2.0\r\n# This is a raw AE data file created by saveaerdat.m\r\n# AEChip: DVS128\r\n';
    const notes: Note[] = [];
    const onWarning = (note: Note) => notes.push(note);
    const bytes = Uint8Array.of(...new TextEncoder().encode(text), 0, 0, 0, 0, 0, 0, 0, 1);
    await decodeRecording(aedat2, bytes, 'a.aedat', { onWarning });
    expect(notes.map(noteText)).toEqual([expect.stringContaining('saveaerdat.m')]);
  });
});
