/**
 * NSGA-II (Deb et al. 2002): which of many solutions with several objectives live on, those that no other beats
 * first, and of equals those that have the most room around them.
 */

/** A solution as it is judged. All objectives are minimised; the worst possible one is infinite. */
export interface Judged {
  readonly objectives: readonly number[];
  /** How far a constraint is missed; 0: it is kept. */
  readonly violation: number;
}

/** Less violation wins; where neither has any, no objective worse and one better. */
export function dominates(a: Judged, b: Judged): boolean {
  if (a.violation > 0 || b.violation > 0) return a.violation < b.violation;
  return (
    a.objectives.every((value, k) => value <= b.objectives[k]!) &&
    a.objectives.some((value, k) => value < b.objectives[k]!)
  );
}

/** Numbers of the solutions, front by front: nobody on a front is dominated but by those on earlier ones. */
export function nonDominatedFronts(population: readonly Judged[]): number[][] {
  const fronts: number[][] = [];
  let rest = population.map((_, k) => k);
  while (rest.length > 0) {
    const front = rest.filter((k) => !rest.some((j) => dominates(population[j]!, population[k]!)));
    fronts.push(front);
    const placed = new Set(front);
    rest = rest.filter((k) => !placed.has(k));
  }
  return fronts;
}

/** One objective of a front; infinite ones count as the worst finite one, so that gaps are numbers. */
function finiteObjective(front: readonly Judged[], objective: number): number[] {
  const values = front.map(({ objectives }) => objectives[objective]!);
  const finite = values.filter((value) => value < Infinity);
  const worst = finite.length > 0 ? Math.max(...finite) : 0;
  return values.map((value) => Math.min(value, worst));
}

/**
 * How much room each of a front has: over all objectives, the gap between its two neighbours as a share of the
 * front's span. Infinite at the ends.
 */
export function crowdingDistances(front: readonly Judged[]): number[] {
  const distances = front.map(() => 0);
  for (let objective = 0; objective < front[0]!.objectives.length; objective++) {
    const values = finiteObjective(front, objective);
    const order = values.map((_, k) => k).sort((a, b) => values[a]! - values[b]! || a - b);
    const last = order.length - 1;
    const span = values[order[last]!]! - values[order[0]!]!;
    order.forEach((k, place) => {
      if (place === 0 || place === last) distances[k] = Infinity;
      else if (span > 0)
        distances[k]! += (values[order[place + 1]!]! - values[order[place - 1]!]!) / span;
    });
  }
  return distances;
}

/** A solution's place among all: earlier fronts first, then those with more room. */
export interface Standing {
  readonly front: number;
  readonly crowding: number;
}

/** [n] */
export function standings(population: readonly Judged[]): Standing[] {
  const result: Standing[] = new Array(population.length);
  nonDominatedFronts(population).forEach((front, number) => {
    const distances = crowdingDistances(front.map((k) => population[k]!));
    front.forEach((k, place) => {
      result[k] = { front: number, crowding: distances[place]! };
    });
  });
  return result;
}

/** Below 0 if a is better. Two infinite distances are equal. */
const compare = (a: Standing, b: Standing): number =>
  a.front - b.front || (a.crowding === b.crowding ? 0 : b.crowding - a.crowding);

/** Numbers of those that live on, ascending; of equals the first do. */
export function survivors(population: readonly Judged[], wanted: number): number[] {
  const places = standings(population);
  const order = places.map((_, k) => k).sort((a, b) => compare(places[a]!, places[b]!) || a - b);
  return order.slice(0, wanted).sort((a, b) => a - b);
}

/**
 * Who of two becomes a parent: who dominates, or else has more room; of equals the first.
 * @param places of the whole population
 */
export function tournamentWinner(
  population: readonly Judged[],
  places: readonly Standing[],
  a: number,
  b: number,
): number {
  if (dominates(population[a]!, population[b]!)) return a;
  if (dominates(population[b]!, population[a]!)) return b;
  return places[b]!.crowding > places[a]!.crowding ? b : a;
}

/**
 * Of the first front, the one nearest to having the best of every objective, each scaled to [0, 1] over the
 * front; of equals the first.
 */
export function nearestToIdeal(population: readonly Judged[]): number {
  const [front] = nonDominatedFronts(population);
  const judged = front!.map((k) => population[k]!);
  const distances = judged.map(() => 0);
  for (let objective = 0; objective < judged[0]!.objectives.length; objective++) {
    const values = finiteObjective(judged, objective);
    const least = Math.min(...values);
    const span = Math.max(...values) - least;
    values.forEach((value, k) => {
      if (span > 0) distances[k]! += ((value - least) / span) ** 2;
    });
  }
  return front![distances.indexOf(Math.min(...distances))]!;
}
