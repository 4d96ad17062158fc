/**
 * Which of several networks nobody would do without: those to which no other is preferable in everything
 * (Pareto's front). Accuracy is that on validation samples, so that the test plays no part in the choice.
 */

/** What networks are weighed by. */
export interface Weighed {
  /** Higher is better. */
  readonly accuracy: number;
  /** Synaptic operations of an inference, and recurrent connections; lower is better. */
  readonly synops: number;
  readonly connections: number;
}

/** Whether a is at least as good as b in everything, and better in something. */
function dominates(a: Weighed, b: Weighed): boolean {
  return (
    a.accuracy >= b.accuracy &&
    a.synops <= b.synops &&
    a.connections <= b.connections &&
    (a.accuracy > b.accuracy || a.synops < b.synops || a.connections < b.connections)
  );
}

/** Networks on a front, by rising operations: their places are their numbers in tables and figures. */
export const frontMembers = <Network extends Weighed & { readonly onFront: boolean }>(
  networks: readonly Network[],
): Network[] => networks.filter((one) => one.onFront).sort((a, b) => a.synops - b.synops);

/** @returns for each network whether it is on the front; of equal ones all are */
export function onFront(networks: readonly Weighed[]): boolean[] {
  return networks.map((one) => !networks.some((other) => dominates(other, one)));
}
