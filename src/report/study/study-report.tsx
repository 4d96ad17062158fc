/** The report of a study: its chapters in order. */
import type { OperationCosts } from '../../analysis/energy.ts';
import { finishedMethods } from '../../study/study-figures.ts';
import { studyTables } from '../../study/tables/study-tables.ts';
import { counted, list, percentMeanStd } from '../../view/format.ts';
import { type Chapter, type RenderedPage, renderPage } from '../page/Page.tsx';
import { type Tile, Tiles } from '../page/Tiles.tsx';
import { AccuracySection } from './accuracy.tsx';
import { AnytimeSection } from './anytime.tsx';
import { ChecklistChapter } from './checklist.tsx';
import { CostChapter, FailuresChapter, MethodsChapter } from './closing.tsx';
import { EvidenceSection } from './evidence.tsx';
import { FoldsSection } from './folds.tsx';
import { FrontSection } from './front.tsx';
import { LandscapeSection } from './landscape.tsx';
import type { StudyMaterial } from './material.ts';
import { MotifsSection } from './motifs.tsx';
import { PlasticitySection } from './plasticity.tsx';
import { datasetTables, StudyTable } from './study-table.tsx';
import { TradeoffSection } from './tradeoff.tsx';

export interface StudyReportInput {
  readonly study: StudyMaterial;
  readonly costs: OperationCosts;
  /** Version of the package that makes the report. */
  readonly version: string;
  readonly tablesFolder: string;
}

/** The page of a study, and its tables. The same input gives the same bytes. */
export function renderStudyReport({
  study,
  costs,
  version,
  tablesFolder,
}: StudyReportInput): RenderedPage {
  const { results, cells } = study;
  const { name, reference, methods, seeds } = study.study;
  const finished = cells.filter(({ state }) => state === 'finished').length;
  const chapters = results.datasets.map((dataset): Chapter => {
    const tables = datasetTables(results, dataset, costs);
    const shared = { dataset, tables };
    return {
      id: `data-${dataset.name}`,
      title: `Results on ${dataset.name}`,
      body:
        finishedMethods(dataset).length === 0 ? (
          <p>No run on {dataset.name} has finished yet.</p>
        ) : (
          <>
            <h3>Accuracy</h3>
            <AccuracySection {...shared} reference={reference} />
            <FoldsSection tables={tables} />
            <h3>Intrinsic plasticity and the cuts</h3>
            <PlasticitySection dataset={dataset} />
            <StudyTable name="gaps" tables={tables} />
            <h3>Accuracy and what it takes</h3>
            <TradeoffSection {...shared} costs={costs} />
            <FrontSection {...shared} />
            <h3>What searching gains</h3>
            <EvidenceSection tables={tables} />
            <AnytimeSection dataset={dataset} />
            <LandscapeSection {...shared} />
            <h3>Motifs found</h3>
            <MotifsSection dataset={dataset} cells={cells} />
          </>
        ),
    };
  });
  const page = renderPage({
    title: `Study: ${name}`,
    lead: `${counted(methods.length, 'method')}, ${counted(results.datasets.length, 'data set')}, ${counted(seeds.length, 'seed')}; ${finished} of ${counted(cells.length, 'run')} finished.`,
    chapters: [
      { id: 'summary', title: 'Summary', body: <Tiles tiles={tilesOf(study)} /> },
      ...chapters,
      { id: 'cost', title: 'Cost', body: <CostChapter study={study} /> },
      { id: 'failures', title: 'Failures', body: <FailuresChapter study={study} /> },
      { id: 'checklist', title: 'Checklist', body: <ChecklistChapter study={study} /> },
      { id: 'methods', title: 'Methods', body: <MethodsChapter study={study} /> },
    ],
    version,
    tablesFolder,
  });
  return { ...page, tables: [...studyTables(results, costs), ...page.tables] };
}

/** With folds, a seed has several runs. */
function seedWords(runs: readonly number[]): string {
  const seeds = [...new Set(runs)];
  return `${seeds.length === 1 ? 'seed' : 'seeds'} ${list(seeds.map(String))}`;
}

/** For each data set the reference and the best method. */
function tilesOf({ study, results }: StudyMaterial): Tile[] {
  return results.datasets.flatMap((dataset): Tile[] => {
    const methods = finishedMethods(dataset);
    const reference = methods.find(({ method }) => method === study.reference);
    const [best] = [...methods].sort((a, b) => b.accuracy.mean - a.accuracy.mean);
    const tile = (name: string, { label, accuracy, seeds }: (typeof methods)[number]): Tile => ({
      name: `${dataset.name}, ${name}`,
      value: percentMeanStd(accuracy),
      note: `${label}, ${seedWords(seeds)}`,
    });
    return [
      ...(reference ? [tile('reference', reference)] : []),
      ...(best && best !== reference ? [tile('highest mean', best)] : []),
    ];
  });
}
