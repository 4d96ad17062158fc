/** Every fixture of `test/fixtures/formats` is decoded to what the JSON beside it tells. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENT_FORMATS, guessFormat, HEAD_BYTES } from '../../../src/data/cameras/registry.ts';
import type { AddressEvents } from '../../../src/data/events/address-events.ts';
import type { DecodeWarning } from '../../../src/data/events/warnings.ts';

const FOLDER = 'test/fixtures/formats';

interface Golden {
  readonly format: string;
  readonly sensorOption: { width: number; height: number } | null;
  readonly sensor: AddressEvents['sensor'];
  readonly x: number[];
  readonly y: number[];
  readonly polarity: number[];
  readonly times: number[];
  /** A part of each warning's text, in order. */
  readonly warnings: string[];
}

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace(/\.json$/, ''));
const readGolden = (name: string): Golden =>
  JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));

describe('golden recordings', () => {
  it('cover every format', () => {
    const covered = new Set(names.map((name) => readGolden(name).format));
    expect([...covered].sort()).toEqual(EVENT_FORMATS.map(({ id }) => id).sort());
  });

  it.each(names)('%s', async (name) => {
    const golden = readGolden(name);
    const bytes = readFileSync(join(FOLDER, name));
    const format = guessFormat(bytes.subarray(0, HEAD_BYTES), name, bytes.length);
    expect(format?.id).toBe(golden.format);
    await format!.prepare?.();
    // Also from an odd address, where words cannot be read in place.
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    for (const content of [bytes, shifted.subarray(1)]) {
      const warnings: DecodeWarning[] = [];
      const events = format!.decode(content, name, {
        sensor: golden.sensorOption,
        onWarning: (warning) => warnings.push(warning),
      });
      expect(events.sensor).toEqual(golden.sensor);
      expect([...events.times]).toEqual(golden.times);
      expect([...events.x]).toEqual(golden.x);
      expect([...events.y]).toEqual(golden.y);
      expect([...events.polarity]).toEqual(golden.polarity);
      expect(warnings).toHaveLength(golden.warnings.length);
      golden.warnings.forEach((part, k) => {
        expect(warnings[k]!.what).toContain(part);
        expect(warnings[k]!.where).toContain(name);
      });
    }
  });
});
