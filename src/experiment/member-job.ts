/** The job of one member of an experiment, and the summary of what it came to. */
import { isSystemName, type SystemName } from '../baselines/names.ts';
import type { BaselineInput, BaselineJob } from '../baselines/system.ts';
import { baselineJob } from '../baselines/systems.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import type { Engine } from '../engine/engine.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import { uniformWeights } from '../model/initialise.ts';
import { blueprint } from '../model/shape.ts';
import { requireFit } from '../run/architecture-file.ts';
import { memberTraining } from '../run/schema/member-training.ts';
import type { DataRecord, Member, Method, Plan } from '../run/schema/plan.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import type { MemberSummary } from '../run/schema/summary.ts';
import type { Candidate, Cut } from '../search/events.ts';
import { type FixedArchitecture, fixedArchitecture } from '../search/fixed.ts';
import { SearchJob } from '../search/search-job.ts';
import type { NetworkTemplate } from '../search/template.ts';
import type { Snapshot } from '../training/job.ts';
import { TrainJob } from '../training/train-job.ts';
import type { ExperimentData } from './experiment-data.ts';

/** A member's job, and how to ask it for what it made. */
export type MemberJob =
  | { readonly kind: 'search'; readonly job: SearchJob }
  | { readonly kind: 'train'; readonly job: TrainJob }
  | { readonly kind: 'baseline'; readonly job: BaselineJob };

/** What the members of an experiment share. */
export interface RunContext {
  readonly engine: Engine;
  readonly data: ExperimentData;
}

function networkTemplate(
  { network }: ExperimentConfig,
  { dataset }: ExperimentData,
): NetworkTemplate {
  const { layers, motifSizes, boundary, lateral, tauSpread, tauCandidates, readout, ...neuron } =
    network;
  return {
    inputs: dataset.inputs,
    outputs: dataset.classNames.length,
    neuron,
    hidden: layers,
    motifSizes,
    boundary,
    lateral,
    tauSpread,
    tauCandidates,
    readout,
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
  return fixedArchitecture(template, howTo(method as FixedKind, seed, config, data.dataset.stepMs));
}

type FixedKind = Exclude<Method, 'search' | 'file' | SystemName>;

function howTo(
  kind: FixedKind,
  seed: number,
  { evenMotif: motif, baselines }: ExperimentConfig,
  stepMs: number,
): FixedArchitecture {
  switch (kind) {
    case 'random':
      return { kind, seed };
    case 'even':
      return { kind, seed, motif };
    case 'same':
      return { kind, motif };
    case 'stbp':
      return { kind, settings: baselines.stbp, stepMs };
    default:
      return { kind };
  }
}

/**
 * A member's job, new or as a snapshot left it.
 * @throws MotifsmithError `usage` or `data` if it cannot be done, `artifact` if the snapshot does not
 * belong to it
 */
export async function openMemberJob(
  plan: Plan,
  member: Member,
  { engine, data }: RunContext,
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
  if (isSystemName(member.method)) {
    const { inputs, classNames, stepMs } = data.dataset;
    const hidden = config.network.layers.map(({ neurons }) => neurons);
    const about = { inputs, classes: classNames.length, stepMs, hidden };
    const training = memberTraining(config, member);
    const input: BaselineInput = { ...shared, ...about, training, settings: config.baselines };
    return { kind: 'baseline', job: await baselineJob(member.method, input, snapshot) };
  }
  const architecture = givenArchitecture(plan, member, data);
  const { tauSpread } = config.network;
  // The published program's start: biases, and weights of either sign, within ±1/√fan-in.
  const weights =
    member.method === 'stbp'
      ? uniformWeights(blueprint(architecture), member.seed, 'train')
      : undefined;
  const input = {
    ...shared,
    architecture,
    settings: memberTraining(config, member),
    ...(weights ? { weights } : { tauSpread }),
  };
  const job = snapshot ? await TrainJob.restore(input, snapshot) : await TrainJob.start(input);
  return { kind: 'train', job };
}

/** @throws MotifsmithError (`internal`) before the job has finished */
export function summarise(
  { kind, job }: MemberJob,
  member: Member,
  run: { readonly version: string; readonly engine: Engine; readonly data: DataRecord },
  weightsSha256: string,
  seconds: Readonly<Record<string, number>>,
): MemberSummary {
  const { census, test } = job.result();
  const { cuts, candidates } =
    kind === 'search' ? job.result() : { cuts: [] as Cut[], candidates: [] as Candidate[] };
  const rounded = Object.entries(seconds).map(
    ([stage, s]) => [stage, Number(s.toFixed(3))] as const,
  );
  return {
    format: 'motifsmith-summary',
    formatVersion: 1,
    version: run.version,
    seed: member.seed,
    method: member.method,
    engine: run.engine.name,
    data: {
      name: run.data.name,
      fingerprint: run.data.fingerprint,
      irregularities: run.data.irregularities,
    },
    motifSizes: census.motifs.map(({ motifSize }) => motifSize),
    census,
    test,
    cuts,
    candidates,
    weights: { file: RUN_FILES.weights, sha256: weightsSha256 },
    timing: {
      stages: Object.fromEntries(rounded),
      seconds: Number(rounded.reduce((sum, [, s]) => sum + s, 0).toFixed(3)),
      revectorized: run.engine.revectorized,
      ...(run.engine.device !== null && { device: run.engine.device }),
    },
  };
}
