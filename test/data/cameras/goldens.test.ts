/** Every golden recording is recognised and decoded to the events in its JSON file, whole or cut. */
import { beforeAll, describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../../src/core/errors.ts';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import { EVENT_FORMATS, guessFormat, HEAD_BYTES } from '../../../src/data/cameras/registry.ts';
import { type Note, noteText } from '../helpers.ts';
import { GOLDENS, type Golden } from './goldens.ts';

const formatOf = ({ format }: Golden) => EVENT_FORMATS.find(({ id }) => id === format)!;

describe('golden recordings', () => {
  beforeAll(() => Promise.all(EVENT_FORMATS.map(({ prepare }) => prepare?.())));

  it('cover every format', () => {
    const covered = new Set(GOLDENS.map(({ format }) => format));
    expect([...covered].sort()).toEqual(EVENT_FORMATS.map(({ id }) => id).sort());
  });

  it.each(GOLDENS)('$name', async (golden) => {
    const { name, bytes, sensorOption } = golden;
    const format = guessFormat(bytes.subarray(0, HEAD_BYTES), name, bytes.length);
    expect(format?.id).toBe(golden.format);
    // Also from an odd address, where words cannot be read in place.
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    for (const content of [bytes, shifted.subarray(1)]) {
      const warnings: Note[] = [];
      const events = await decodeRecording(format!, content, name, {
        sensor: sensorOption,
        origin: 'absolute',
        onWarning: (warning) => warnings.push(warning),
      });
      expect(events.sensor).toEqual(golden.sensor);
      expect([...events.times]).toEqual(golden.times);
      expect([...events.x]).toEqual(golden.x);
      expect([...events.y]).toEqual(golden.y);
      expect([...events.polarity]).toEqual(golden.polarity);
      expect(warnings).toHaveLength(golden.warnings.length);
      golden.warnings.forEach((part, k) => {
        expect(noteText(warnings[k]!)).toContain(part);
        expect(warnings[k]!.where).toContain(name);
      });
    }
  });

  // A clock reset drops the events before it, so a file cut before the reset has other events.
  const growing = GOLDENS.filter(({ name }) => !name.includes('clock-reset'));
  it.each(growing)(
    '$name, cut anywhere, gives the first events or is refused with a place',
    async (golden) => {
      const { bytes, sensorOption } = golden;
      /** The events of the first bytes, or null if they are refused. */
      const eventsOf = async (length: number, strict: boolean) => {
        let isSure = true;
        const onWarning = (note: Note) => {
          // Of a number in text that is cut, nobody can tell.
          if (noteText(note).includes('last line has no end')) isSure = false;
        };
        const options = { sensor: sensorOption, origin: 'absolute', strict, onWarning } as const;
        try {
          const events = await decodeRecording(
            formatOf(golden),
            bytes.subarray(0, length),
            'cut',
            options,
          );
          return isSure ? events : null;
        } catch (error) {
          if (!(error instanceof MotifsmithError)) throw error;
          expect(error).toMatchObject({ kind: 'data', where: expect.stringMatching(/^cut, /) });
          return null;
        }
      };
      let refused = 0;
      for (let length = 0; length < bytes.length; length++) {
        const events = await eventsOf(length, false);
        for (const column of ['times', 'x', 'y', 'polarity'] as const) {
          const found = [...(events?.[column] ?? [])];
          expect(found).toEqual(golden[column].slice(0, found.length));
        }
        if ((await eventsOf(length, true)) === null) refused++;
      }
      expect(refused).toBeGreaterThan(bytes.length / 2);
    },
  );

  it.each(EVENT_FORMATS)('are not taken for $id if they are of another format', (format) => {
    const others = GOLDENS.filter((golden) => golden.format !== format.id);
    const taken = others.filter(({ bytes }) => format.matches(bytes, 'x.other', bytes.length));
    expect(taken.map(({ name }) => name)).toEqual([]);
  });
});
