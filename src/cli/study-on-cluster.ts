/** `study --slurm` and `study --kubernetes`: writes what does a study on a cluster, and says how to start it. */
import { join, resolve } from 'node:path';
import { scriptWord } from '../core/shell-word.ts';
import type { KubernetesOptions } from '../study/cluster/kubernetes.ts';
import { dataFiles, readStudyFile, writeManifests } from '../study/cluster/manifests.ts';
import type { SlurmOptions } from '../study/cluster/slurm.ts';
import { requireSlurm, submitJobs, writeScripts } from '../study/cluster/submit.ts';
import { openCells } from '../study/open-cells.ts';
import { orderedCells } from '../study/order.ts';
import { readDataOnce } from '../study/read-data-once.ts';
import { cellId, cellNames, type Study } from '../study/study-record.ts';
import { counted } from '../view/format.ts';
import type { ClusterRequest } from './cluster-options.ts';
import { print, printJson } from './output.ts';
import { readingDisplay } from './reading-progress.ts';
import { quitOnSignals } from './stop-requests.ts';
import { quietProgress } from './study-progress.ts';

/** How the command was given. */
export interface GivenStudy {
  /** The study file. */
  readonly file: string | undefined;
  readonly seeds?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

/** @param folder of the study */
export async function studyOnCluster(
  study: Study,
  folder: string,
  request: ClusterRequest,
  given: GivenStudy,
): Promise<void> {
  const done =
    request.for === 'slurm'
      ? await onSlurm(study, resolve(folder), request, given)
      : await onKubernetes(study, folder, request.options, given);
  if (given.json) printJson(done.json);
  else print(`${done.lines.join('\n')}\n`);
}

interface Done {
  readonly json: object;
  readonly lines: readonly string[];
}

async function onSlurm(
  study: Study,
  folder: string,
  { submit, options }: { readonly submit: boolean; readonly options: SlurmOptions },
  { quiet = false }: GivenStudy,
): Promise<Done> {
  if (submit) await requireSlurm();
  const all = orderedCells(study);
  const { finished, fingerprints } = await openCells(folder, study, all);
  const known = new Set(finished.map(cellId));
  const left = all.filter((cell) => !known.has(cellId(cell)));
  const cells = left.map(cellId);
  if (cells.length === 0) {
    const collect = `motifsmith study collect ${scriptWord(folder)}`;
    return {
      json: { cells, script: null, submitted: null },
      lines: ['All runs are finished: there is nothing to submit.', `Tables: ${collect}`],
    };
  }
  const reading = readingDisplay(quiet);
  quitOnSignals(reading.end);
  await readDataOnce(study, left, fingerprints, undefined, {
    ...quietProgress({ cellName: cellNames(study) }).observer,
    reading: (_, progress) => reading.show(progress),
  });
  reading.end();
  // The main file of this process and what it takes to run it.
  const motifsmith = [process.execPath, ...process.execArgv, resolve(process.argv[1]!)];
  const script = await writeScripts({ name: study.name, folder, motifsmith, cells }, options);
  const submitted = submit ? await submitJobs(script) : null;
  return {
    json: { cells, script, submitted },
    lines: [
      `${counted(cells.length, 'run')} to do. Scripts and logs: ${join(folder, 'slurm')}`,
      submitted ?? `Submit them with: bash ${scriptWord(script)}`,
    ],
  };
}

async function onKubernetes(
  study: Study,
  folder: string,
  options: KubernetesOptions,
  { file, seeds }: GivenStudy,
): Promise<Done> {
  const text = await readStudyFile(file);
  const data = dataFiles(study);
  // Records the study.
  await openCells(folder, study, []);
  const cells = orderedCells(study).map(cellId);
  const { name } = study;
  const { runs, collect, job } = await writeManifests(
    folder,
    { name, file: text, seeds, data, cells: cells.length },
    options,
  );
  const apply = (path: string) => `kubectl apply -f ${scriptWord(path)}`;
  return {
    json: { cells, data: Object.fromEntries(data), runs, collect },
    lines: [
      ...(data.size === 0
        ? []
        : [`Copy into the folder data of the volume: ${[...new Set(data.values())].join(', ')}`]),
      `${counted(cells.length, 'run')}; those that are finished in the volume end at once.`,
      `Do them with:         ${apply(runs)}`,
      `Watch with:           kubectl get job/${job} --watch`,
      'When the job is Complete, or Failed because runs were given up,',
      `make the tables with: ${apply(collect)}`,
    ],
  };
}
