/** How far a study is: a bar by state, and the same in words. */
import { CELL_STATES, type CellState, tally } from '../../../view/cell-states.ts';
import { duration } from '../../../view/format.ts';
import type { StudySummary } from '../../api/studies.ts';

const ORDER: readonly CellState[] = [
  'finished',
  'working',
  'stopped',
  'failed',
  'damaged',
  'waiting',
];

/** States that look like one of a run. */
const LOOKS: Partial<Record<CellState, string>> = { working: 'running', damaged: 'failed' };

export function StudyProgress({ study }: { readonly study: StudySummary }) {
  const { states, secondsLeft } = study;
  return (
    <>
      <div class="progress cells" aria-hidden="true">
        {ORDER.map((state) => {
          const share = states.filter((one) => one === state).length / Math.max(1, states.length);
          return <span key={state} class={state} style={{ width: `${100 * share}%` }} />;
        })}
      </div>
      <p class="small">
        {tally(states)}
        {secondsLeft !== null && `; about ${duration(secondsLeft)} left`}
      </p>
    </>
  );
}

export const CellStateLabel = ({ state }: { readonly state: CellState }) => (
  <span class={`state ${LOOKS[state] ?? state}`}>{CELL_STATES[state]}</span>
);
