/**
 * Takes a network from a file of any format that is read here and makes a folder of it that the other
 * commands can use: `architecture.json` and `weights.safetensors` alone, or, for the data of an existing
 * run, a run directory with a test of its own.
 */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { fitArchitecture, requireSame, requireSigns } from '../exchange/motif-constraints.ts';
import { isSame } from '../exchange/nearly-equal.ts';
import { importNir } from '../exchange/nir/import.ts';
import type { NirWarning } from '../exchange/nir/origin.ts';
import { compact } from '../exchange/portable-model.ts';
import { readArtifact } from '../files/read.ts';
import { sha256 } from '../files/sha256.ts';
import { packageVersion } from '../files/version.ts';
import { writeJson, writeWhole } from '../files/write-atomic.ts';
import type { Architecture, HiddenLayer } from '../model/architecture-schema.ts';
import { requireFit, writeArchitecture } from '../run/architecture-file.ts';
import { claimRunFolder } from '../run/run-directory.ts';
import { readRunRecord, writeRunRecord } from '../run/run-record.ts';
import type { Member, Plan } from '../run/schema/plan.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import type { MemberSummary } from '../run/schema/summary.ts';
import { encodeWeights } from '../run/schema/weights-file.ts';
import { takeCensus } from '../training/census.ts';
import { evaluateSamples } from '../training/evaluation.ts';
import { openModel, type TrainedModel } from '../training/network.ts';
import type { Evaluation } from '../training/records.ts';
import { createEngine } from './engines.ts';
import { dataRecord } from './experiment-data.ts';
import { namedArchitecture } from './named-architecture.ts';
import { decodePortable, portableStepMs } from './portable-files.ts';
import { openRunData } from './run-experiment.ts';

/** What is imported, and where to. */
export interface ImportRequest {
  readonly file: string;
  /** New or empty. */
  readonly out: string;
  /** `architecture.json`, or a run, whose motifs the network is to keep; those of the file if left out. */
  readonly architecture?: string | null;
  /** Length of a step, ms; null for the one that the file names. Only for NIR. */
  readonly stepMs: number | null;
  /** A run whose data the network is tested on; null for none. */
  readonly run: string | null;
  /** Where the data file of that run is now; null for where the run found it. */
  readonly dataPath: string | null;
  /** Bytes that the file may take once it is unpacked. */
  readonly memory: number;
}

/** What was imported. */
export interface ImportReport {
  readonly format: 'motifsmith-import';
  readonly formatVersion: 1;
  readonly directory: string;
  readonly source: 'nir' | 'npz' | 'safetensors';
  /** Whether the network is bit for bit the one that was exported. */
  readonly restored: boolean;
  /** What the export of a NIR file of ours left out. */
  readonly lost: readonly string[];
  /** Where the program that a NIR file is from computes something else than is computed here. */
  readonly warnings: readonly NirWarning[];
  readonly notes: readonly string[];
  readonly inputs: number;
  readonly outputs: number;
  readonly hidden: readonly { readonly kind: HiddenLayer['kind']; readonly neurons: number }[];
  /** Whether neurons have a bias: then it cannot be trained from scratch. */
  readonly bias: boolean;
  /** On the test set of the run; null without one. */
  readonly test: Evaluation | null;
}

type Imported = Pick<ImportReport, 'source' | 'restored' | 'lost' | 'warnings' | 'notes'> & {
  readonly model: TrainedModel;
  /** Length of a step, ms; null if the file does not say. */
  readonly stepMs: number | null;
};

/**
 * @throws MotifsmithError `artifact` or `data` if the file is damaged or cannot be run, `usage` if the
 * step is missing or the folder is taken, `inputOutput`
 */
export async function importModel(request: ImportRequest): Promise<ImportReport> {
  const { out, run } = request;
  const imported = await readModel(request);
  requireSigns(imported.model, request.file);
  const test = run === null ? null : await testOn(run, imported, request);
  await claimRunFolder(out, 'Name another with --out.');
  const { model, stepMs: _, ...origin } = imported;
  const { architecture } = model;
  await writeArchitecture(join(out, RUN_FILES.architecture), architecture);
  const weights = encodeWeights({ ...model, weights: compact(model.weights) });
  await writeWhole(join(out, RUN_FILES.weights), weights);
  if (test !== null) await test.write(out, sha256(weights));
  return {
    format: 'motifsmith-import',
    formatVersion: 1,
    directory: resolve(out),
    ...origin,
    notes: [...origin.notes, ...(test?.notes ?? [])],
    inputs: architecture.inputs,
    outputs: architecture.outputs,
    hidden: architecture.hidden.map(({ kind, neurons }) => ({ kind, neurons })),
    bias: architecture.bias === true,
    test: test?.evaluation ?? null,
  };
}

