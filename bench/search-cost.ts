/**
 * What the paper's whole search on TI46-Alpha would take here: every stage is measured on the real
 * recordings in steps of 1 ms, with the preset `ti46-alpha` (800 neurons, second order, intrinsic
 * plasticity), and multiplied by the paper's numbers of samples and epochs.
 */
import { nodeCommand, runCommand } from './child.ts';

/** Zhang, Geng and Li (2024): training samples, and epochs of the stages. */
const PAPER_SAMPLES = 4142;
const PAPER_EPOCHS = { size: 150, types: 150, retrain: 400 };
type Stage = keyof typeof PAPER_EPOCHS;

/** What processes/stages.ts prints. */
export interface StageTimes {
  readonly batchSize: number;
  /** Mean length of the recordings, steps. */
  readonly steps: number;
  /** Median duration of an iteration in each stage, ms. */
  readonly stages: Readonly<Record<string, number>>;
  readonly rssMB: number;
}

interface StageCost {
  readonly stage: Stage;
  readonly iterationMs: number;
  /** Training samples that pass through the stage in a second; a search looks at as many again. */
  readonly samplesPerSecond: number;
  readonly epochs: number;
  readonly hours: number;
}

export interface SearchCost {
  readonly workers: number;
  readonly steps: number;
  readonly stages: readonly StageCost[];
  readonly hours: number;
  readonly rssMB: number;
}

/** The hours that measured iterations make over the paper's epochs. */
function projectSearch(workers: number, times: StageTimes): SearchCost {
  const stages = Object.entries(PAPER_EPOCHS).map(([stage, epochs]): StageCost => {
    const iterationMs = times.stages[stage]!;
    // Both stages of the search go through the half that weights are trained on.
    const samples = stage === 'retrain' ? PAPER_SAMPLES : PAPER_SAMPLES / 2;
    const iterations = epochs * Math.ceil(samples / times.batchSize);
    return {
      stage: stage as Stage,
      iterationMs,
      samplesPerSecond: (1000 * times.batchSize) / iterationMs,
      epochs,
      hours: (iterations * iterationMs) / 3.6e6,
    };
  });
  const hours = stages.reduce((sum, stage) => sum + stage.hours, 0);
  return { workers, steps: times.steps, stages, hours, rssMB: times.rssMB };
}

/** @param data path of the spike set */
export async function measureSearch(
  data: string,
  workers: number,
  iterations: number,
): Promise<SearchCost> {
  const args = [data, String(workers), String(iterations)];
  const times = (await runCommand(nodeCommand('stages', args))) as StageTimes;
  return projectSearch(workers, times);
}
