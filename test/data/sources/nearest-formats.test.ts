/** Files of no known kind: what they come closest to is said, one kind a line. */
import { expect, test } from 'vitest';
import { MotifsmithError } from '../../../src/core/errors.ts';
import { findSetFormat } from '../../../src/data/sources/registry.ts';

const named = (paths: readonly string[]): string[] => {
  try {
    findSetFormat(
      paths.map((path) => ({ path, size: 1 })),
      null,
      'folder',
    );
  } catch (error) {
    if (!(error instanceof MotifsmithError)) throw error;
    const lines = (error.remedy ?? '').split('\n');
    return lines.filter((line) => line.startsWith('  ')).map((line) => line.trim().split(' ')[0]!);
  }
  throw new Error('they are of a known kind');
};

test.each([
  [
    ['notes.txt', 'figure.pdf'],
    ['camera-folder', 'audio-folder', 'spike-npz'],
  ],
  [
    ['a.npz', 'b.npz'],
    ['cochleagram-npz', 'spike-npz', 'camera-folder'],
  ],
  [['a.h5'], ['shd', 'ssc', 'camera-folder']],
])('%j', (paths, expected) => {
  expect(named(paths)).toEqual(expected);
});
