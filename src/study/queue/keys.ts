/**
 * What everything is called in the store. All names begin with `motifsmith`, so that a store may be shared with
 * other programs, other users of BullMQ among them. Each data set of a study has a queue of its own, which only
 * workers that have the data take from.
 */
import { type Cell, cellId } from '../study-record.ts';

/** Of the keys that BullMQ makes. */
export const PREFIX = 'motifsmith';

/** By queue: what a worker has to know before it takes anything from it. */
export const OFFERS_KEY = 'motifsmith-offers';

export const PROBE_KEY = 'motifsmith-probe';

/** @param id of the study's folder, which tells studies of one name apart */
export const queueName = (study: string, id: string, dataset: string): string =>
  `${study}.${id}.${dataset}`;

/** By hash: tasks with their settings, of the cells of a queue. */
export const plansKey = (queue: string): string => `motifsmith-plans:${queue}`;

/** The files of a cell's run as its last owner left them. */
export const filesKey = (queue: string, job: string): string => `motifsmith-files:${queue}:${job}`;

/** Files on their way: they become those of the cell if their sender still owns it. */
export const uploadKey = (queue: string, job: string, token: string): string =>
  `motifsmith-upload:${queue}:${job}:${token}`;

/** The key in which BullMQ keeps the token of a job's present owner. */
export const lockKey = (queue: string, job: string): string => `${PREFIX}:${queue}:${job}:lock`;

/**
 * The job of a cell: its name, and the beginning of the hash of all that decides its results. A cell that is put
 * in twice is one job, and one whose settings have changed is another.
 */
export const jobId = (cell: Cell, identity: string): string =>
  `${cellId(cell)}@${identity.slice(0, 16)}`;

/** The name of the cell in the id of its job. */
export const cellOfJob = (id: string): string => id.slice(0, id.lastIndexOf('@'));
