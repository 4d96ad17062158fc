/** A study small enough that all its runs take a moment, as a study file. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tinyConfig, tinySpikeSet } from '../experiment/tiny.ts';

/** Content of a study file; fields given replace those of the tiny study. */
export function tinyStudy(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const { data, output: _, ...settings } = tinyConfig('tiny.npz', 'unused');
  const { path: __, ...source } = data as Record<string, unknown>;
  return {
    name: 'tiny',
    datasets: { letters: { settings: { data: source } } },
    settings,
    seeds: [1, 2],
    methods: ['hrmas', 'dense'],
    ...changes,
  };
}

/** Writes a study file (and its data beside it). @returns the path of each */
export function writeStudy(
  folder: string,
  changes: Record<string, unknown> = {},
  name = 'study.json',
): { file: string; data: string } {
  const data = join(folder, 'tiny.npz');
  const file = join(folder, name);
  writeFileSync(data, tinySpikeSet());
  writeFileSync(file, JSON.stringify(tinyStudy(changes)));
  return { file, data };
}
