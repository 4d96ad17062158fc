/** Runs with invented figures, put before a server of which the test decides what it says. */
import { encodeSafetensors } from '../../../src/formats/safetensors.ts';
import type { Method } from '../../../src/run/schema/plan.ts';
import type { RunSettings } from '../../../src/studio/api/record.ts';
import { SUMMARY } from '../../studio/server/files.ts';
import { type FakeRun, type FakeServer, summaryOf } from './fake-server.ts';
import {
  inventedArchitecture,
  inventedRecord,
  inventedSearch,
  inventedStage,
  tested,
  trainingEpoch,
} from './invented-run.ts';

export type FinishedRun = readonly [id: string, method: Method, seed: number, accuracy: number];

/** A search in its third epoch. */
export function addRunning(fake: FakeServer, id: string): FakeRun {
  const at = { state: 'running', accuracy: null, stage: 'size', epoch: 3, epochs: 10 } as const;
  const motifSizes: number[] = [];
  return fake.add({
    summary: summaryOf({ id, motifSizes, ...at }),
    record: inventedRecord(),
    events: inventedStage('size', 3),
  });
}

/** A finished run of a seed. */
export function addFinished(
  fake: FakeServer,
  ...[id, method, seed, accuracy]: FinishedRun
): FakeRun {
  const stage = method === 'search' ? 'retrain' : 'train';
  const epochs = Array.from({ length: 10 }, (_, k) => trainingEpoch(stage, k + 1, seed / 100));
  return fake.add({
    summary: summaryOf({
      ...{ id, name: 'invented', method, seed, accuracy, motifSizes: [16], analysed: true },
    }),
    record: inventedRecord({ method, seed }),
    events: [...(method === 'search' ? inventedSearch() : []), ...epochs.flat(), tested],
    // Without tensors, connections are drawn by the topology alone.
    weights: encodeSafetensors({}),
    files: {
      architecture: inventedArchitecture(seed),
      summary: {
        ...SUMMARY,
        census: { ...SUMMARY.census, trainable: 1234 },
        timing: { stages: { size: 10, types: 20, [stage]: 30 }, seconds: 60 },
      },
      // The better, the more operations; the page reads nothing else of an analysis.
      analysis: {
        validation: {
          ...{ samples: 10, accuracy: accuracy - 0.05, hiddenAc: 1000 * accuracy ** 8 },
          operations: { ac: 5000 + 1000 * accuracy ** 8, mac: 100 },
        },
      },
    },
  });
}

/** A group of three seeds, of which one has finished and one is at work. */
export function addGroup(fake: FakeServer, id: string): void {
  const { kind, seed, method, ...record } = inventedRecord() as Extract<
    RunSettings,
    { kind: 'run' }
  >;
  fake.add({
    summary: summaryOf({ id, kind: 'group', seed: null, state: 'running' }),
    record: { ...record, config: { ...record.config, seeds: [1, 2, 3] }, kind: 'group' },
  });
  const member = ({ summary }: FakeRun, k: number) =>
    Object.assign(summary, { kind: 'member', group: id, seed: k });
  member(addFinished(fake, `${id}/seed-1`, 'search', 1, 0.9), 1);
  member(addRunning(fake, `${id}/seed-2`), 2);
}
