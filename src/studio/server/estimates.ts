/**
 * What runs would take on this machine: each is begun for a few seconds, in a process and a folder of its own, and
 * the rest is extrapolated. One is measured at a time; what is known stays known until the studio is closed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonical } from '../../core/canonical.ts';
import { sha256 } from '../../files/sha256.ts';
import { planMembers, primaryMethod } from '../../run/schema/plan.ts';
import type { MeasuredCost } from '../../study/cost-forecast.ts';
import type { FailureReport } from '../../study/failures.ts';
import { roughCost } from '../../study/order.ts';
import { measurePlan } from '../../study/probe.ts';
import type { Estimate } from '../api/start.ts';
import type { Limits } from './limits.ts';
import type { AskedRun } from './start-run.ts';

type EstimateLimits = Pick<Limits, 'estimateSeconds' | 'estimateMostSeconds' | 'forgetEstimateMs'>;

/** What is known of a run: nothing yet, why nothing can be, or what the first of its members takes. */
type Known =
  | (Omit<Estimate, 'state'> & { readonly state: Exclude<Estimate['state'], 'measured'> })
  | MeasuredCost;

interface Entry {
  readonly asked: AskedRun;
  known: Known;
  /** When somebody last wanted to know. */
  wanted: number;
}

const UNKNOWN = { seconds: null, peakBytes: null, diskBytes: null, problem: null } as const;
/** Estimates that are kept; a form that is filled in asks for many. */
const MOST = 200;

export class Estimates {
  readonly #limits: EstimateLimits;
  readonly #entries = new Map<string, Entry>();
  readonly #closing = new AbortController();
  #working: Promise<void> | null = null;
  /** Gives up the present measurement. */
  #unwanted = new AbortController();

  constructor(limits: EstimateLimits) {
    this.#limits = limits;
  }

  /** What is known of a run now; the first to ask has it measured. */
  of(asked: AskedRun): Estimate {
    const { task, config } = asked;
    // Where it is written does not matter, and one seed is measured for all.
    const measured = { ...config, output: '', seeds: config.seeds.slice(0, 1) };
    const key = sha256(canonical({ task, config: measured }));
    const entry: Entry = this.#entries.get(key) ?? {
      asked,
      known: { state: 'waiting', ...UNKNOWN },
      wanted: 0,
    };
    entry.wanted = performance.now();
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const old of [...this.#entries.keys()].slice(0, -MOST)) this.#entries.delete(old);
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
    });
    return 'state' in entry.known ? entry.known : whole(asked, entry.known);
  }

  /** Measures nothing until it is asked again: a run is about to begin, which neither is to disturb. */
  rest(): void {
    for (const entry of this.#entries.values()) entry.wanted = Number.NEGATIVE_INFINITY;
    this.#unwanted.abort();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#working;
  }

  /** Measures one after the other, as long as somebody wants to know. */
  async #work(): Promise<void> {
    // Whoever asks gets an answer first.
    await new Promise(setImmediate);
    for (;;) {
      if (this.#closing.signal.aborted) return;
      const next = [...this.#entries.values()].find((entry) => {
        const { known } = entry;
        return 'state' in known && known.state === 'waiting' && this.#isWanted(entry);
      });
      if (next === undefined) return;
      next.known = { state: 'measuring', ...UNKNOWN };
      next.known = await this.#measure(next);
    }
  }

  #isWanted({ wanted }: Entry): boolean {
    return performance.now() - wanted < this.#limits.forgetEstimateMs;
  }

  async #measure(entry: Entry): Promise<Known> {
    const { estimateSeconds: seconds, estimateMostSeconds } = this.#limits;
    const unwanted = new AbortController();
    this.#unwanted = unwanted;
    const watch = setInterval(() => {
      if (!this.#isWanted(entry)) unwanted.abort();
    }, 1000);
    const tooLong = AbortSignal.timeout(1000 * estimateMostSeconds);
    const signal = AbortSignal.any([this.#closing.signal, unwanted.signal, tooLong]);
    const place = join(tmpdir(), 'motifsmith-forecast-');
    let folder: string | null = null;
    try {
      folder = await mkdtemp(place);
      const { name, task, config } = entry.asked;
      const plan = {
        name,
        task,
        config: { ...config, seeds: config.seeds.slice(0, 1), compare: [] },
      };
      const threads = availableParallelism();
      const cost = await measurePlan(join(folder, 'run'), plan, { seconds, signal, threads });
      if (cost === null) {
        // Whoever comes back has it measured again.
        if (unwanted.signal.aborted) return { state: 'waiting', ...UNKNOWN };
        return failed({
          kind: 'busy',
          message: 'The run came not far enough to tell what it takes.',
          where: null,
          remedy: 'It can be started nevertheless.',
        });
      }
      return 'message' in cost ? failed(cost) : cost;
    } catch (error) {
      return failed({ kind: 'inputOutput', message: String(error), where: place, remedy: null });
    } finally {
      clearInterval(watch);
      if (folder !== null) await rm(folder, { recursive: true, force: true }).catch(() => {});
    }
  }
}

/** Of all members, from the cost of the first; those of other methods take longer or shorter, roughly. */
function whole({ name, task, config }: AskedRun, cost: MeasuredCost): Estimate {
  const own = roughCost({ task, config });
  const times = planMembers({ name, task, config }).reduce((sum, { method }) => {
    if (method === primaryMethod(task) || method === 'search' || method === 'file') return sum + 1;
    const ratio = roughCost({ task: { command: 'train', architecture: method }, config }) / own;
    return sum + 1 + cost.computingPart * (ratio - 1);
  }, 0);
  return {
    state: 'measured',
    seconds: times * cost.wallSeconds,
    peakBytes: cost.peakBytes,
    diskBytes: times * cost.diskBytes,
    problem: null,
  };
}

const failed = (problem: FailureReport): Known => ({ state: 'failed', ...UNKNOWN, problem });
