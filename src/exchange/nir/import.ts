/**
 * From a NIR file to a network that can be run here. Our own files give back the very network that was
 * exported; those of others are taken by the equations of NIR, stepped by forward Euler.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { PortableModel } from '../portable-model.ts';
import { ChainReading } from './chain-reading.ts';
import { type ChainLayer, chainOf, refuseNode } from './flatten.ts';
import { decodeNir } from './graph.ts';
import { readClaim } from './metadata.ts';
import { LATEST } from './names.ts';
import { type NirWarning, originWarnings } from './origin.ts';
import { restoreOwn } from './restore.ts';
import { readerStep } from './targets.ts';

/** How a NIR file is read. */
export interface NirImportOptions {
  /** Length of a step, seconds; null for the one that the file names. NIR itself has no step. */
  readonly stepSeconds: number | null;
  /** Bytes that the file may unpack to; 256 MiB by default. */
  readonly unpackedBytes?: number;
}

/** A network from a NIR file. */
export interface NirImport {
  readonly model: PortableModel;
  readonly stepSeconds: number;
  /** Whether it is one of our own files, unchanged, that lost nothing: then the model is the one that was exported. */
  readonly restored: boolean;
  /** What the export of a file of ours left out; without an entry, the model is the one that was exported. */
  readonly lost: readonly string[];
  /** Where the program that a file is from computes something else than the file says, and hence than here. */
  readonly warnings: readonly NirWarning[];
  /** What was done to the numbers, for people. */
  readonly notes: readonly string[];
}

/**
 * @param file names the file in errors
 * @throws MotifsmithError `artifact` if it is damaged or has a node that cannot be run, which it names;
 * `usage` if the step is missing
 */
export function importNir(bytes: Uint8Array, file: string, options: NirImportOptions): NirImport {
  const { graph, annotations } = decodeNir(bytes, file, options.unpackedBytes);
  const claim = readClaim(annotations);
  const asked = options.stepSeconds;
  if (claim !== null && (asked === null || asked === claim.stepSeconds)) {
    const model = restoreOwn(graph, claim);
    if (model !== null) {
      const { stepSeconds, lost } = claim;
      return { model, stepSeconds, restored: lost.length === 0, lost, warnings: [], notes: [] };
    }
  }
  const stepSeconds = asked ?? claim?.stepSeconds ?? null;
  if (stepSeconds === null) {
    throw new MotifsmithError(
      'usage',
      'The length of a step is not known: NIR files do not hold it.',
      {
        where: file,
        remedy:
          'Give it with --step-ms (stepSeconds); snnTorch uses 0.1 ms, Norse and Rockpool 1 ms.',
      },
    );
  }
  if (!(stepSeconds > 0 && Number.isFinite(stepSeconds))) {
    throw new MotifsmithError('usage', `A step of ${stepSeconds} s is impossible.`, {
      where: file,
      remedy: 'Give the length of a step of the data.',
    });
  }
  const notes: string[] = [];
  if (claim !== null) {
    notes.push(
      'Its annotations are left aside: the graph was changed after its export, or an older version wrote it for Lava-DL.',
    );
  }
  const refuse = refuseNode(file);
  const { layers: chain, inputs, outputs } = chainOf(graph, refuse, notes);
  const layers = chain.map(withoutZeros);
  const { target, formatVersion } = claim ?? { target: 'generic', formatVersion: LATEST };
  const dt = readerStep(target, stepSeconds, formatVersion);
  const model = new ChainReading(layers, dt, refuse).model(inputs, outputs, notes);
  // What we export is by the equations, but for Rockpool.
  const warnings = claim === null ? originWarnings(layers, dt) : [];
  return { model, stepSeconds, restored: false, lost: [], warnings, notes };
}

/** A layer whose matrix that leads back does nothing, as files for Lava-DL have it, is not recurrent. */
function withoutZeros(layer: ChainLayer): ChainLayer {
  const { weight, bias } = layer.recurrent?.node.parameters ?? {};
  const isZero = (value: number) => value === 0;
  const still = weight?.data.every(isZero) && (bias?.data.every(isZero) ?? true);
  return still ? { ...layer, recurrent: null } : layer;
}
