/** What a run shows of its course; the same for runs of the server and for a search in this tab. */
import type { RunHistory } from '../history/run-history.ts';
import { MotifView } from '../motif/motif-view.tsx';
import { CurvePanels } from './curve-panels.tsx';
import { CutPanel } from './cut-panel.tsx';
import { DistributionPanels } from './distribution-panels.tsx';

export function RunOverview({
  history,
  live,
}: {
  readonly history: RunHistory;
  readonly live: boolean;
}) {
  return (
    <div class="grid">
      {(history.frames.length > 0 || searches(history)) && (
        <MotifView frames={history.frames} live={live} />
      )}
      <CurvePanels history={history} />
      <CutPanel cuts={history.cuts} />
      <DistributionPanels history={history} />
    </div>
  );
}

const searches = ({ plan }: RunHistory) => plan.stages.some(({ name }) => name !== 'train');
