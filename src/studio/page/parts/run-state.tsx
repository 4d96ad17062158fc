/** The state of a run, as a shape and a word, with the place where a run stands. */

import { stageLabel } from '../../../view/record-names.ts';
import type { RunSummary } from '../../api/runs.ts';
import { StateIcon } from './icons.tsx';

type Shown = Pick<RunSummary, 'state' | 'stage' | 'epoch' | 'epochs'>;

function place({ stage, epoch, epochs }: Shown): string {
  if (stage === null) return '';
  const epochsOf = epoch === null ? '' : ` ${epoch}${epochs === null ? '' : `/${epochs}`}`;
  return `${stageLabel(stage)}${epochsOf}`;
}

export function StateLabel({ run }: { readonly run: Shown }) {
  const where = run.state === 'finished' ? '' : place(run);
  return (
    <span class={`state ${run.state}`}>
      <StateIcon state={run.state} />
      <span class="word">
        {run.state === 'running' && where !== '' ? where : run.state}
        {run.state === 'running' && <span class="hidden"> (running)</span>}
      </span>
    </span>
  );
}
