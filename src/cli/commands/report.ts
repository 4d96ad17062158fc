/** `report`: the page of a run or a study, and its tables. */
import { relative } from 'node:path';
import { HOROWITZ_45NM, type OperationCosts } from '../../analysis/energy.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { writeReport } from '../../report/report.ts';
import { print, printJson } from '../output.ts';
import { readingDisplay } from '../reading-progress.ts';
import { quitOnSignals } from '../stop-requests.ts';

export interface ReportCommandOptions {
  readonly output?: string;
  readonly energy?: string;
  readonly data?: string;
  readonly member?: string;
  readonly figures?: string;
  readonly columns?: readonly string[];
  readonly json?: boolean;
}

export async function reportCommand(
  directory: string,
  { output, energy, data, member, figures: folder, columns = [], json }: ReportCommandOptions,
): Promise<void> {
  const costs = energy === undefined ? HOROWITZ_45NM : parseCosts(energy);
  const display = readingDisplay(false);
  quitOnSignals(display.end);
  const { kind, page, tables, figures, notes } = await writeReport({
    directory,
    output: output ?? null,
    costs,
    dataPath: data ?? null,
    member: member ?? null,
    figures: folder ?? null,
    columns: parseColumns(columns),
    reading: { onProgress: display.show },
  }).finally(() => display.end());
  const document = {
    format: 'motifsmith-page',
    formatVersion: 1,
    kind,
    page,
    tables,
    figures,
    notes,
  };
  const lines = [
    relative(process.cwd(), page) || page,
    `  ${tables.length} files with its tables, next to it`,
    ...(folder === undefined ? [] : [`  ${figures.length} files with its figures in ${folder}`]),
    ...notes.map((note) => `  ${note}`),
    '',
  ];
  if (json) printJson(document);
  else print(lines.join('\n'));
}

/**
 * `method,accuracy_mean` for the first table, `operations=method,ac` for another.
 * @throws MotifsmithError `usage` for two choices of one table
 */
function parseColumns(choices: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const chosen = new Map<string, readonly string[]>();
  for (const choice of choices) {
    const [, table = '', ids] = /^(?:([^=,]*)=)?(.*)$/s.exec(choice)!;
    if (chosen.has(table)) {
      throw new MotifsmithError('usage', 'The columns of a table are chosen twice.', {
        where: `--columns ${choice}`,
        remedy: 'Give all columns of a table in one --columns.',
      });
    }
    chosen.set(
      table,
      ids!.split(',').map((id) => id.trim()),
    );
  }
  return chosen;
}

/**
 * Picojoules of an operation, `ac=0.9,mac=4.6`; what is left out keeps its default.
 * @throws MotifsmithError `usage`
 */
function parseCosts(text: string): OperationCosts {
  const costs = { ac: HOROWITZ_45NM.acPicojoule, mac: HOROWITZ_45NM.macPicojoule };
  for (const part of text.split(',')) {
    const [, name, digits] = /^(ac|mac)=(\d+(?:\.\d+)?|\.\d+)$/.exec(part.trim()) ?? [];
    const value = Number(digits);
    if (name === undefined || !(value > 0 && value < 1e9)) {
      throw new MotifsmithError(
        'usage',
        `${JSON.stringify(part)} is not an energy per operation.`,
        {
          where: '--energy',
          remedy: 'Give picojoules above 0, e.g. --energy ac=0.9,mac=4.6.',
        },
      );
    }
    costs[name as 'ac' | 'mac'] = value;
  }
  return { acPicojoule: costs.ac, macPicojoule: costs.mac };
}
