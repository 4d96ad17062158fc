/** `evaluate`: the stored weights of a run on one of its splits. */
import { balancedAccuracy, isUnevenTest } from '../../analysis/balanced-accuracy.ts';
import type { EngineName } from '../../engine/engine.ts';
import { type EvaluationReport, evaluateRun, type Split } from '../../experiment/evaluate.ts';
import { readRunRecord } from '../../run/run-record.ts';
import { count, loss as lossText, percent } from '../../view/format.ts';
import { runLabel, runMethodLabel } from '../../view/method-names.ts';
import { textTable } from '../../view/text-table.ts';
import { print, printJson } from '../output.ts';
import { readingDisplay } from '../reading-progress.ts';
import { quitOnSignals } from '../stop-requests.ts';

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
  quitOnSignals(display.end);
  const report = await evaluateRun({
    directory,
    split,
    dataPath: data ?? null,
    engine: engine ?? null,
    reading: { onProgress: display.show },
  });
  display.end();
  const { strategy } = (await readRunRecord(directory)).plan.config.search;
  if (json) printJson(report);
  else print(describe(report, strategy));
}

function describe({ split, engine, members }: EvaluationReport, strategy: string): string {
  const uneven = members.some(({ confusion }) => isUnevenTest(confusion));
  const fires = members.some(({ firingRates }) => firingRates.length > 0);
  const rows = members.map(
    ({ method, seed, samples, accuracy, confusion, loss, firingRates, recordedTestAccuracy }) => [
      runLabel(runMethodLabel({ method, strategy }), seed),
      count(samples),
      percent(accuracy),
      ...(uneven ? [percent(balancedAccuracy(confusion))] : []),
      lossText(loss),
      ...(fires ? [firingRates.map((rate) => percent(rate)).join(', ')] : []),
      percent(recordedTestAccuracy),
    ],
  );
  const head = [
    '',
    'samples',
    'accuracy',
    ...(uneven ? ['balanced'] : []),
    'loss',
    ...(fires ? ['firing rate by layer'] : []),
    'test accuracy of the run',
  ];
  return `${split} split, ${engine} engine\n${textTable([head, ...rows])}\n`;
}
