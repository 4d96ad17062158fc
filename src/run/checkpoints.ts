/**
 * Checkpoints of a job: `<step>.safetensors` with its tensors and `<step>.json` with the rest. The
 * JSON is written last and holds the hash of the tensors, so its rename is the moment at which the
 * checkpoint exists; before it, a kill leaves the older ones as they were. It also holds a hash of itself and one
 * of the record up to there, so that no changed byte is computed with.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonical } from '../core/canonical.ts';
import { MotifsmithError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { type Infer, parse } from '../core/schema.ts';
import { ensureFolder, syncFolder } from '../files/folders.ts';
import { readArtifact, readJson } from '../files/read.ts';
import { writing } from '../files/refusals.ts';
import { sha256 } from '../files/sha256.ts';
import { removeLeftovers } from '../files/temporary.ts';
import { writeJson, writeWhole } from '../files/write-atomic.ts';
import { decodeSafetensors, encodeSafetensors } from '../formats/safetensors.ts';
import type { Snapshot } from '../training/job.ts';
import { prefixDamage } from './record-prefix.ts';

const REMEDY = 'Restore the file, or let `motifsmith runs repair` compute the run again.';

/** How many checkpoints are kept besides those at the ends of stages. */
const KEPT = 2;

/** What a checkpoint says of itself, and the job's own state. */
/** A strict one: a name that has been damaged must not pass for an unknown one. */
const headerSchema = z.strictObject({
  /** Calls of `advance` since the start. */
  step: z.int().min(0),
  /** SHA-256 of the file of tensors. */
  tensors: z.string(),
  /** Hash of everything that the results depend on; a different one means a different run. */
  identity: z.string(),
  /** Length of metrics.jsonl at this step. */
  metricsBytes: z.int().min(0),
  /** SHA-256 of these bytes; checkpoints of version 0.1 have none. */
  metricsSha256: z.string().optional(),
  stage: z.string(),
  epoch: z.int(),
  /** Whether a stage ended here; such checkpoints are kept. */
  stageEnd: z.boolean(),
  /** Seconds spent in each stage so far. */
  seconds: z.record(z.string(), z.number()),
  state: z.record(z.string(), z.json() as z.ZodType<Json>),
  /** SHA-256 of the canonical JSON of all the rest; checkpoints of version 0.1 have none. */
  sha256: z.string().optional(),
});
export type CheckpointHeader = Omit<Infer<typeof headerSchema>, 'state' | 'tensors' | 'sha256'>;

export interface Checkpoint {
  readonly header: CheckpointHeader;
  readonly snapshot: Snapshot;
}

const stem = (step: number): string => String(step).padStart(8, '0');

/** The file that a message names a checkpoint by. */
export function checkpointFile(folder: string, step: number): string {
  return join(folder, `${stem(step)}.json`);
}

/** Steps of all committed checkpoints, ascending. */
export async function checkpointSteps(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => /^\d+\.json$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
}

/**
 * Saves a checkpoint and removes those no longer needed.
 * @throws MotifsmithError `inputOutput`, or `numerical` if a tensor is not finite
 */
export async function saveCheckpoint(
  folder: string,
  header: CheckpointHeader,
  { state, tensors }: Snapshot,
): Promise<void> {
  for (const [name, { data }] of Object.entries(tensors)) {
    const at = data.findIndex((value: number) => !Number.isFinite(value));
    if (at >= 0) {
      throw new MotifsmithError('numerical', `Training diverged: ${name} ${at} is ${data[at]}.`, {
        where: `stage ${header.stage}, epoch ${header.epoch}`,
        remedy: 'Lower the learning rate, or set training.clipGradientNorm.',
      });
    }
  }
  await ensureFolder(folder);
  const bytes = encodeSafetensors(tensors);
  await writeWhole(join(folder, `${stem(header.step)}.safetensors`), bytes);
  const content = { ...header, tensors: sha256(bytes), state };
  await writeJson(checkpointFile(folder, header.step), {
    ...content,
    sha256: sha256(canonical(content)),
  });
  await prune(folder);
}

async function prune(folder: string): Promise<void> {
  const older = (await checkpointSteps(folder)).slice(0, -KEPT);
  for (const step of older) {
    const header = await readHeader(folder, step).catch(() => null);
    if (!header?.stageEnd) await removeCheckpoint(folder, step);
  }
  // Or a power cut after the end of the run would bring back half of one.
  if (older.length > 0) await writing(folder, () => syncFolder(folder));
}

async function readHeader(folder: string, step: number): Promise<Infer<typeof headerSchema>> {
  const file = checkpointFile(folder, step);
  const header = parse(headerSchema, await readJson(file, 'checkpoint'), file, REMEDY);
  const { sha256: hash, ...content } = header;
  if (hash !== undefined && hash !== sha256(canonical(content))) {
    throw new MotifsmithError('artifact', 'The checkpoint is not what was saved.', {
      where: `${file}: SHA-256 differs`,
      remedy: REMEDY,
    });
  }
  return header;
}

