/** A Node program of somebody who has installed the package, for the type checker alone. */
import { type Dataset, MotifsmithError, type SearchResult } from 'motifsmith';
import { type ExperimentReport, loadConfig, openDataset, startExperiment } from 'motifsmith/node';

export async function runDemo(): Promise<ExperimentReport> {
  const { name, config } = await loadConfig({ source: 'demo', sets: ['seeds=[3]'], options: [] });
  return startExperiment({ name, config, task: { command: 'search' } }, null);
}

export async function trainingClasses(): Promise<readonly string[]> {
  const data: Dataset = await openDataset({
    source: 'mnist-saccade',
    binMs: 5,
    counts: false,
    trainSamples: 10,
    testSamples: 10,
    seed: 1,
  });
  return data.classNames;
}

export function describe(result: SearchResult): string {
  const { strategy, test } = result;
  return `${strategy}: ${test.accuracy.toFixed(3)}`;
}

export function exitCode(error: unknown): number {
  return error instanceof MotifsmithError ? error.exitCode : 1;
}

// @ts-expect-error: the types of the package are found, and are not `any`
export const wrong: number = exitCode;
