/**
 * A study as jobs of Kubernetes: an Indexed Job with one pod for each run, and a job that collects. All pods mount
 * one volume, which holds the study and, in its folder `data`, the recordings.
 */
import type { Job, JobSpec } from 'kubernetes-types/batch/v1.js';
import type { ConfigMap } from 'kubernetes-types/core/v1.js';
import { stringify } from 'yaml';
import { EXIT_CODES } from '../../core/errors.ts';
import { sha256 } from '../../files/sha256.ts';
import { type JobResources, NOTICE_SECONDS } from './resources.ts';

export interface KubernetesOptions extends JobResources {
  /** The image, whose entry point is `motifsmith`. */
  readonly image: string;
  /** The PersistentVolumeClaim of the volume. */
  readonly claim: string;
}

export interface KubernetesStudy {
  readonly name: string;
  /** Text of the study file. */
  readonly file: string;
  /** In place of its seeds. */
  readonly seeds?: string | undefined;
  /** Name of the file or folder of each data set, in the folder `data` of the volume. */
  readonly data: ReadonlyMap<string, string>;
  readonly cells: number;
}

/** Where the volume is in the pods. */
const VOLUME = '/volume';
const STUDY_FILE = { folder: '/study', name: 'study.yaml' } as const;
/** User and group `node` of the image, to whom the volume is given. */
const USER = 1000;
/** Ends by chance, such as a full disk, before a run is given up. */
const RETRIES = 3;
/** What happens again however often it is tried. */
const HOPELESS = [
  EXIT_CODES.usage,
  EXIT_CODES.data,
  EXIT_CODES.numerical,
  EXIT_CODES.incomplete,
  EXIT_CODES.internal,
];
/** Asked to end: after it has saved, or before it had begun. */
const STOPPED = [EXIT_CODES.interrupted, 143];
const CONTAINER = 'motifsmith';

/**
 * A name of at most 44 characters, so that pods can add their numbers. One that Kubernetes would not take is changed,
 * and tells studies apart by a hash.
 */
export function jobName(study: string): string {
  if (/^[a-z0-9](?:[a-z0-9-]{0,42}[a-z0-9])?$/.test(study)) return study;
  const plain = study
    .replaceAll(/[^a-z0-9-]/g, '-')
    .slice(0, 37)
    .replace(/-+$/, '');
  return `${plain}-${sha256(study).slice(0, 6)}`;
}

/** Kubernetes replaces `$(NAME)` in the words of a command. */
const literal = (word: string): string => word.replaceAll('$', '$$$$');

/** Quotes what is no text in YAML 1.1, such as `on`: kubectl reads it like that. */
const yaml = (document: object): string =>
  stringify(document, { schema: 'yaml-1.1', blockQuote: 'literal' });

/** The pods of a job. */
function template(
  name: string,
  args: readonly string[],
  { image, claim, cpus, memory }: KubernetesOptions,
  file: boolean,
): JobSpec['template'] {
  const bytes = memory && { memory: `${memory.amount}${memory.unit}i` };
  return {
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: NOTICE_SECONDS,
      securityContext: { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
      containers: [
        {
          name: CONTAINER,
          image,
          args: [...args],
          env: [{ name: 'MOTIFSMITH_CACHE', value: `${VOLUME}/cache` }],
          resources: {
            requests: { cpu: String(cpus), ...bytes },
            ...(bytes && { limits: bytes }),
          },
          volumeMounts: [
            { name: 'work', mountPath: VOLUME },
            ...(file ? [{ name: 'study', mountPath: STUDY_FILE.folder, readOnly: true }] : []),
          ],
        },
      ],
      volumes: [
        { name: 'work', persistentVolumeClaim: { claimName: claim } },
        ...(file ? [{ name: 'study', configMap: { name } }] : []),
      ],
    },
  };
}

/** The study file and the job that does all runs, as YAML. */
export function runsManifest(study: KubernetesStudy, options: KubernetesOptions): string {
  const name = jobName(study.name);
  const data = [...study.data].flatMap(([dataset, file]) => [
    '--data',
    literal(`${dataset}=${VOLUME}/data/${file}`),
  ]);
  const args = [
    'study',
    `${STUDY_FILE.folder}/${STUDY_FILE.name}`,
    ...data,
    ...(study.seeds === undefined ? [] : ['--seeds', study.seeds]),
    ...['--output', `${VOLUME}/${study.name}`],
    ...['--cell-index', '$(JOB_COMPLETION_INDEX)'],
  ];
  const file = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: { [STUDY_FILE.name]: study.file },
  } satisfies ConfigMap;
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: {
      completionMode: 'Indexed',
      completions: study.cells,
      parallelism: Math.min(options.jobs ?? study.cells, study.cells),
      backoffLimitPerIndex: RETRIES,
      podFailurePolicy: {
        rules: [
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          exits('Ignore', STOPPED),
          exits('FailIndex', HOPELESS),
        ],
      },
      template: template(name, args, options, true),
    },
  } satisfies Job;
  return [file, job].map(yaml).join('---\n');
}

const exits = (action: string, values: readonly number[]) => ({
  action,
  onExitCodes: { containerName: CONTAINER, operator: 'In', values: [...values] },
});

/** The job that makes the tables, as YAML. */
export function collectManifest(
  { name: study }: KubernetesStudy,
  options: KubernetesOptions,
): string {
  const name = `${jobName(study)}-collect`;
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: {
      backoffLimit: 0,
      template: template(name, ['study', 'collect', `${VOLUME}/${study}`], options, false),
    },
  } satisfies Job;
  return yaml(job);
}
