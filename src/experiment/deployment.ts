/** What an exported network says of its use: from the record of its run, or for older runs from its data. */
import { basename, join, resolve } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import type { Preprocessing } from '../data/events/preprocessing.ts';
import type { Deployment } from '../exchange/deployment.ts';
import type { RunRecord } from '../run/run-record.ts';
import { openRunData } from './run-experiment.ts';

/** Which network of which run. */
interface Exported {
  /** Of the run. */
  readonly directory: string;
  /** Of the member within it, `.` for a run without members. */
  readonly folder: string;
  /** Where the data are now; left out for where the run found them. */
  readonly dataPath?: string | undefined;
}

/**
 * @returns null for a run of a version that did not record its sensor, whose data are not there
 * @throws MotifsmithError `data` or `artifact` if the data that are named are not those of the run
 */
export async function deploymentOf(
  record: RunRecord,
  exported: Exported,
): Promise<Deployment | null> {
  const { name, fingerprint, classNames } = record.data;
  const preprocessing = record.data.preprocessing ?? (await preprocessingOfData(record, exported));
  if (preprocessing === null) return null;
  const { directory, folder } = exported;
  const run = join(basename(resolve(directory)), folder);
  return {
    preprocessing,
    classNames,
    origin: { dataset: name, fingerprint, run, version: record.version },
  };
}

async function preprocessingOfData(
  record: RunRecord,
  { directory, dataPath }: Exported,
): Promise<Preprocessing | null> {
  try {
    const { dataset } = await openRunData(record, dataPath ?? null, directory);
    dataset.close();
    return dataset.preprocessing ?? null;
  } catch (error) {
    const isMissing = error instanceof MotifsmithError && error.kind === 'data';
    if (isMissing && dataPath === undefined) return null;
    throw error;
  }
}