async function readModel({
  file,
  architecture: named = null,
  stepMs,
  memory,
}: ImportRequest): Promise<Imported> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > memory) {
    throw new MotifsmithError('artifact', `The file has ${size} bytes, more than are allowed.`, {
      where: file,
      remedy: 'Allow more with --memory if it is to be trusted.',
    });
  }
  const architecture = named === null ? null : await namedArchitecture(named);
  const bytes = await readArtifact(file, 'file of the network');
  const startsWith = (...signature: number[]) => signature.every((byte, i) => bytes[i] === byte);
  if (startsWith(0x89, 0x48, 0x44, 0x46)) {
    return readNir(bytes, file, { stepMs, memory, architecture });
  }
  const isArchive = startsWith(0x50, 0x4b);
  // A safetensors file has the length of its header in 8 bytes, and then the header, in JSON.
  if (!isArchive && bytes[8] !== '{'.charCodeAt(0)) {
    throw new MotifsmithError('artifact', 'The file is none that networks are imported from.', {
      where: file,
      remedy: 'Give a NIR (HDF5), safetensors or npz file.',
    });
  }
  const source = isArchive ? 'npz' : 'safetensors';
  const model = decodePortable(bytes, source, file, memory, architecture);
  const step = portableStepMs(bytes, source, file);
  return { source, model, stepMs: step, restored: true, lost: [], warnings: [], notes: [] };
}

function readNir(
  bytes: Uint8Array,
  file: string,
  given: Pick<ImportRequest, 'stepMs' | 'memory'> & { readonly architecture: Architecture | null },
): Imported {
  const { stepMs, memory, architecture } = given;
  const stepSeconds = stepMs === null ? null : stepMs / 1000;
  const read = importNir(bytes, file, { stepSeconds, unpackedBytes: memory });
  const { restored, lost, warnings } = read;
  const step = read.stepSeconds * 1000;
  const notes = [...read.notes];
  let { model } = read;
  if (architecture !== null) {
    if (restored || lost.length > 0) requireSame(model.architecture, architecture, file);
    else model = fitArchitecture(model, architecture, file, notes);
  }
  return { source: 'nir', model, stepMs: step, restored, lost, warnings, notes };
}

/**
 * In words, that a network was made for steps of another length than the data have. In NIR files that is no fault:
 * there a step is what equations with times in seconds are integrated with, and snnTorch fixes it at 0.1 ms.
 */
function stepDifference(network: number | null, data: number): string | null {
  if (network === null || isSame(network, data)) return null;
  return `The network is for steps of ${network} ms, the data of the run have steps of ${data} ms.`;
}

/** Tests a network on the data of a run, and knows how to record that as a run of its own. */
async function testOn(
  run: string,
  { model, source, stepMs }: Imported,
  { file, dataPath }: ImportRequest,
): Promise<{
  readonly evaluation: Evaluation;
  readonly notes: readonly string[];
  write(out: string, weightsSha256: string): Promise<void>;
}> {
  const record = await readRunRecord(run);
  const { config } = record.plan;
  const data = await openRunData(record, dataPath, run);
  try {
    requireFit(model.architecture, data.dataset, file);
    const different = stepDifference(stepMs, data.dataset.stepMs);
    if (different !== null && source !== 'nir') {
      throw new MotifsmithError('artifact', different, {
        where: `${file}, run ${run}`,
        remedy: 'Name a run whose data have the step of the network, or leave --run out.',
      });
    }
    const engine = await createEngine(config.engine, undefined, config);
    const network = await openModel(engine, model);
    const started = performance.now();
    let evaluation: Evaluation;
    try {
      evaluation = await evaluateSamples(network, data.test, config.training.batchSize);
    } finally {
      network.dispose();
    }
    const seconds = Number(((performance.now() - started) / 1000).toFixed(3));
    const recorded = dataRecord(data);
    const member: Member = { seed: config.seeds[0]!, method: 'file' };
    const plan: Plan = {
      name: record.plan.name,
      task: { command: 'train', architecture: model.architecture },
      config: { ...config, seeds: [member.seed], compare: [] },
    };
    const version = await packageVersion();
    return {
      evaluation,
      notes: different === null ? [] : [different],
      write: async (out, weightsSha256) => {
        const census = takeCensus(model.architecture);
        const summary: MemberSummary = {
          format: 'motifsmith-summary',
          formatVersion: 1,
          version,
          ...member,
          engine: config.engine,
          data: {
            name: recorded.name,
            fingerprint: recorded.fingerprint,
            irregularities: recorded.irregularities,
          },
          motifSizes: census.motifs.map(({ motifSize }) => motifSize),
          census,
          test: evaluation,
          cuts: [],
          candidates: [],
          weights: { file: RUN_FILES.weights, sha256: weightsSha256 },
          timing: {
            stages: { test: seconds },
            seconds,
            revectorized: engine.revectorized,
            ...(engine.device !== null && { device: engine.device }),
          },
        };
        await writeJson(join(out, RUN_FILES.summary), summary);
        // Last, because it makes the folder a run, which could otherwise be resumed.
        await writeRunRecord(out, { version, plan, member, data: recorded });
      },
    };
  } finally {
    data.dataset.close();
  }
}
