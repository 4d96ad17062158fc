/**
 * Makes reports: reads a run or a study, renders one page that needs nothing else, and writes it with
 * its tables. What a report says follows from the files of the run and its data alone.
 */
import { basename, dirname, join, resolve } from 'node:path';
import { HOROWITZ_45NM, type OperationCosts } from '../analysis/energy.ts';
import { MotifsmithError } from '../core/errors.ts';
import type { OpenOptions } from '../data/store/open.ts';
import { analyseMember } from '../experiment/analyse-member.ts';
import { createEngine, steppingEngine } from '../experiment/engines.ts';
import type { ExperimentData } from '../experiment/experiment-data.ts';
import { openRunData } from '../experiment/run-experiment.ts';
import { exists } from '../files/read.ts';
import { packageVersion } from '../files/version.ts';
import { writeWhole } from '../files/write-atomic.ts';
import { requireFit } from '../run/architecture-file.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import { isBaselineModel } from '../run/stored-model.ts';
import { STUDY_FILES } from '../study/study-record.ts';
import { chooseTables, writeTables } from '../study/tables/write-tables.ts';
import { writeFigures } from './figures/write-figures.ts';
import type { RenderedPage } from './page/Page.tsx';
import { type RunMaterial, readRunMaterial } from './run/material.ts';
import { recordSamples, type SampleRecording } from './run/recording.ts';
import { renderRunReport } from './run/run-report.tsx';
import { readStudyMaterial } from './study/material.ts';
import { renderStudyReport } from './study/study-report.tsx';

export interface ReportRequest {
  /** Folder of a run or of a study. */
  readonly directory: string;
  /** The page to write; null for `report.html` in that folder. */
  readonly output: string | null;
  /** Energy of an operation; by default Horowitz's at 45 nm. */
  readonly costs?: OperationCosts;
  /** Where the data of a run are now; null for where the run found them. */
  readonly dataPath?: string | null;
  /** Member of a run to show in detail, e.g. `seed-2`; null for the first. */
  readonly member?: string | null;
  /** Columns of the LaTeX and Markdown tables, by the name of a table. */
  readonly columns?: ReadonlyMap<string, readonly string[]>;
  /** Folder for the figures as SVG and PDF files; null for none. */
  readonly figures?: string | null;
  readonly reading?: OpenOptions;
}

export interface ReportResult {
  readonly kind: 'run' | 'study';
  readonly page: string;
  /** CSV and LaTeX files of the tables. */
  readonly tables: readonly string[];
  /** SVG and PDF files of the figures. */
  readonly figures: readonly string[];
  /** What the report does without, and why. */
  readonly notes: readonly string[];
}

/**
 * Makes the report of a run or a study.
 * @throws MotifsmithError `artifact` if the folder holds neither or is damaged, `data` if data that were
 *   named cannot be read, `inputOutput`
 */
export async function writeReport(request: ReportRequest): Promise<ReportResult> {
  const { directory } = request;
  const page = request.output ?? join(directory, 'report.html');
  const tablesFolder =
    request.output === null
      ? STUDY_FILES.tables
      : `${basename(page).replace(/\.html?$/i, '')}-tables`;
  const shared = {
    costs: request.costs ?? HOROWITZ_45NM,
    version: await packageVersion(),
    tablesFolder,
  };
  if (await exists(join(directory, STUDY_FILES.study))) {
    refuseRunOptions(request);
    const study = await readStudyMaterial(directory);
    return writeFiles(
      'study',
      page,
      request,
      { ...renderStudyReport({ study, ...shared }), tablesFolder },
      [],
    );
  }
  if (!(await exists(join(directory, RUN_FILES.config)))) {
    throw new MotifsmithError('artifact', 'There is neither a run nor a study in this folder.', {
      where: directory,
      remedy: 'Name a folder that `motifsmith search`, `train` or `study` has written.',
    });
  }
  const material = await readRunMaterial(directory, request.member ?? null);
  const { run, recordings } = await withData(material, request);
  const rendered = { ...renderRunReport({ run, recordings, ...shared }), tablesFolder };
  const notes = typeof recordings === 'string' ? [recordings] : [];
  return writeFiles('run', page, request, rendered, notes);
}

function refuseRunOptions({ dataPath, member, directory }: ReportRequest): void {
  const option = dataPath != null ? '--data' : member != null ? '--member' : null;
  if (option === null) return;
  throw new MotifsmithError('usage', `${option} is for the report of a run; this is a study.`, {
    where: directory,
    remedy: 'Leave it out, or name a run of the study: runs/<data set>/<method>/seed-<k>.',
  });
}

/** What the data add: an analysis of every finished member, and recordings of a few samples. */
async function withData(
  run: RunMaterial,
  { dataPath = null, reading }: ReportRequest,
): Promise<{ readonly run: RunMaterial; readonly recordings: SampleRecording[] | string }> {
  const { model, directory, record } = run;
  if (model === null) return { run, recordings: 'The network is not trained yet.' };
  let data: ExperimentData;
  try {
    data = await openRunData(record, dataPath, directory, reading);
  } catch (error) {
    // Data that the user has named must be there; those of the run may have moved since.
    if (dataPath !== null || !(error instanceof MotifsmithError)) throw error;
    if (error.kind !== 'data' && error.kind !== 'artifact') throw error;
    return {
      run,
      recordings: `The data of the run could not be read, so there are no recordings of samples here: ${error.message} Say where they are by --data PATH.`,
    };
  }
  try {
    requireFit(model.architecture, data.dataset, directory);
    const members = [];
    for (const member of run.members) {
      const folder = join(directory, member.folder);
      const analysis =
        member.summary === null
          ? null
          : (member.analysis ?? (await analyseMember({ plan: record.plan, folder, data })));
      members.push({ ...member, analysis });
    }
    const detail = members[run.members.indexOf(run.detail)]!;
    const { config } = record.plan;
    const engine = await createEngine(steppingEngine(config.engine), 1, config);
    const recordings = isBaselineModel(model)
      ? 'The spikes of such a system are not shown.'
      : await recordSamples(engine, model, data.test);
    return { run: { ...run, members, detail }, recordings };
  } finally {
    data.dataset.close();
  }
}

/** Writes the page last: where it is, its tables are. */
async function writeFiles(
  kind: ReportResult['kind'],
  page: string,
  { figures: figuresFolder = null, columns }: ReportRequest,
  { html, tables, figures, tablesFolder }: RenderedPage & { readonly tablesFolder: string },
  notes: readonly string[],
): Promise<ReportResult> {
  const chosen = chooseTables(tables, columns);
  const written =
    figuresFolder === null ? { files: [], notes: [] } : await writeFigures(figuresFolder, figures);
  const folder = join(dirname(resolve(page)), tablesFolder);
  const files = await writeTables(folder, chosen);
  await writeWhole(page, html);
  return {
    kind,
    page: resolve(page),
    tables: files,
    figures: written.files,
    notes: [...notes, ...written.notes],
  };
}
