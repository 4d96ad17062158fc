/** Gives a reader damaged inputs and notes whatever is no clear refusal and no sound result. */
import { type ErrorKind, MotifsmithError } from '../../src/core/errors.ts';
import { Random } from '../../src/core/random.ts';
import { AllocationMeter } from './allocation-meter.ts';
import { mutate } from './mutate.ts';
import { type FuzzTarget, Refused } from './target.ts';

/** Most bytes that one input may make a reader allocate, or add to the peak memory of the process. */
const ALLOCATION_LIMIT = 256 * 2 ** 20;
/** An input takes microseconds; seconds mean that time grows with what a file claims. */
const SLOW_MS = 2000;
/** One input in so many is crafted, where the target can. */
const CRAFTED = 2;
/** Characters of a refusal, beyond what it repeats of the input and has to escape. */
const LONGEST_REFUSAL = 20_000;
const REPEATED = 8;
/** Inputs between two looks at messages and signals. */
const BREATH = 100;

export interface Finding {
  /** Number of the input; with the seed and the target it makes the input again. */
  readonly input: number;
  readonly what: string;
}

export interface FuzzReport {
  readonly target: string;
  readonly inputs: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly findings: readonly Finding[];
  /** Most bytes allocated for one input. */
  readonly largestAllocation: number;
  /** Longest time of the processor for one input, ms. */
  readonly slowest: number;
}

export interface FuzzOptions {
  readonly seed: number;
  /** Number of the first input, and how many. */
  readonly first: number;
  readonly inputs: number;
  /** In place of the inputs that the numbers make. */
  readonly bytes?: Uint8Array | undefined;
  /** Called before each input. */
  readonly onInput?: (n: number) => void;
}

/** Input number `n`, the same each time. */
export function makeInput(
  target: FuzzTarget,
  seeds: readonly Uint8Array[],
  seed: number,
  n: number,
): Uint8Array {
  const random = new Random(seed, `fuzz/${target.id}/${n}`);
  const crafted = target.craft !== undefined && n % CRAFTED === 0;
  return crafted ? target.craft!(random, seeds) : mutate(seeds, random);
}

export async function fuzz(target: FuzzTarget, options: FuzzOptions): Promise<FuzzReport> {
  const { seed, first, inputs, onInput } = options;
  const seeds = await target.seeds();
  const meter = new AllocationMeter();
  const findings: Finding[] = [];
  let accepted = 0;
  let rejected = 0;
  let largestAllocation = 0;
  let slowest = 0;
  for (let n = first; n < first + inputs; n++) {
    onInput?.(n);
    const bytes = options.bytes ?? makeInput(target, seeds, seed, n);
    const note = (what: string) => findings.push({ input: n, what });
    const random = new Random(seed, `fuzz/${target.id}/${n}/settings`);
    const before = process.resourceUsage();
    meter.reset();
    meter.install();
    let outcome: Outcome;
    try {
      outcome = await attempt(target, bytes, random);
    } finally {
      meter.uninstall();
    }
    const after = process.resourceUsage();
    const took = (computed(after) - computed(before)) / 1000;
    // Strings and buffers are not metered; what they add to the peak is seen here.
    const grown = 1024 * (after.maxRSS - before.maxRSS);
    if (outcome.rejected) rejected += 1;
    else accepted += 1;
    if (outcome.finding !== null) note(outcome.finding);
    if (meter.bytes > ALLOCATION_LIMIT) note(`allocated ${meter.bytes} bytes`);
    if (grown > ALLOCATION_LIMIT) note(`added ${grown} bytes to the memory of the process`);
    if (took > (target.slowMs ?? SLOW_MS)) note(`took ${Math.round(took)} ms`);
    largestAllocation = Math.max(largestAllocation, meter.bytes);
    slowest = Math.max(slowest, took);
    if (n % BREATH === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await target.close?.();
  return { target: target.id, inputs, accepted, rejected, findings, largestAllocation, slowest };
}

/** Microseconds of the processor. */
const computed = ({ userCPUTime, systemCPUTime }: NodeJS.ResourceUsage): number =>
  userCPUTime + systemCPUTime;

interface Outcome {
  readonly rejected: boolean;
  readonly finding: string | null;
}

async function attempt(target: FuzzTarget, bytes: Uint8Array, random: Random): Promise<Outcome> {
  try {
    const problem = await target.run(bytes, random);
    return { rejected: false, finding: problem === null ? null : `accepted: ${problem}` };
  } catch (error) {
    const longest = LONGEST_REFUSAL + REPEATED * bytes.length;
    return { rejected: true, finding: refusalProblem(error, target.kinds ?? ['data'], longest) };
  }
}

/** What is wrong with a refusal: it must be foreseen, of the right kind, and say where and what to do. */
function refusalProblem(
  error: unknown,
  kinds: readonly ErrorKind[],
  longest: number,
): string | null {
  if (error instanceof Refused) return null;
  if (!(error instanceof MotifsmithError)) {
    return `crashed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
  const { kind, message, where, remedy } = error;
  if (!kinds.includes(kind)) return `refused as ${kind}: ${message}`;
  if (!where || !remedy) return `refused without place or remedy: ${message}`;
  const characters = message.length + where.length + remedy.length;
  if (characters > longest) return `refused in ${characters} characters`;
  return null;
}
