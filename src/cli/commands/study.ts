/** `study`: starts or resumes a study or some of its cells, shows the progress, prints the outcome. */
import { join } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import { checkDataPaths, loadStudy, type StudyRequest } from '../../study/load-study.ts';
import { readStudyRecord } from '../../study/read-study.ts';
import { type CellSelection, selectCells } from '../../study/select-cells.ts';
import { type Study, withDataPaths } from '../../study/study-record.ts';
import { carryOutCells, carryOutStudy, type StudyRunOptions } from '../carry-out-study.ts';
import { type ClusterOptions, clusterRequest } from '../cluster-options.ts';
import { readDataPaths } from '../data-paths.ts';
import { listCells } from '../list-cells.ts';
import { readingDisplay } from '../reading-progress.ts';
import { studyOnCluster } from '../study-on-cluster.ts';
import { studyPrintout } from '../study-printout.ts';

export interface StudyCommandOptions extends StudyRunOptions, ClusterOptions {
  readonly jobs?: number;
  readonly data?: readonly string[];
  readonly seeds?: string;
  readonly output?: string;
  readonly resume?: string;
  readonly shard?: { readonly number: number; readonly count: number };
  readonly cell?: readonly string[];
  readonly cellIndex?: number;
  readonly listCells?: boolean;
  readonly forecast?: number;
}

export async function studyCommand(
  file: string | undefined,
  options: StudyCommandOptions,
): Promise<void> {
  const selection = selectionOf(options);
  const cluster = clusterRequest(options);
  if (options.queue !== undefined) requireWholeStudy('queue', options);
  if (cluster !== null) requireWholeStudy(cluster.for, options);
  const { study, folder } = await prepare(file, options);
  if (cluster !== null) return studyOnCluster(study, folder, cluster, { file, ...options });
  const cells = selection && selectCells(study, selection);
  if (options.listCells || options.forecast !== undefined)
    await listCells(study, folder, cells, options);
  else if (cells === null) await carryOutStudy(study, folder, options, studyPrintout);
  else await carryOutCells(study, folder, cells, options);
}

/**
 * Queues and clusters do all cells, where there is room.
 * @param by the option that says which does them
 */
function requireWholeStudy(
  by: 'queue' | 'slurm' | 'kubernetes',
  { shard, cell, cellIndex, listCells, forecast, queue, jobs }: StudyCommandOptions,
): void {
  const others = {
    ...{ shard, cell, 'cell-index': cellIndex, 'list-cells': listCells, forecast },
    // Its workers say how many they do at a time, and it is not on a cluster.
    ...(by === 'queue' ? { jobs } : { queue }),
  };
  for (const [option, value] of Object.entries(others)) {
    if (value === undefined) continue;
    throw usage(
      by === 'queue'
        ? 'A queue has all cells done, by its workers.'
        : 'A cluster does all cells of a study.',
      `--${by}, --${option}`,
      option === 'jobs' ? 'Give --jobs to `motifsmith worker`.' : 'Leave one of them out.',
    );
  }
}

/** @returns null for all cells */
function selectionOf({ shard, cell, cellIndex }: StudyCommandOptions): CellSelection | null {
  const selections: CellSelection[] = [
    ...(shard === undefined ? [] : [{ by: 'shard' as const, ...shard }]),
    ...(cell === undefined ? [] : [{ by: 'ids' as const, ids: cell }]),
    ...(cellIndex === undefined ? [] : [{ by: 'index' as const, index: cellIndex }]),
  ];
  if (selections.length < 2) return selections[0] ?? null;
  throw usage(
    'Cells are selected in several ways.',
    '--shard, --cell, --cell-index',
    'Give one of them.',
  );
}

const usage = (message: string, where: string, remedy: string): MotifsmithError =>
  new MotifsmithError('usage', message, { where, remedy });

async function prepare(
  file: string | undefined,
  { data = [], seeds, output, resume, quiet }: StudyCommandOptions,
): Promise<{ study: Study; folder: string }> {
  const dataPaths = readDataPaths(data);
  if (file !== undefined) {
    if (resume !== undefined && output !== undefined) {
      throw usage('Two folders are given.', '--resume, --output', 'Give one of them.');
    }
    const study = await load({ path: file, dataPaths, seeds: readSeeds(seeds) }, quiet ?? false);
    if (resume !== undefined) await readStudyRecord(resume);
    return { study, folder: resume ?? output ?? join('runs', study.name) };
  }
  if (resume === undefined) {
    throw usage(
      'A study is missing.',
      'argument FILE',
      'Give a study file, e.g. studies/demo.yaml, or --resume DIR.',
    );
  }
  for (const [option, value] of Object.entries({ seeds, output })) {
    if (value === undefined) continue;
    const remedy = 'Give the study file as well, or leave it out.';
    throw usage('Without its file, a study resumes unchanged.', `--${option} ${value}`, remedy);
  }
  const study = await readStudyRecord(resume);
  checkDataPaths(study.datasets, dataPaths);
  return { study: withDataPaths(study, dataPaths), folder: resume };
}

/** Loads the study; says so if it takes a while to read the data that budgets depend on. */
async function load(request: StudyRequest, quiet: boolean): Promise<Study> {
  const reading = readingDisplay(quiet);
  try {
    return await loadStudy({ ...request, onReading: (_, progress) => reading.show(progress) });
  } finally {
    reading.end();
  }
}

function readSeeds(text: string | undefined): number[] | null {
  if (text === undefined) return null;
  const seeds = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : NaN));
  if (seeds.every(Number.isSafeInteger) && new Set(seeds).size === seeds.length) return seeds;
  throw usage(
    'The seeds are not a list of different whole numbers.',
    `--seeds ${text}`,
    'Write them as 1,2,3.',
  );
}
