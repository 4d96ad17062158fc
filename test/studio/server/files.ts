/** Run directories as the studio sees them, written by hand. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MemberSummary } from '../../../src/run/schema/summary.ts';

/** A config.json with as few settings as there can be. */
export function record(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...{ format: 'motifsmith-run', formatVersion: 1, version: '0.1.0', kind: 'run', name: 'tiny' },
    ...{ task: { command: 'search' }, seed: 1, method: 'search', engine: 'wasm' },
    data: {
      ...{ name: 'tiny', description: 'Tiny.', fingerprint: 'f', inputs: 2, stepMs: 1 },
      ...{ classNames: ['a', 'b'], trainSamples: 4, validationSamples: 0, testSamples: 4 },
    },
    config: {
      data: { source: 'synthetic', task: 'spike-patterns' },
      search: { strategy: 'random' },
    },
    ...changes,
  };
}

const NO_CONNECTIONS = { exc: 0, inh: 0, none: 0 };

export const SUMMARY: MemberSummary = {
  ...{ format: 'motifsmith-summary', formatVersion: 1, version: '0.1.0' },
  ...{ seed: 1, method: 'search', engine: 'wasm' },
  data: { name: 'tiny', fingerprint: 'f', irregularities: [] },
  motifSizes: [4],
  census: {
    motifs: [
      {
        ...{ layer: 0, motifSize: 4, motifs: 2, total: { exc: 20, inh: 4, none: 8 } },
        ...{ intraPositions: NO_CONNECTIONS, interPositions: NO_CONNECTIONS },
        ...{ intra: NO_CONNECTIONS, inter: NO_CONNECTIONS },
      },
    ],
    ...{ feedforward: 100, recurrent: 24, trainable: 120 },
  },
  test: {
    ...{ samples: 4, loss: 0.5, accuracy: 0.75, firingRates: [0.1, 0.1] },
    confusion: [
      [2, 0],
      [1, 1],
    ],
  },
  ...{ cuts: [], candidates: [] },
  weights: { file: 'weights.safetensors', sha256: '00' },
  timing: { stages: { size: 1, types: 0.5 }, seconds: 1.5 },
};

/** Writes the files of a run; a value that is not text becomes JSON. */
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
  const place = { event: 'epoch', stage: 'size', epoch: k, learningRate: 0.1, epochs: 99 };
  const losses = { loss: 0.5, accuracy: 0.5, validationLoss: 0.5, validationAccuracy: 0.5 };
  const norms = { firingRates: [0.1, 0.2], gradientNorm: 1, architectureGradientNorm: 1 };
  return `${JSON.stringify({ ...place, ...losses, ...norms, layers: [], intrinsic: [], ...more })}\n`;
}

/** A valid field of about the given number of bytes. */
export const padding = (bytes: number): { readonly firingRates: readonly number[] } => ({
  firingRates: new Array<number>(Math.ceil(bytes / 4)).fill(0.5),
});
