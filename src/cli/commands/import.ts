/** `import`: a network from a file of another program, or one that was exported. */
import { shellWord } from '../../core/shell-word.ts';
import { type ImportReport, importModel } from '../../experiment/import-model.ts';
import { count, loss, percent } from '../../view/format.ts';
import { LAYERS } from '../../view/names.ts';
import { print, printJson } from '../output.ts';

const MEBIBYTE = 2 ** 20;

export interface ImportCommandOptions {
  readonly out: string;
  readonly architecture?: string;
  readonly stepMs?: number;
  readonly run?: string;
  readonly data?: string;
  /** MiB */
  readonly memory: number;
  readonly json?: boolean;
}

export async function importCommand(
  file: string,
  { out, architecture, stepMs, run, data, memory, json }: ImportCommandOptions,
): Promise<void> {
  const report = await importModel({
    file,
    out,
    architecture: architecture ?? null,
    stepMs: stepMs ?? null,
    run: run ?? null,
    dataPath: data ?? null,
    memory: memory * MEBIBYTE,
  });
  if (json) printJson(report);
  else print(describe(report));
}

function readAs({ source, restored, lost }: ImportReport): string {
  if (source !== 'nir') return 'the network of the file';
  if (lost.length > 0) return 'the network that was exported, but for what the file has lost';
  return restored ? 'the network that was exported' : 'read by its equations';
}

function describe(report: ImportReport): string {
  const { directory, source, lost, warnings, notes, inputs, hidden, outputs, bias, test } = report;
  const layers = hidden.map(({ kind, neurons }) => `${count(neurons)} ${LAYERS[kind].short}`);
  const lines = [
    directory,
    `  ${[`${count(inputs)} inputs`, ...layers, `${count(outputs)} outputs`].join(' → ')}`,
    ...(bias ? ['  every neuron has a bias'] : []),
    `  ${source}: ${readAs(report)}`,
    ...lost.map((what) => `  LOST ${what}`),
    ...warnings.map(
      ({ nodes, detail }) => `  warning: ${nodes.map((each) => `"${each}"`).join(', ')}: ${detail}`,
    ),
    ...notes.map((note) => `  ${note}`),
  ];
  if (test !== null) {
    lines.push(`  test: accuracy ${percent(test.accuracy)}, loss ${loss(test.loss)}`);
    lines.push(`Test again: motifsmith evaluate ${shellWord(directory)}`);
  } else if (!bias) {
    lines.push(
      `Train it from scratch: motifsmith train … --architecture ${directory}/architecture.json`,
    );
  }
  return `${lines.join('\n')}\n`;
}
