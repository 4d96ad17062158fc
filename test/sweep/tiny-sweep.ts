/** A sweep small enough that all its runs take a moment, as a sweep file. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSweep } from '../../src/sweep/load-sweep.ts';
import type { Sweep } from '../../src/sweep/sweep-record.ts';
import { tinyConfig, tinySpikeSet } from '../experiment/tiny.ts';

/** Content of a sweep file; fields given replace those of the tiny sweep. */
export function tinySweep(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const { data, output: _, ...settings } = tinyConfig('tiny.npz', 'unused');
  const { path: __, ...source } = data as Record<string, unknown>;
  return {
    name: 'tiny',
    settings: { ...settings, data: source },
    command: 'train',
    architecture: 'dense',
    parameters: { 'training.learningRate': [0.001, 0.01], 'training.batchSize': [3, 6] },
    seeds: [1, 2],
    tuningFraction: 0.4,
    ...changes,
  };
}

/** Writes a sweep file (and its data beside it). @returns the path of each */
export function writeSweep(
  folder: string,
  changes: Record<string, unknown> = {},
  name = 'sweep.json',
): { file: string; data: string } {
  const data = join(folder, 'tiny.npz');
  const file = join(folder, name);
  writeFileSync(data, tinySpikeSet());
  writeFileSync(file, JSON.stringify(tinySweep(changes)));
  return { file, data };
}

export function readTinySweep(
  folder: string,
  changes: Record<string, unknown> = {},
): Promise<Sweep> {
  const { file, data } = writeSweep(folder, changes);
  return loadSweep({ path: file, dataPath: data });
}
