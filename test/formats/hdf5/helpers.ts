/** Opening HDF5 files in tests, and what they refuse. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { MotifsmithError } from '../../../src/core/errors.ts';
import { openBytes } from '../../../src/formats/file-store.ts';
import type { Hdf5Options } from '../../../src/formats/hdf5/read/source.ts';
import { Hdf5Dataset, Hdf5Group, openHdf5 } from '../../../src/formats/hdf5/reader.ts';

export const FIXTURES = join(import.meta.dirname, '../../fixtures/hdf5');

export function readFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FIXTURES, name)));
}

export function open(bytes: Uint8Array, options: Partial<Hdf5Options> = {}): Hdf5Group {
  const defaults = { name: 'file', kind: 'artifact', mostBytes: 2 ** 27, limit: 'each' } as const;
  return openHdf5(openBytes(bytes), { ...defaults, ...options });
}

export function openFixture(name: string, options: Partial<Hdf5Options> = {}): Hdf5Group {
  return open(readFixture(name), { name, ...options });
}

export function group(parent: Hdf5Group, path: string): Hdf5Group {
  const member = parent.open(path);
  expect(member).toBeInstanceOf(Hdf5Group);
  return member as Hdf5Group;
}

export function dataset(parent: Hdf5Group, path: string): Hdf5Dataset {
  const member = parent.open(path);
  expect(member).toBeInstanceOf(Hdf5Dataset);
  return member as Hdf5Dataset;
}

/** The error of an action: it must be foreseen and say at which byte and what to do. */
export function refusal(action: () => unknown): MotifsmithError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(MotifsmithError);
    const failure = error as MotifsmithError;
    expect(failure.where).toMatch(/, byte \d+$/);
    expect(failure.remedy).toBeTruthy();
    return failure;
  }
  throw new Error('it was read');
}
