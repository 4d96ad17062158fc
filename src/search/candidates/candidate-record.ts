/** What is recorded of the candidates that a strategy trained and compared. */
import type { Architecture } from '../../model/architecture-schema.ts';
import type { ConnectionType } from '../../model/connection-types.ts';
import { typesByPosition } from '../../model/topology.ts';
import { rounded } from '../../training/figures.ts';
import type { Round } from '../budget.ts';
import type { Candidate, CandidateEvent, Costs } from '../events.ts';
import type { Placing } from './bracket.ts';

/** Left out where there is a single round. */
const roundOf = ({ round }: Placing, rounds: readonly Round[]) =>
  rounds.length > 1 ? { round: round + 1 } : {};

/** Each entrant once, with its last placing. */
export function candidatesOf(
  placings: readonly Placing[],
  rounds: readonly Round[],
  motifs: (entrant: number) => Candidate['motifs'],
): Candidate[] {
  const last = new Map(placings.map((placing) => [placing.entrant, placing]));
  return [...last.values()].map((placing) => ({
    candidate: placing.entrant + 1,
    motifs: motifs(placing.entrant),
    updates: placing.updates,
    ...roundOf(placing, rounds),
    validation: placing.validation,
    ...(placing.supernet && { supernet: placing.supernet }),
    ...(placing.costs && { costs: placing.costs }),
  }));
}

const roundedCosts = ({ connections, spikes, synops }: Costs): Costs => ({
  connections: rounded(connections),
  spikes: rounded(spikes),
  ...(synops !== undefined && { synops: rounded(synops) }),
});

/** Sizes, and shares of the types, of the motifs of an architecture. */
export function motifFacts({ hidden }: Architecture): Candidate['motifs'] {
  return hidden.flatMap((layer) => {
    if (layer.kind !== 'scml') return [];
    const types = typesByPosition(layer.motif);
    const share = (type: ConnectionType) =>
      types.filter((one) => one === type).length / types.length;
    const proportions = { exc: share('exc'), inh: share('inh'), none: share('none') };
    return [{ size: layer.motif.size, proportions }];
  });
}

/** The event at the end of a trial. */
export function candidateEvent(
  stage: CandidateEvent['stage'],
  motifs: Candidate['motifs'],
  placing: Placing,
  rounds: readonly Round[],
): CandidateEvent {
  return {
    event: 'candidate',
    stage,
    candidate: placing.entrant + 1,
    motifs: motifs.map(({ size, proportions }) => ({
      size,
      proportions: Object.fromEntries(
        Object.entries(proportions).map(([type, share]) => [type, rounded(share)]),
      ),
    })),
    updates: placing.updates,
    ...roundOf(placing, rounds),
    validationLoss: rounded(placing.validation.loss),
    validationAccuracy: rounded(placing.validation.accuracy),
    ...(placing.costs && { costs: roundedCosts(placing.costs) }),
    ...(placing.supernet && {
      supernet: {
        loss: rounded(placing.supernet.loss),
        accuracy: rounded(placing.supernet.accuracy),
      },
    }),
  };
}
