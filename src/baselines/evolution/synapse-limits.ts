/** How many connections a liquid may have: the constraint of the search, without which the densest would win. */

/** How many synapses are missing, or too many. */
export function synapseViolation(synapses: number, least: number, most: number): number {
  return Math.max(least - synapses, synapses - most, 0);
}
