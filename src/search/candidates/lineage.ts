/**
 * Which motif evolution tries next, and which are the best so far. Both follow from the seed and the motifs tried
 * before, so a search that resumes proposes the same ones again.
 */
import { Random } from '../../core/random.ts';
import type { Architecture } from '../../model/architecture-schema.ts';
import { byMerit, type Judged, type Objective } from '../objective/objective.ts';
import type { StrategyInput } from '../strategy.ts';
import { mutateTau } from '../time-constants.ts';
import { mutate } from './mutation.ts';
import { drawCandidate } from './random-search.ts';

/** A motif that has been on trial. */
export interface Tried extends Judged {
  readonly architecture: Architecture;
}

/** A motif that is to be tried next. */
interface Proposal {
  readonly architecture: Architecture;
  /** Number of the parent; null for a random one. */
  readonly parent: number | null;
}

/** Mutations of a parent before one that has been tried already is tried again. */
const ATTEMPTS = 20;

const key = (architecture: Architecture) => JSON.stringify(architecture.hidden);

/** Motif k of a search. @param tried all before it, in the order of their trials; the last ones are alive */
export function propose(input: StrategyInput, tried: readonly Tried[], k: number): Proposal {
  if (k < input.settings.evolution.population) {
    return { architecture: drawCandidate(input, k).architecture, parent: null };
  }
  const parent = parentOf(input, tried, k);
  return { architecture: childOf(input, tried.slice(0, k), parent), parent };
}

/** The best of a few living ones, drawn with replacement. */
function parentOf({ seed, settings }: StrategyInput, tried: readonly Tried[], k: number): number {
  const { population, sample } = settings.evolution;
  const better = byMerit(settings.objective);
  const tournament = new Random(seed, `evolution/${k}/parent`);
  const drawn = Array.from(
    { length: sample },
    () => k - population + tournament.integer(population),
  );
  return drawn.reduce((best, other) => (better(tried[other]!, tried[best]!) < 0 ? other : best));
}

/** The next motif after those before it: a mutation of one of them, a new one if that can be. */
function childOf(
  { seed, settings, template }: StrategyInput,
  before: readonly Tried[],
  parent: number,
): Architecture {
  const { evolution } = settings;
  const known = new Set(before.map(({ architecture }) => key(architecture)));
  const from = before[parent]!.architecture;
  let child = from;
  for (let attempt = 0; attempt < ATTEMPTS && known.has(key(child)); attempt++) {
    const stream = `evolution/${before.length}/mutation/${attempt}`;
    const mutant = mutate(from, template, evolution, new Random(seed, stream));
    child = mutateTau(mutant, from, template, {
      seed,
      rate: evolution.typeRate,
      random: new Random(seed, `${stream}/tau`),
    });
  }
  return child;
}

/** Numbers of all motifs tried, the best first. */
export function ranked(tried: readonly Tried[], objective: Objective): number[] {
  const better = byMerit(objective);
  return tried.map((_, k) => k).sort((a, b) => better(tried[a]!, tried[b]!));
}

/** Numbers of the best motifs, each once; the same motif again only where there are too few. */
export function bestDistinct(
  tried: readonly Tried[],
  objective: Objective,
  count: number,
): number[] {
  const seen = new Set<string>();
  const [first, again]: [number[], number[]] = [[], []];
  for (const k of ranked(tried, objective)) {
    const name = key(tried[k]!.architecture);
    (seen.has(name) ? again : first).push(k);
    seen.add(name);
  }
  return [...first, ...again].slice(0, count);
}
