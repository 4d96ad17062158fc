/** The options of `study` that say on which cluster it is done, and with what. */
import { MotifsmithError } from '../core/errors.ts';
import type { KubernetesOptions } from '../study/cluster/kubernetes.ts';
import { readMemory, readName, readPartition, readTime } from '../study/cluster/resources.ts';
import type { SlurmOptions } from '../study/cluster/slurm.ts';

export interface ClusterOptions {
  readonly slurm?: boolean;
  readonly kubernetes?: boolean;
  readonly submit?: boolean;
  readonly partition?: string;
  readonly time?: string;
  readonly cpus?: number;
  readonly mem?: string;
  readonly image?: string;
  readonly claim?: string;
  readonly jobs?: number;
}

/** What to write for which cluster. */
export type ClusterRequest =
  | { readonly for: 'slurm'; readonly submit: boolean; readonly options: SlurmOptions }
  | { readonly for: 'kubernetes'; readonly options: KubernetesOptions };

/** Which options go with which cluster. */
const BELONGS: Readonly<Record<string, readonly ('slurm' | 'kubernetes')[]>> = {
  submit: ['slurm'],
  partition: ['slurm'],
  time: ['slurm'],
  image: ['kubernetes'],
  claim: ['kubernetes'],
  cpus: ['slurm', 'kubernetes'],
  mem: ['slurm', 'kubernetes'],
};

const usage = (message: string, where: string, remedy: string): MotifsmithError =>
  new MotifsmithError('usage', message, { where, remedy });

/** @returns null if the study is done here @throws MotifsmithError `usage` */
export function clusterRequest(options: ClusterOptions): ClusterRequest | null {
  const { slurm, kubernetes, submit = false, cpus = 1, mem, jobs } = options;
  if (slurm && kubernetes) {
    throw usage('A study is done on one cluster.', '--slurm, --kubernetes', 'Give one of them.');
  }
  const engine = slurm ? 'slurm' : kubernetes ? 'kubernetes' : null;
  for (const [name, engines] of Object.entries(BELONGS)) {
    if (options[name as keyof ClusterOptions] === undefined) continue;
    if (engine !== null && engines.includes(engine)) continue;
    const needed = engines.map((one) => `--${one}`).join(' or ');
    throw usage(`--${name} needs ${needed}.`, `--${name}`, `Leave it out, or add ${needed}.`);
  }
  if (engine === null) return null;
  const resources = { cpus, memory: mem === undefined ? undefined : readMemory(mem), jobs };
  if (engine === 'slurm') {
    const partition = options.partition && readPartition(options.partition);
    const time = options.time && readTime(options.time);
    return { for: engine, submit, options: { ...resources, partition, time } };
  }
  const { image, claim } = options;
  if (image === undefined || claim === undefined) {
    throw usage(
      'Kubernetes needs an image, and a claim for the volume of the study.',
      '--kubernetes',
      'Give --image NAME and --claim NAME.',
    );
  }
  return {
    for: engine,
    options: { ...resources, image: readName(image, '--image'), claim: readName(claim, '--claim') },
  };
}
