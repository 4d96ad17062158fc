/**
 * What a run of a study cost: `cost.json` in its folder, summed over all processes that worked on it. All
 * that depends on a clock is here and in `cost.csv`, apart from the results.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { MotifsmithError } from '../core/errors.ts';
import { type Infer, parse } from '../core/schema.ts';
import { exists, readJson } from '../files/read.ts';
import { writeJson } from '../files/write-atomic.ts';

export const COST_FILE = 'cost.json';

const costSchema = z.object({
  /** Of the process and its threads, user and system. */
  cpuSeconds: z.number().min(0),
  wallSeconds: z.number().min(0),
  /** Largest resident set of any of the processes. */
  peakBytes: z.number().min(0),
  /** Processes that worked on it: 1 unless it was stopped, killed or tried again. */
  attempts: z.int().min(1),
});

export type Cost = Infer<typeof costSchema>;

/** @throws MotifsmithError `artifact` naming the field if it is not what a run has cost */
export function parseCost(value: unknown, path: string): Cost {
  const remedy = 'Let `motifsmith runs repair` set it aside: no result depends on it.';
  return parse(costSchema, value, path, remedy);
}

/**
 * The cost of a run so far; null if there is none.
 * @throws MotifsmithError `artifact` if it is damaged
 */
export async function readCost(folder: string): Promise<Cost | null> {
  const path = join(folder, COST_FILE);
  if (!(await exists(path))) return null;
  return parseCost(await readJson(path, 'cost of the run'), path);
}

/** Adds what this process spends to what earlier ones spent. */
export class CostMeter {
  readonly #folder: string;
  readonly #before: Cost | null;

  private constructor(folder: string, before: Cost | null) {
    this.#folder = folder;
    this.#before = before;
  }

  /**
   * @param folder of the run
   * @param warn called if the file is damaged; then it is replaced, as no result depends on it
   */
  static async open(folder: string, warn: (damage: MotifsmithError) => void): Promise<CostMeter> {
    try {
      return new CostMeter(folder, await readCost(folder));
    } catch (error) {
      if (!(error instanceof MotifsmithError)) throw error;
      warn(error);
      return new CostMeter(folder, null);
    }
  }

  /** Writes the sum so far; what is spent after the last call and before a kill is lost. */
  async save(): Promise<void> {
    const { user, system } = process.cpuUsage();
    const { cpuSeconds = 0, wallSeconds = 0, peakBytes = 0, attempts = 0 } = this.#before ?? {};
    const round = (seconds: number) => Number(seconds.toFixed(3));
    const cost: Cost = {
      cpuSeconds: round(cpuSeconds + (user + system) / 1e6),
      wallSeconds: round(wallSeconds + process.uptime()),
      // In kilobytes on every system.
      peakBytes: Math.max(peakBytes, process.resourceUsage().maxRSS * 1024),
      attempts: attempts + 1,
    };
    await writeJson(join(this.#folder, COST_FILE), cost);
  }
}
