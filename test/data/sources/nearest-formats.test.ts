/** Files of no known kind: what they come closest to is said, one kind a line. */
import { expect, test } from 'vitest';
import { MotifsmithError } from '../../../src/core/errors.ts';
import { findSetFormat } from '../../../src/data/sources/registry.ts';

const remedyFor = (paths: readonly string[]): string[] => {
  try {
    findSetFormat(
      paths.map((path) => ({ path, size: 1 })),
      null,
      'folder',
    );
  } catch (error) {
    if (!(error instanceof MotifsmithError)) throw error;
    return (error.remedy ?? '').split('\n');
  }
  throw new Error('they are of a known kind');
};

const named = (paths: readonly string[]): string[] =>
  remedyFor(paths)
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim().split(' ')[0]!);

test('of what may be recordings without classes, that their folders are missing', () => {
  expect(remedyFor(['a.csv', 'b.csv'])[0]).toMatch(/put those of each class into a folder/);
  expect(remedyFor(['a.pdf', 'b.pdf'])[0]).toMatch(/^Give another folder/);
});

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
