/** The report of a run: its chapters in order. */
import type { OperationCosts } from '../../analysis/energy.ts';
import { counted, list } from '../../view/format.ts';
import { type PageContent, type RenderedPage, renderPage } from '../page/Page.tsx';
import { ActivityChapter } from './activity.tsx';
import { CostChapter } from './cost.tsx';
import { EfficiencyChapter } from './efficiency.tsx';
import type { RunMaterial } from './material.ts';
import { MethodsChapter } from './methods.tsx';
import { MotifChapter } from './motif.tsx';
import { NeuronsChapter } from './neurons.tsx';
import { OverviewChapter } from './overview.tsx';
import type { SampleRecording } from './recording.ts';
import { SearchChapter } from './search.tsx';
import { SystemChapter } from './system.tsx';
import { TrainingChapter } from './training.tsx';

export interface RunReportInput {
  readonly run: RunMaterial;
  /** Recordings of a few test samples, or why there are none. */
  readonly recordings: readonly SampleRecording[] | string;
  readonly costs: OperationCosts;
  /** Version of the package that makes the report. */
  readonly version: string;
  readonly tablesFolder: string;
}

/** The page of a run, and its tables. The same input gives the same bytes. */
export function renderRunReport(input: RunReportInput): RenderedPage {
  const { run, recordings, costs, version, tablesFolder } = input;
  const { record, members, folderName } = run;
  const { task, name } = record.plan;
  const methods = [...new Set(members.map(({ label }) => label))];
  const searched = members.some(({ member }) => member.method === 'search');
  const training = {
    id: 'training',
    title: 'Losses and accuracies',
    body: <TrainingChapter run={run} />,
  };
  const neurons = {
    id: 'neurons',
    title: 'Neurons over the epochs',
    body: <NeuronsChapter run={run} />,
  };
  const { system, history } = run.detail;
  const network: PageContent['chapters'] = [
    training,
    ...(searched ? [{ id: 'search', title: 'Search', body: <SearchChapter run={run} /> }] : []),
    neurons,
    {
      id: 'architecture',
      title: 'Architecture and weights',
      body: <MotifChapter run={run} />,
    },
    {
      id: 'activity',
      title: 'Spikes and potentials',
      body: <ActivityChapter run={run} recordings={recordings} />,
    },
  ];
  const chapters: PageContent['chapters'] = [
    { id: 'results', title: 'Results', body: <OverviewChapter run={run} costs={costs} /> },
    ...(system === null
      ? network
      : [
          ...(history.epochs.length > 0 ? [training] : []),
          ...(history.probes.length > 0 ? [neurons] : []),
          { id: 'architecture', title: 'System', body: <SystemChapter run={run} /> },
        ]),
    {
      id: 'efficiency',
      title: 'Operations and energy',
      body: <EfficiencyChapter run={run} costs={costs} />,
    },
    { id: 'cost', title: 'Cost of the run', body: <CostChapter run={run} /> },
    { id: 'methods', title: 'Methods', body: <MethodsChapter run={run} /> },
  ];
  return renderPage({
    title: `${task.command === 'search' ? 'Search' : 'Training'}: ${name} on ${record.data.name}`,
    lead: `Run ${folderName}: ${counted(members.length, 'network')} (${list(methods)}). ${record.data.description}`,
    chapters,
    version,
    tablesFolder,
  });
}
