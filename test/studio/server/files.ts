/** Run directories as the studio sees them, written by hand. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a config.json says, as far as the list of runs shows it. */
export function record(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ format: 'motifsmith-run', formatVersion: 1, version: '0.1.0', kind: 'run', name: 'tiny' },
    ...{ task: { command: 'search' }, seed: 1, method: 'search', data: { name: 'tiny' } },
    config: { search: { strategy: 'random' } },
    ...changes,
  };
}

export const SUMMARY = {
  format: 'motifsmith-summary',
  motifSizes: [4],
  test: { accuracy: 0.75 },
  census: { trainable: 120 },
  timing: { seconds: 1.5 },
};

/** Writes the files of a run; a value that is no text becomes JSON. */
export function writeRun(
  runs: string,
  id: string,
  files: Readonly<Record<string, unknown>>,
): string {
  const folder = join(runs, ...id.split('/'));
  for (const [name, value] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  }
  return folder;
}

/** A line of metrics.jsonl at the end of an epoch. */
export function epoch(k: number, more: Record<string, unknown> = {}): string {
  return `${JSON.stringify({ event: 'epoch', stage: 'size', epoch: k, epochs: 9, ...more })}\n`;
}
