/** A data set and an experiment small enough that whole runs take a moment. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { Random } from '../../src/core/random.ts';
import type { Plan, Task } from '../../src/run/schema/plan.ts';
import { encodeNpy, encodeNpz } from '../data/helpers.ts';

/** A folder that is removed when the test file has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'motifsmith-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const CLASSES = 3;
const CHANNELS = 9;
const UTTERANCES = 8;
const STEPS = 14;

export interface TinyChanges {
  /** Replaces columns before they are written. */
  readonly change?: (columns: Record<string, number[]>) => void;
}

/** A spike set of three classes, each with channels of its own; utterances 7 and 8 are the test. */
export function tinySpikeSet({ change }: TinyChanges = {}): Uint8Array {
  const random = new Random(1, 'tiny');
  const columns: Record<string, number[]> = {
    channel: [],
    time: [],
    offsets: [0],
    labels: [],
    utterances: [],
  };
  for (let utterance = 1; utterance <= UTTERANCES; utterance++) {
    for (let label = 0; label < CLASSES; label++) {
      for (let t = 0; t < STEPS; t++) {
        for (let c = 0; c < CHANNELS; c++) {
          const own = c % CLASSES === label;
          if (random.uniform() > (own ? 0.7 : 0.15)) continue;
          columns.channel!.push(c);
          columns.time!.push(t);
        }
      }
      columns.offsets!.push(columns.channel!.length);
      columns.labels!.push(label);
      columns.utterances!.push(utterance);
    }
  }
  change?.(columns);
  return encodeNpz(
    Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, encodeNpy('i4', values)]),
    ),
  );
}

/** Settings of a tiny experiment on the reference engine, as a configuration file. */
export function tinyConfig(dataPath: string, output: string): Record<string, unknown> {
  return {
    data: { source: 'spike-npz', path: dataPath, name: 'tiny' },
    network: {
      layers: [{ kind: 'scml', neurons: 12 }],
      motifSizes: [2, 4],
      tauMembrane: 4,
      tauSynapse: 2,
    },
    search: {
      sizeEpochs: 2,
      typeEpochs: 2,
      weights: { batchSize: 4, learningRate: 0.01 },
      plasticity: { window: 4 },
    },
    training: { epochs: 4, batchSize: 5, learningRate: 0.01 },
    engine: 'reference',
    output,
  };
}

/** Writes the data and the configuration of a tiny experiment into a folder. */
export function writeTiny(folder: string): { config: string; data: string } {
  const data = join(folder, 'tiny.npz');
  const config = join(folder, 'tiny.json');
  writeFileSync(data, tinySpikeSet());
  writeFileSync(config, JSON.stringify(tinyConfig(data, join(folder, 'runs'))));
  return { config, data };
}

/** The plan of a tiny experiment. */
export async function tinyPlan(
  folder: string,
  sets: readonly string[] = [],
  task: Task = { command: 'search' },
): Promise<Plan> {
  const { config } = writeTiny(folder);
  return { ...(await loadConfig({ source: config, sets, options: [] })), task };
}

export function fileHash(...path: string[]): string {
  return createHash('sha256')
    .update(readFileSync(join(...path)))
    .digest('hex');
}
