/**
 * Deals samples into parts of given sizes, each with every class in about the same proportion: sample by
 * sample, or in groups that stay together. Which part is which is chance; that classes are even is not.
 */
import type { Random } from '../../core/random.ts';

/** How often groups are dealt; the most even of all is kept. */
const DEALS = 32;

/**
 * Deals samples into parts of equal size: class by class, in an order drawn for each, one to each part in turn.
 * Parts differ by at most one sample, in all and in each class.
 * @param labels [samples]
 * @returns [samples] number of the part
 */
export function dealSamples(labels: ArrayLike<number>, parts: number, random: Random): Uint32Array {
  const part = new Uint32Array(labels.length);
  let turn = 0;
  for (const members of membersOf(labels).values()) {
    for (const at of random.permutation(members.length)) part[members[at]!] = turn++ % parts;
  }
  return part;
}

/** The samples of each class, classes and samples ascending. */
export function membersOf(labels: ArrayLike<number>): ReadonlyMap<number, readonly number[]> {
  const members = new Map<number, number[]>();
  for (let k = 0; k < labels.length; k++) {
    const known = members.get(labels[k]!);
    if (known === undefined) members.set(labels[k]!, [k]);
    else known.push(k);
  }
  return new Map([...members].sort(([a], [b]) => a - b));
}

/**
 * Deals whole groups. In an order that is drawn, each goes where it raises Σ n² / share least, n being the
 * samples of a class in a part relative to all of that class: the sum is least if every part has its share of
 * every class. Of 32 deals, the one with the fewest parts that lack a class is kept, then the least sum.
 * @param labels [samples]
 * @param groups [samples] number from 0
 * @param shares of the parts, with sum 1; there are at least as many groups
 * @returns [samples] number of the part; no part is empty
 */
export function dealGroups(
  labels: ArrayLike<number>,
  groups: ArrayLike<number>,
  shares: readonly number[],
  random: Random,
): Uint32Array {
  const content = contentOf(labels, groups);
  let best: Deal | null = null;
  for (let k = 0; k < DEALS; k++) {
    const deal = dealOnce(content, shares, random.permutation(content.length));
    const better =
      best === null ||
      deal.lacking < best.lacking ||
      (deal.lacking === best.lacking && deal.sum < best.sum);
    if (better) best = deal;
  }
  return Uint32Array.from(groups, (group) => best!.partOf[group]!);
}

/** [groups] pairs of a class and the part of all its samples that the group has. */
type Content = readonly (readonly (readonly [label: number, share: number])[])[];

function contentOf(labels: ArrayLike<number>, groups: ArrayLike<number>): Content {
  const totals = new Map<number, number>();
  const counts: Map<number, number>[] = [];
  for (let k = 0; k < labels.length; k++) {
    const label = labels[k]!;
    totals.set(label, (totals.get(label) ?? 0) + 1);
    counts[groups[k]!] ??= new Map();
    const own = counts[groups[k]!]!;
    own.set(label, (own.get(label) ?? 0) + 1);
  }
  return counts.map((own) =>
    [...own].map(([label, n]) => [label, n / totals.get(label)!] as const),
  );
}

interface Deal {
  /** [groups] */
  readonly partOf: Uint32Array;
  /** Times that a part lacks a class. */
  readonly lacking: number;
  readonly sum: number;
}

function dealOnce(content: Content, shares: readonly number[], order: Uint32Array): Deal {
  const held = shares.map(() => new Map<number, number>());
  const partOf = new Uint32Array(content.length);
  let empty = shares.length;
  let sum = 0;
  const rise = (group: number, part: number): number => {
    let total = 0;
    for (const [label, n] of content[group]!) {
      total += n * (2 * (held[part]!.get(label) ?? 0) + n);
    }
    return total / shares[part]!;
  };
  for (const [at, group] of order.entries()) {
    // The last groups fill what would stay empty.
    const mustFill = order.length - at <= empty;
    let chosen = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let part = 0; part < shares.length; part++) {
      if (mustFill && held[part]!.size > 0) continue;
      const own = rise(group, part);
      if (chosen < 0 || own < least) [chosen, least] = [part, own];
    }
    sum += least;
    if (held[chosen]!.size === 0) empty--;
    partOf[group] = chosen;
    for (const [label, n] of content[group]!) {
      held[chosen]!.set(label, (held[chosen]!.get(label) ?? 0) + n);
    }
  }
  const classes = new Set(content.flatMap((own) => own.map(([label]) => label))).size;
  const present = held.reduce((total, part) => total + part.size, 0);
  return { partOf, lacking: classes * shares.length - present, sum };
}
