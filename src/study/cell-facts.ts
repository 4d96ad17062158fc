/** What one finished run says of itself, read from its files and kept: a finished run never changes. */
import { join } from 'node:path';
import type { Analysis } from '../analysis/analysis.ts';
import type { MotifTopology } from '../model/architecture-schema.ts';
import { readAnalysis } from '../run/analysis-file.ts';
import { isBaseline, readStoredArchitecture } from '../run/architecture-file.ts';
import { readFinished } from '../run/finished.ts';
import { readMetrics } from '../run/metrics-reader.ts';
import { readRunRecord } from '../run/run-record.ts';
import type { DataRecord } from '../run/schema/plan.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import type { MemberSummary } from '../run/schema/summary.ts';
import type { CandidateEvent } from '../search/events.ts';
import { type Cell, cellFolder } from './study-record.ts';

/** The end of an epoch after which samples were evaluated that were not trained on. */
export interface ValidatedEpoch {
  readonly stage: string;
  readonly epoch: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

/** A motif that was trained and compared. */
export type ComparedTrial = Pick<
  CandidateEvent,
  'stage' | 'candidate' | 'updates' | 'validationAccuracy'
>;

export interface CellFacts {
  readonly seed: number;
  readonly fold?: number | undefined;
  readonly data: DataRecord;
  readonly summary: MemberSummary;
  readonly analysis: Analysis;
  /** Of the SC-ML layers in order; none for baselines. */
  readonly motifs: readonly MotifTopology[];
  /** In the order of the record. */
  readonly epochs: readonly ValidatedEpoch[];
  /** In the order of the record. */
  readonly trials: readonly ComparedTrial[];
}

/** Reads finished runs of a study, each once. */
export class FactReader {
  readonly #folder: string;
  readonly #known = new Map<string, CellFacts>();

  /** @param folder of the study */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @returns null for a run that is not finished
   * @throws MotifsmithError `artifact` naming the file if one is damaged
   */
  async read(cell: Cell): Promise<CellFacts | null> {
    const name = cellFolder(cell);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const folder = join(this.#folder, name);
    const analysis = await readAnalysis(folder);
    if (analysis === null) return null;
    const facts: CellFacts = {
      seed: cell.seed,
      fold: cell.fold,
      data: (await readRunRecord(folder)).data,
      summary: await readFinished(folder),
      analysis,
      motifs: await readMotifs(join(folder, RUN_FILES.architecture)),
      ...(await readSearch(join(folder, RUN_FILES.metrics))),
    };
    this.#known.set(name, facts);
    return facts;
  }
}

async function readMotifs(path: string): Promise<MotifTopology[]> {
  const architecture = await readStoredArchitecture(path);
  if (isBaseline(architecture)) return [];
  return architecture.hidden.flatMap((layer) => (layer.kind === 'scml' ? [layer.motif] : []));
}

async function readSearch(path: string): Promise<Pick<CellFacts, 'epochs' | 'trials'>> {
  const epochs: ValidatedEpoch[] = [];
  const trials: ComparedTrial[] = [];
  const kinds = ['epoch', 'candidate'] as const;
  const lines = readMetrics(path, { damage: 'throw', run: 'finished', kinds });
  for await (const { event } of lines) {
    if (event.event === 'candidate') {
      const { stage, candidate, updates, validationAccuracy } = event;
      trials.push({ stage, candidate, updates, validationAccuracy });
      continue;
    }
    const { stage, epoch, validationLoss, validationAccuracy } = event;
    // Without a validation cut, the final training evaluates nothing.
    if (validationLoss === null || validationAccuracy === null) continue;
    epochs.push({ stage, epoch, validationLoss, validationAccuracy });
  }
  return { epochs, trials };
}
