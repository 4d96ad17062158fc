/** What a job asks a cluster for: read from options, so that nothing else can get into a script or a manifest. */
import { MotifsmithError } from '../../core/errors.ts';

/** Seconds before the time limit at which a run is asked to save and end. */
export const NOTICE_SECONDS = 120;

/** Slurm may give notice a minute early, and a run has to get somewhere in between. */
const LEAST_MINUTES = 5;

const usage = (message: string, where: string, remedy: string): MotifsmithError =>
  new MotifsmithError('usage', message, { where, remedy });

/** A partition of Slurm, or several with commas in between. @throws MotifsmithError `usage` */
export function readPartition(text: string): string {
  if (/^\w[\w.+-]*(?:,\w[\w.+-]*)*$/.test(text)) return text;
  const remedy = 'Write its name as `sinfo` shows it; several with commas in between.';
  throw usage('This is not the name of a partition.', `--partition ${text}`, remedy);
}

/** The name of an image or a claim in Kubernetes. @throws MotifsmithError `usage` */
export function readName(text: string, option: string): string {
  if (/^[a-z0-9][\w.:/@-]*$/.test(text)) return text;
  throw usage('This is not a name.', `${option} ${text}`, 'Write it as `kubectl` shows it.');
}

/** Minutes, hours:minutes:seconds or days-hours, in any of the forms that Slurm knows. */
const TIME =
  /^(?:(?<days>\d{1,5})-(?<hours>\d{1,5})(?::(?<minutes>\d{1,5})(?::\d{1,5})?)?|(?<h>\d{1,5}):(?<m>\d{1,5}):\d{1,5}|(?<alone>\d{1,7})(?::\d{1,5})?)$/;

/** A time limit of Slurm. @throws MotifsmithError `usage` */
export function readTime(text: string): string {
  const found = TIME.exec(text)?.groups;
  if (found === undefined) {
    const remedy = 'Write minutes, hours:minutes:seconds or days-hours, e.g. 90, 12:00:00 or 2-0.';
    throw usage('This is not a time limit.', `--time ${text}`, remedy);
  }
  const of = (name: string) => Number(found[name] ?? 0);
  const minutes =
    (of('days') * 24 + of('hours') + of('h')) * 60 + of('minutes') + of('m') + of('alone');
  if (minutes >= LEAST_MINUTES) return text;
  throw usage(
    `A run is asked to save and end up to ${NOTICE_SECONDS / 60 + 1} minutes before its time limit, which leaves it nothing.`,
    `--time ${text}`,
    `Give at least ${LEAST_MINUTES} minutes.`,
  );
}

/** Memory of a job in KiB, MiB, GiB or TiB. */
export interface Memory {
  readonly amount: number;
  readonly unit: 'K' | 'M' | 'G' | 'T';
}

/** What each job of a study asks for. */
export interface JobResources {
  readonly cpus: number;
  readonly memory?: Memory | undefined;
  /** Runs at a time; as many as there is room for, if it is not given. */
  readonly jobs?: number | undefined;
}

/** `4G`, as Slurm writes it; without a letter, MiB. @throws MotifsmithError `usage` */
export function readMemory(text: string): Memory {
  const [, amount, unit = 'M'] = /^([1-9]\d{0,8})(?:([KMGT])i?)?$/i.exec(text) ?? [];
  if (amount !== undefined) {
    return { amount: Number(amount), unit: unit.toUpperCase() as Memory['unit'] };
  }
  const remedy = 'Write a whole number and K, M, G or T, e.g. 4G.';
  throw usage('This is not an amount of memory.', `--mem ${text}`, remedy);
}
