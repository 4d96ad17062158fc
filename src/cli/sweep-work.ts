/** What the display of a sweep's progress says. Which runs are left is not known, but how many, and how long each is. */
import { type Cell, cellFolder } from '../study/study-record.ts';
import { rungLength, rungSizes } from '../sweep/rounds.ts';
import type { Sweep } from '../sweep/sweep-record.ts';
import { rungOf, trialName } from '../sweep/trial-cells.ts';
import type { JobProgress } from '../training/job.ts';
import { counted, duration } from '../view/format.ts';
import { MEASURES } from '../view/names.ts';
import { countsText, type RunTally } from './run-tally.ts';
import type { ShownWork } from './study-progress.ts';

export const sweepCellName = ({ seed, ...cell }: Cell): string =>
  `${trialName(cell)}, seed ${seed}`;

export function sweepWork(sweep: Sweep, folder: string, jobs: number): ShownWork {
  const { name, parameters, seeds, strategy } = sweep;
  const sizes = [
    counted(strategy.trials, 'trial'),
    counted(seeds.length, 'seed'),
    ...(sweep.halving === null ? [] : [`${sweep.halving.rungs} rungs of halving`]),
  ];
  return {
    name,
    introduction: [
      `Sweep ${name}: ${strategy.kind} over ${counted(parameters.length, 'setting')}, ${sizes.join(', ')}, ${jobs} at a time.`,
      `Folder: ${folder}`,
    ],
    cellName: sweepCellName,
    accuracy: MEASURES.validationAccuracy.label,
    tally: new SweepTally(sweep),
  };
}

/** In units of a run of the last rung. */
class SweepTally implements RunTally {
  readonly total: number;
  done = 0;
  failed = 0;
  readonly #sweep: Sweep;
  readonly #work: number;
  readonly #running = new Map<string, { since: number; first: number | null; part: number }>();
  readonly #begun = performance.now();
  #workBefore = 0;
  #workDone = 0;

  constructor(sweep: Sweep) {
    const runs = rungSizes(sweep).map((trials) => trials * sweep.seeds.length);
    this.#sweep = sweep;
    this.total = runs.reduce((sum, n) => sum + n, 0);
    this.#work = runs.reduce((sum, n, k) => sum + n * rungLength(sweep, k + 1), 0);
  }

  begin(waiting: readonly Cell[], finished: number): void {
    this.done += finished;
    const [first] = waiting;
    // A round is all of one rung; of one that is done already, the length makes no difference to what is left.
    this.#workBefore += finished * (first === undefined ? 1 : this.#length(first));
  }

  start(cell: Cell): void {
    this.#running.set(cellFolder(cell), { since: performance.now(), first: null, part: 0 });
  }

  progress(cell: Cell, { work, totalWork }: JobProgress): void {
    const running = this.#running.get(cellFolder(cell));
    if (running === undefined) return;
    running.part = work / totalWork;
    // A resumed run does not start at 0.
    running.first ??= running.part;
  }

  end(cell: Cell, how: 'finished' | 'failed' | 'again'): string {
    const { since, first } = this.#running.get(cellFolder(cell))!;
    this.#running.delete(cellFolder(cell));
    if (how === 'finished') this.done += 1;
    if (how === 'failed') this.failed += 1;
    if (how !== 'again') {
      this.#workDone += (1 - (first ?? 0)) * this.#length(cell);
      this.#workBefore += (first ?? 0) * this.#length(cell);
    }
    return duration((performance.now() - since) / 1000);
  }

  leave(cell: Cell): void {
    this.done += 1;
    this.#workBefore += this.#length(cell);
  }

  putOff(cell: Cell): void {
    this.#running.delete(cellFolder(cell));
  }

  #length({ method }: Cell): number {
    return rungLength(this.#sweep, rungOf(method, this.#sweep));
  }

  get counts(): string {
    return countsText(this);
  }

  get left(): string {
    let running = 0;
    for (const { first, part } of this.#running.values()) running += part - (first ?? part);
    const done = this.#workDone + running;
    const rate = done / ((performance.now() - this.#begun) / 1000);
    return duration(rate > 0 ? Math.max(0, this.#work - this.#workBefore - done) / rate : null);
  }
}
