/** A folder with AEDAT 4 of jAER, which counts rows from the bottom, and of DV: both come out the same way up. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cameraFolder } from '../../../src/data/sources/camera-folder.ts';
import { type Note, noteText } from '../helpers.ts';
import { memoryStore } from '../sources/memory-store.ts';

const fixture = (name: string) => new Uint8Array(readFileSync(`test/fixtures/formats/${name}`));

it('AEDAT 4 of jAER is turned the right way up', async () => {
  const store = memoryStore({
    'a/dv.aedat4': fixture('aedat4-lz4.aedat4'),
    'b/jaer.aedat4': fixture('aedat4-jaer.aedat4'),
  });
  const set = await cameraFolder.open(store, { sensor: null } as Parameters<
    typeof cameraFolder.open
  >[1]);
  const notes: Note[] = [];
  const [dv, jaer] = await Promise.all([0, 1].map((k) => set.read(k, (note) => notes.push(note))));
  // The same events were written in both, as each program counts.
  expect(jaer!.y).toEqual(dv!.y.map((y) => 259 - y));
  expect(jaer!.x).toEqual(dv!.x);
  expect(notes.filter((note) => /jAER/.test(noteText(note)))).toEqual([
    { where: 'set/b/jaer.aedat4', what: expect.stringContaining('rows from the bottom') },
  ]);
});
