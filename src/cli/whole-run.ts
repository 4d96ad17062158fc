/**
 * How far a run with several members is. A member reports its own work; of those that have not begun, it is
 * what others of the same method had to do, or a rough number where there are none.
 */
import type { ExperimentConfig } from '../config/schema.ts';
import type { Member } from '../run/schema/plan.ts';
import { passes } from '../study/order.ts';
import type { JobProgress } from '../training/job.ts';

export class WholeRun {
  readonly #members: readonly Member[];
  readonly #config: ExperimentConfig;
  readonly #trainSamples: number;
  /** Work of a member, by method. */
  readonly #known = new Map<string, number>();
  #present = 0;

  constructor(members: readonly Member[], config: ExperimentConfig, trainSamples: number) {
    this.#members = members;
    this.#config = config;
    this.#trainSamples = trainSamples;
  }

  /** @param number of the member that begins or resumes, from 1; those before have finished */
  begin(number: number): void {
    this.#present = number - 1;
  }

  /** Of the whole run. @param progress of the present member */
  progress({ work, totalWork }: Pick<JobProgress, 'work' | 'totalWork'>): {
    work: number;
    totalWork: number;
  } {
    this.#known.set(this.#members[this.#present]!.method, totalWork);
    const all = this.#members.map((member) => this.#workOf(member));
    const sum = (works: readonly number[]) => works.reduce((total, one) => total + one, 0);
    return { work: sum(all.slice(0, this.#present)) + work, totalWork: sum(all) };
  }

  #workOf({ method }: Member): number {
    const rough = passes(this.#config, method === 'search') * this.#trainSamples;
    return this.#known.get(method) ?? rough;
  }
}
