/** The motifs that a search trained and compared: sizes, accuracies, and which one went on. */
import type { JSX } from 'preact';
import { byMerit, type Objective } from '../../search/objective/objective.ts';
import { CANDIDATE_LEGEND, drawCandidates } from '../../view/figures/candidates.ts';
import { counted } from '../../view/format.ts';
import { Figure } from '../page/Figure.tsx';
import type { CandidateRecord } from './history.ts';

/** The best of the last round of the last comparison. @param records at least one */
export function chosenCandidate(
  records: readonly CandidateRecord[],
  objective: Objective,
): CandidateRecord {
  const { stage } = records.at(-1)!;
  const compared = records.filter((record) => record.stage === stage);
  const last = Math.max(...compared.map(({ round = 1 }) => round));
  const better = byMerit(objective);
  const judged = ({ validationAccuracy, validationLoss, costs }: CandidateRecord) => ({
    validation: { accuracy: validationAccuracy, loss: validationLoss },
    costs,
  });
  return compared
    .filter(({ round = 1 }) => round === last)
    .sort((a, b) => better(judged(a), judged(b)))[0]!;
}

export function Candidates({
  candidates,
  objective,
}: {
  readonly candidates: readonly CandidateRecord[];
  readonly objective: Objective;
}): JSX.Element | null {
  if (candidates.length === 0) return null;
  const pointOf = ({ motifs, validationAccuracy }: CandidateRecord) => ({
    size: motifs.map(({ size }) => size).join('+'),
    accuracy: 100 * validationAccuracy,
  });
  const chosen = pointOf(chosenCandidate(candidates, objective));
  const trials = counted(candidates.length, 'trial');
  return (
    <Figure
      id="figure-candidates"
      legend={CANDIDATE_LEGEND}
      panels={[
        {
          alt: `Accuracy on the validation half after ${trials}; the motif chosen has size ${chosen.size}.`,
          draw: drawCandidates(candidates.map(pointOf), chosen),
        },
      ]}
    >
      What the search compared, in {trials}, trained on the budget that the methods chapter
      describes and measured on the validation half.
    </Figure>
  );
}
