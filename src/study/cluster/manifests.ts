/** From a study to its manifests for Kubernetes, written into its folder. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import { ensureFolder } from '../../files/folders.ts';
import { writeWhole } from '../../files/write-atomic.ts';
import type { Study } from '../study-record.ts';
import {
  collectManifest,
  jobName,
  type KubernetesOptions,
  type KubernetesStudy,
  runsManifest,
} from './kubernetes.ts';

const usage = (message: string, where: string, remedy: string): MotifsmithError =>
  new MotifsmithError('usage', message, { where, remedy });

/** The text of a study file that has been loaded. @throws MotifsmithError `usage` if none was given */
export function readStudyFile(path: string | undefined): Promise<string> {
  if (path !== undefined) return readFile(path, 'utf8');
  const remedy =
    'Give the study file instead of --resume; the folder of the study is in the volume.';
  throw usage('The study file is missing: the pods read it.', '--kubernetes', remedy);
}

/**
 * What the recordings of each data set are called in the volume: as here.
 * @throws MotifsmithError `usage` if two would be called the same
 */
export function dataFiles({ entries }: Study): Map<string, string> {
  const files = new Map<string, string>();
  const places = new Map<string, string>();
  for (const { dataset, config } of entries) {
    if (!('path' in config.data)) continue;
    const { path } = config.data;
    const name = basename(path);
    const other = places.get(name) ?? path;
    if (other !== path) {
      const remedy = 'Rename one: in the volume, all are in one folder.';
      throw usage(`The data of ${dataset} are called like others.`, `${other}, ${path}`, remedy);
    }
    places.set(name, path);
    files.set(dataset, name);
  }
  return files;
}

/** @param folder of the study @throws MotifsmithError `inputOutput` */
export async function writeManifests(
  folder: string,
  study: KubernetesStudy,
  options: KubernetesOptions,
): Promise<{ readonly runs: string; readonly collect: string; readonly job: string }> {
  const into = join(folder, 'kubernetes');
  const [runs, collect] = [join(into, 'runs.yaml'), join(into, 'collect.yaml')];
  await ensureFolder(into);
  await writeWhole(runs, runsManifest(study, options));
  await writeWhole(collect, collectManifest(study, options));
  return { runs, collect, job: jobName(study.name) };
}
