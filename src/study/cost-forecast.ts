/**
 * What the cells of a study will take, from what its finished cells took or a probe has measured: those of a method as
 * long again, others by their rough cost.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { meanOf } from '../core/math.ts';
import { readMemberSummary } from '../run/summary-file.ts';
import { readCost } from './cost.ts';
import { roughCosts } from './order.ts';
import { type Cell, type CellPlan, cellFolder, entryName } from './study-record.ts';

/** What a run takes of a machine. */
export interface CellCost {
  /** Of one core. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakBytes: number;
  readonly diskBytes: number;
}

export interface MeasuredCost extends CellCost {
  /** The part of its time in which it computed: start, reading and analysis do not grow with the computation. */
  readonly computingPart: number;
}

/** What a finished run took; null if it is not known. @throws MotifsmithError `artifact` */
export async function measuredCost(run: string): Promise<MeasuredCost | null> {
  const cost = await readCost(run);
  if (cost === null) return null;
  const { cpuSeconds, wallSeconds, peakBytes } = cost;
  const { seconds } = (await readMemberSummary(run)).timing;
  const computingPart = wallSeconds > seconds ? seconds / wallSeconds : 1;
  return { cpuSeconds, wallSeconds, peakBytes, diskBytes: await sizeOf(run), computingPart };
}

/** Bytes of all files in a folder. */
export async function sizeOf(folder: string): Promise<number> {
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

/** Expected costs by cell; null for all while nothing has been measured, and for those that fail at once. */
export type CostForecast = (cell: Cell) => CellCost | null;

/**
 * @param folder of the study
 * @param probed what was measured otherwise, by `DATASET/METHOD`, null for what failed; finished runs are believed
 * rather
 * @throws MotifsmithError `artifact` if what a run has cost is damaged
 */
export async function forecastFromRuns(
  folder: string,
  study: CellPlan,
  finished: readonly Cell[],
  probed: ReadonlyMap<string, MeasuredCost | null>,
): Promise<CostForecast> {
  const known = new Map<string, MeasuredCost[]>();
  for (const cell of finished) {
    const cost = await measuredCost(join(folder, cellFolder(cell)));
    if (cost === null) continue;
    const name = entryName(cell);
    known.set(name, [...(known.get(name) ?? []), cost]);
  }
  const measured = [...known].map(([name, costs]) => [name, average(costs)] as const);
  return costForecast(study, new Map([...probed, ...measured]));
}

/** What is to be expected of another run: the largest memory that was seen. */
const average = (costs: readonly MeasuredCost[]): MeasuredCost => ({
  cpuSeconds: meanOf(costs.map(({ cpuSeconds }) => cpuSeconds)),
  wallSeconds: meanOf(costs.map(({ wallSeconds }) => wallSeconds)),
  peakBytes: Math.max(...costs.map(({ peakBytes }) => peakBytes)),
  diskBytes: meanOf(costs.map(({ diskBytes }) => diskBytes)),
  computingPart: meanOf(costs.map(({ computingPart }) => computingPart)),
});

/** @param known what a run of an entry takes, by `DATASET/METHOD`; null if it fails */
function costForecast(
  study: CellPlan,
  known: ReadonlyMap<string, MeasuredCost | null>,
): CostForecast {
  const rough = roughCosts(study);
  const expected = new Map<string, CellCost | null>();
  for (const { dataset, method } of study.entries) {
    const name = entryName({ dataset, method });
    const all = [...known].flatMap(([other, cost]) =>
      cost !== null && rough.has(other) ? [[other, cost] as const] : [],
    );
    const near = all.filter(([other]) => other.startsWith(`${dataset}/`));
    const own = known.get(name);
    const others = near.length > 0 ? near : all;
    expected.set(name, own === undefined ? scaled(rough.get(name)!, others, rough) : own);
  }
  return (cell) => {
    const cost = expected.get(entryName(cell)) ?? null;
    if (cost === null) return null;
    const { cpuSeconds, wallSeconds, peakBytes, diskBytes } = cost;
    return { cpuSeconds, wallSeconds, peakBytes, diskBytes };
  };
}

function scaled(
  own: number,
  known: readonly (readonly [string, MeasuredCost])[],
  rough: ReadonlyMap<string, number>,
): CellCost | null {
  if (known.length === 0) return null;
  const mean = average(known.map(([, cost]) => cost));
  const ratio = own / meanOf(known.map(([name]) => rough.get(name)!));
  const longer = 1 + mean.computingPart * (ratio - 1);
  const { cpuSeconds, wallSeconds } = mean;
  return { ...mean, cpuSeconds: cpuSeconds * longer, wallSeconds: wallSeconds * longer };
}