/** The JSON goes first: without it there is no checkpoint. */
async function removeCheckpoint(folder: string, step: number): Promise<void> {
  for (const extension of ['json', 'safetensors']) {
    const path = join(folder, `${stem(step)}.${extension}`);
    await writing(path, () => rm(path, { force: true }));
  }
}

/** Removes what is no part of a checkpoint: it was being saved or removed when its process was killed. */
export async function removeIncomplete(folder: string): Promise<void> {
  await removeLeftovers(folder);
  const steps = new Set(await checkpointSteps(folder));
  for (const name of await readdir(folder)) {
    const step = /^(\d+)\.safetensors$/.exec(name)?.[1];
    if (step !== undefined && !steps.has(Number(step)))
      await removeCheckpoint(folder, Number(step));
  }
}

/**
 * Reads one checkpoint and checks every part of it.
 * @param identity of the run that is to be resumed
 * @throws MotifsmithError `artifact` if it is damaged or belongs to another run
 */
export async function readCheckpoint(
  folder: string,
  step: number,
  identity: string,
): Promise<Checkpoint> {
  const file = checkpointFile(folder, step);
  const { state, tensors: hash, sha256: _, ...header } = await readHeader(folder, step);
  if (header.identity !== identity) throw new OtherRunError(file);
  const path = join(folder, `${stem(step)}.safetensors`);
  const bytes = await readArtifact(path, 'file of tensors of the checkpoint');
  if (sha256(bytes) !== hash) {
    throw new MotifsmithError('artifact', 'The tensors are not those that were saved.', {
      where: `${path}: SHA-256 differs from ${stem(step)}.json`,
      remedy: REMEDY,
    });
  }
  const { tensors } = decodeSafetensors(bytes, path);
  return { header, snapshot: { state, tensors } };
}

/** Not damage, so no older checkpoint is tried. */
class OtherRunError extends MotifsmithError {
  constructor(file: string) {
    super('artifact', 'The checkpoint is of another network or configuration.', {
      where: file,
      remedy: 'Resume it in the run directory, and with the version of motifsmith, that made it.',
    });
  }
}

/**
 * Opens the newest checkpoint that is whole and whose part of the record is, too. Others are reported, and
 * removed with all later ones.
 * @param record path of metrics.jsonl
 * @param open makes a job of it; if that fails, the checkpoint is damaged as well
 * @param warn called with the first error
 * @returns null if there was never a checkpoint
 * @throws MotifsmithError `artifact` if there were checkpoints but none is whole, or if one belongs
 * to another run
 */
export async function newestCheckpoint<Opened>(
  folder: string,
  identity: string,
  record: string,
  open: (checkpoint: Checkpoint) => Promise<Opened>,
  warn: (damage: MotifsmithError) => void,
): Promise<Opened | null> {
  const steps = await checkpointSteps(folder);
  let damage: MotifsmithError | null = null;
  const damaged: number[] = [];
  for (const step of steps.reverse()) {
    try {
      const checkpoint = await readSound(folder, step, identity, record);
      const opened = await open(checkpoint).catch((error: unknown) => {
        throw damagedState(error, checkpointFile(folder, step));
      });
      if (damage !== null) warn(damage);
      for (const bad of damaged) await removeCheckpoint(folder, bad);
      return opened;
    } catch (error) {
      if (!(error instanceof MotifsmithError) || error.kind !== 'artifact') throw error;
      if (error instanceof OtherRunError) throw error;
      damage ??= error;
      damaged.push(step);
    }
  }
  if (damage !== null) throw damage;
  return null;
}

/** A checkpoint whose part of the record is sound. @throws MotifsmithError `artifact` */
export async function readSound(
  folder: string,
  step: number,
  identity: string,
  record: string,
): Promise<Checkpoint> {
  const checkpoint = await readCheckpoint(folder, step, identity);
  const { metricsBytes, metricsSha256 = null } = checkpoint.header;
  const damage = await prefixDamage(record, metricsBytes, metricsSha256);
  if (damage !== null) throw damage;
  return checkpoint;
}

/** What a job says of a state that it cannot be in; states of version 0.1 have no hash. */
function damagedState(error: unknown, file: string): unknown {
  const known = error instanceof MotifsmithError;
  if (known ? !['artifact', 'usage'].includes(error.kind) : !(error instanceof TypeError)) {
    return error;
  }
  const field = known && error.where !== undefined ? `, ${error.where}` : '';
  const said = known ? error.message : 'The state of the job is not complete.';
  return new MotifsmithError('artifact', said, {
    where: `${file}${field}`,
    remedy: REMEDY,
    cause: error,
  });
}
