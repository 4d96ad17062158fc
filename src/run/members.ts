/**
 * What an experiment consists of: one member for each seed and method, each with a job of its own.
 * A member's identity is a hash of everything that its results depend on.
 */

import type { ExperimentConfig } from '../config/schema.ts';
import type { Engine } from '../engine/engine.ts';
import { sha256 } from '../files/files.ts';
import type { Architecture } from '../model/architecture.ts';
import { type FIXED_ARCHITECTURES, fixedArchitecture } from '../search/fixed.ts';
import { SearchJob } from '../search/search-job.ts';
import type { NetworkTemplate } from '../search/template.ts';
import type { Snapshot } from '../training/job.ts';
import { TrainJob } from '../training/train-job.ts';
import { requireFit } from './architecture-file.ts';
import type { ExperimentData } from './experiment-data.ts';

/** `search`, a fixed architecture, or `file` for one that was given. */
export type Method = 'search' | (typeof FIXED_ARCHITECTURES)[number] | 'file';

/** What was asked for. */
export type Task =
  | { readonly command: 'search' }
  | { readonly command: 'train'; readonly architecture: Exclude<Method, 'search' | 'file'> }
  | { readonly command: 'train'; readonly architecture: Architecture };

/** One training or search of an experiment. */
export interface Member {
  readonly seed: number;
  readonly method: Method;
}

/** An experiment before any data are read. */
export interface Plan {
  /** Preset or file that it came from; run directories are called after it. */
  readonly name: string;
  readonly task: Task;
  readonly config: ExperimentConfig;
}

export function primaryMethod(task: Task): Method {
  if (task.command === 'search') return 'search';
  return typeof task.architecture === 'string' ? task.architecture : 'file';
}

/** For each seed the method asked for, then those of `compare`. */
export function planMembers({ task, config }: Plan): Member[] {
  const beside = task.command === 'search' ? config.compare : [];
  const methods: Method[] = [primaryMethod(task), ...beside];
  return config.seeds.flatMap((seed) => methods.map((method) => ({ seed, method })));
}

/** Folder of a member in the folder of its group. */
export function memberFolder({ seed, method }: Member, { task }: Plan): string {
  return method === primaryMethod(task) ? `seed-${seed}` : `seed-${seed}-${method}`;
}

/** JSON with sorted keys: equal values give equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The settings that results depend on: where files lie and how often they are written is not. */
export function decisiveConfig(config: ExperimentConfig): object {
  const {
    output: _output,
    checkpointEveryEpochs: _every,
    seeds: _seeds,
    compare: _compare,
    ...rest
  } = config;
  const { path: _path, ...data } = { path: null, ...rest.data };
  return { ...rest, data };
}

/** @param fingerprint of the data set */
export function memberIdentity(plan: Plan, member: Member, fingerprint: string): string {
  const { task, config } = plan;
  return sha256(canonical({ config: decisiveConfig(config), task, member, fingerprint }));
}

/** A member's job, and how to ask it for what it made. */
export type MemberJob =
  | { readonly kind: 'search'; readonly job: SearchJob }
  | { readonly kind: 'train'; readonly job: TrainJob };

export interface Surroundings {
  readonly engine: Engine;
  readonly data: ExperimentData;
}

function networkTemplate(
  { network }: ExperimentConfig,
  { dataset }: ExperimentData,
): NetworkTemplate {
  const { layers, motifSizes, boundary, lateral, ...neuron } = network;
  return {
    inputs: dataset.inputs,
    outputs: dataset.classNames.length,
    neuron,
    hidden: layers,
    motifSizes,
    boundary,
    lateral,
  };
}

function givenArchitecture(
  plan: Plan,
  { seed, method }: Member,
  data: ExperimentData,
): Architecture {
  const { task, config } = plan;
  if (task.command === 'train' && typeof task.architecture !== 'string') {
    requireFit(task.architecture, data.dataset, 'architecture file');
    return task.architecture;
  }
  const template = networkTemplate(config, data);
  const kind = method as Exclude<Method, 'search' | 'file'>;
  return fixedArchitecture(template, kind === 'random' ? { kind, seed } : { kind });
}

/**
 * A member's job, at its beginning or where a snapshot left it.
 * @throws MotifsmithError `usage` or `data` if it cannot be done, `artifact` if the snapshot does not
 * belong to it
 */
export async function openMemberJob(
  plan: Plan,
  member: Member,
  { engine, data }: Surroundings,
  snapshot: Snapshot | null,
): Promise<MemberJob> {
  const { config } = plan;
  const { train, validation, test } = data;
  const shared = { engine, train, validation, test, seed: member.seed };
  if (member.method === 'search') {
    const settings = { ...config.search, retrain: config.training };
    const input = { ...shared, template: networkTemplate(config, data), settings };
    const job = snapshot ? await SearchJob.restore(input, snapshot) : await SearchJob.start(input);
    return { kind: 'search', job };
  }
  const architecture = givenArchitecture(plan, member, data);
  const input = { ...shared, architecture, settings: config.training };
  const job = snapshot ? await TrainJob.restore(input, snapshot) : await TrainJob.start(input);
  return { kind: 'train', job };
}
