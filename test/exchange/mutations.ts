/** Damage of every kind that a file can come to, for the tests of the readers. */
import { expect } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { Random } from '../../src/core/random.ts';
import { AllocationMeter } from '../fuzz/allocation-meter.ts';

/** Values that break careless arithmetic. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

/** A damaged copy: wrong bytes, extreme numbers, parts moved, swapped with another file's, or cut off. */
export function mutate(
  intact: Uint8Array,
  others: readonly Uint8Array[],
  random: Random,
): Uint8Array {
  const bytes = intact.slice();
  const view = new DataView(bytes.buffer);
  const place = (width: number): number => {
    // Headers are where damage does most.
    const range = random.integer(2) === 0 ? bytes.length : Math.min(bytes.length, 2048);
    return Math.max(0, random.integer(range) - width);
  };
  for (let k = 1 + random.integer(4); k > 0; k--) {
    switch (random.integer(6)) {
      case 0:
      case 1:
        bytes[place(1)] = random.integer(256);
        break;
      case 2:
        view.setUint32(place(4), EXTREMES[random.integer(EXTREMES.length)]!, true);
        break;
      case 3:
        // An address or a length of something that is really there.
        view.setUint32(place(4), place(8) & ~7, true);
        break;
      case 4: {
        const length = random.integer(64);
        bytes.copyWithin(place(length), place(length), place(length) + length);
        break;
      }
      default: {
        const other = others[random.integer(others.length)]!;
        const from = random.integer(other.length);
        const part = other.subarray(from, from + random.integer(64));
        const to = place(0);
        bytes.set(part.subarray(0, bytes.length - to), to);
      }
    }
  }
  return random.integer(10) === 0 ? bytes.subarray(0, random.integer(bytes.length)) : bytes;
}

/** What became of many damaged files. */
export interface Tally {
  readonly accepted: number;
  readonly refused: number;
  /** Longest time of computing that one took, ms. */
  readonly slowest: number;
  /** Most bytes that arrays were asked for while one was read, all added up. */
  readonly allocated: number;
}

/** Milliseconds of computing so far: waiting for other programs does not count. */
function computing(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Reads `count` damaged copies of the files: each must be read or refused with a MotifsmithError of the
 * given kind that says where and what to do.
 */
export function readDamaged(
  files: readonly Uint8Array[],
  count: number,
  kinds: readonly string[],
  read: (bytes: Uint8Array) => unknown,
): Tally {
  const random = new Random(1, 'damage');
  let [accepted, refused, slowest, allocated] = [0, 0, 0, 0];
  const meter = new AllocationMeter();
  for (let trial = 0; trial < count; trial++) {
    const bytes = mutate(files[trial % files.length]!, files, random);
    const started = computing();
    meter.reset();
    meter.install();
    try {
      read(bytes);
      accepted += 1;
    } catch (error) {
      if (!(error instanceof MotifsmithError)) throw error;
      expect(kinds).toContain(error.kind);
      expect(error.where && error.remedy).toBeTruthy();
      refused += 1;
    } finally {
      meter.uninstall();
    }
    slowest = Math.max(slowest, computing() - started);
    allocated = Math.max(allocated, meter.bytes);
  }
  return { accepted, refused, slowest, allocated };
}
