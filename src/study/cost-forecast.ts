/**
 * What the cells of a study will take, from what its finished cells took: those of a method as long again, others
 * by their rough cost.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { meanOf } from '../core/math.ts';
import { readCost } from './cost.ts';
import { roughCost } from './order.ts';
import { type Cell, cellFolder, type Study } from './study-record.ts';

/** What a run takes of a machine. */
export interface CellCost {
  /** Of one core. */
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly diskBytes: number;
}

/** What a finished run took. @returns null if it is not known @throws MotifsmithError `artifact` */
async function measured(run: string): Promise<CellCost | null> {
  const cost = await readCost(run);
  if (cost === null) return null;
  const { cpuSeconds, peakBytes } = cost;
  return { cpuSeconds, peakBytes, diskBytes: await sizeOf(run) };
}

/** Bytes of all files in a folder. */
async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  for (const one of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!one.isFile()) continue;
    // Files may disappear at any time.
    sum += await stat(join(one.parentPath, one.name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return sum;
}

/** Expected costs by cell; null for all while nothing has been measured. */
export type CostForecast = (cell: Cell) => CellCost | null;

/**
 * @param folder of the study
 * @throws MotifsmithError `artifact` if what a run has cost is damaged
 */
export async function forecastFromRuns(
  folder: string,
  study: Study,
  finished: readonly Cell[],
): Promise<CostForecast> {
  const known = new Map<string, CellCost[]>();
  for (const cell of finished) {
    const cost = await measured(join(folder, cellFolder(cell)));
    if (cost === null) continue;
    const name = entryName(cell);
    known.set(name, [...(known.get(name) ?? []), cost]);
  }
  return costForecast(study, new Map([...known].map(([name, costs]) => [name, average(costs)])));
}

const entryName = ({ dataset, method }: Pick<Cell, 'dataset' | 'method'>): string =>
  `${dataset}/${method}`;

/** What is to be expected of another run: the largest memory that was seen. */
const average = (costs: readonly CellCost[]): CellCost => ({
  cpuSeconds: meanOf(costs.map(({ cpuSeconds }) => cpuSeconds)),
  peakBytes: Math.max(...costs.map(({ peakBytes }) => peakBytes)),
  diskBytes: meanOf(costs.map(({ diskBytes }) => diskBytes)),
});

/** @param known what a run of an entry takes, by `DATASET/METHOD` */
function costForecast(study: Study, known: ReadonlyMap<string, CellCost>): CostForecast {
  const rough = new Map(study.entries.map((entry) => [entryName(entry), roughCost(entry)]));
  const expected = new Map<string, CellCost | null>();
  for (const { dataset, method } of study.entries) {
    const name = entryName({ dataset, method });
    const all = [...known].filter(([other]) => rough.has(other));
    const near = all.filter(([other]) => other.startsWith(`${dataset}/`));
    expected.set(
      name,
      known.get(name) ?? scaled(rough.get(name)!, near.length > 0 ? near : all, rough),
    );
  }
  return (cell) => expected.get(entryName(cell)) ?? null;
}

function scaled(
  own: number,
  known: readonly (readonly [string, CellCost])[],
  rough: ReadonlyMap<string, number>,
): CellCost | null {
  if (known.length === 0) return null;
  const mean = average(known.map(([, cost]) => cost));
  const others = meanOf(known.map(([name]) => rough.get(name)!));
  return { ...mean, cpuSeconds: (mean.cpuSeconds * own) / others };
}
