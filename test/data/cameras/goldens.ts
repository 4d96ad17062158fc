/**
 * The golden recordings of `test/fixtures/formats`: files made by hand or by other programs, each next
 * to a JSON file with the events that a decoder must find in it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressEvents } from '../../../src/data/events/address-events.ts';

const FOLDER = 'test/fixtures/formats';

interface Expected {
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

export interface Golden extends Expected {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const GOLDENS: readonly Golden[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((file) => {
    const name = file.replace(/\.json$/, '');
    const expected = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Expected;
    return { ...expected, name, bytes: new Uint8Array(readFileSync(join(FOLDER, name))) };
  });
