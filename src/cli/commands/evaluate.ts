/** `evaluate`: the stored weights of a run on one of its splits. */
import type { EngineName } from '../../engine/engine.ts';
import { type EvaluationReport, evaluateRun, type Split } from '../../experiment/evaluate.ts';
import { percent, table } from '../format.ts';
import { readingDisplay } from '../reading-progress.ts';

export interface EvaluateCommandOptions {
  readonly split: Split;
  readonly data?: string;
  readonly engine?: EngineName;
  readonly json?: boolean;
}

export async function evaluateCommand(
  directory: string,
  { split, data, engine, json }: EvaluateCommandOptions,
): Promise<void> {
  const display = readingDisplay(false);
  const report = await evaluateRun({
    directory,
    split,
    dataPath: data ?? null,
    engine: engine ?? null,
    reading: { onProgress: display.show },
  });
  display.end();
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : describe(report));
}

function describe({ split, engine, members }: EvaluationReport): string {
  const rows = members.map(
    ({ method, seed, samples, accuracy, loss, firingRates, recordedTestAccuracy }) => [
      `${method}, seed ${seed}`,
      String(samples),
      percent(accuracy),
      loss.toFixed(4),
      firingRates.map((rate) => percent(rate)).join(', '),
      percent(recordedTestAccuracy),
    ],
  );
  const head = [
    '',
    'samples',
    'accuracy',
    'loss',
    'firing rate by layer',
    'test accuracy of the run',
  ];
  return `${split} split, ${engine} engine\n${table([head, ...rows])}\n`;
}
