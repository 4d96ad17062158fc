/**
 * The order in which people list names: `class2` before `class10`. These are our own rules, because
 * the collation of a language differs between machines.
 */

const PARTS = /\d+|\D+/g;

/** Compares digits as numbers of any length and everything else by UTF-16 code units. */
export function compareNaturally(a: string, b: string): number {
  const partsOfA = a.match(PARTS) ?? [];
  const partsOfB = b.match(PARTS) ?? [];
  for (let k = 0; k < Math.min(partsOfA.length, partsOfB.length); k++) {
    const order = comparePart(partsOfA[k]!, partsOfB[k]!);
    if (order !== 0) return order;
  }
  return partsOfA.length - partsOfB.length || compareCodeUnits(a, b);
}

/** Compares by UTF-16 code units. */
export function compareCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function comparePart(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return compareCodeUnits(a, b);
  const digitsOfA = a.replace(/^0+/, '');
  const digitsOfB = b.replace(/^0+/, '');
  return digitsOfA.length - digitsOfB.length || compareCodeUnits(digitsOfA, digitsOfB);
}
