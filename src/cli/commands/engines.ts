/** `engines`: which of them this machine can use, and how fast they are. */
import { type EngineReport, measureEngines } from '../../doctor/engine-speed.ts';
import { significant } from '../../view/format.ts';
import { textTable } from '../../view/text-table.ts';
import { USUAL_WIDTH, wrapped } from '../../view/wrapped.ts';
import { print, printJson } from '../output.ts';

export interface EnginesCommandOptions {
  readonly json?: boolean;
}

export async function enginesCommand({ json }: EnginesCommandOptions): Promise<void> {
  const reports = await measureEngines();
  if (json) {
    printJson({ format: 'motifsmith-engines', formatVersion: 1, engines: reports });
    return;
  }
  print(`${describe(reports)}\n`);
}

function describe(reports: readonly EngineReport[]): string {
  const working = reports.filter((report) => report.works);
  const rows = working.map(({ name, device, neuronStepsPerSecond }) => [
    name,
    significant(neuronStepsPerSecond / 1e6),
    device ?? 'processor',
  ]);
  const table = textTable([['engine', 'million neuron-steps/s in training', 'on'], ...rows]);
  const missing = reports
    .filter((report) => !report.works)
    .map(({ name, problem, remedy }) => {
      const words = `${name}: ${problem} ${remedy ?? ''}`.trim().split(' ');
      return `\n${wrapped(words, USUAL_WIDTH - 2, '  ')}\n`;
    });
  return `${table}\n${missing.join('')}`;
}
