/**
 * Annotations of our own NIR graphs: which connections a motif has and of what type, and what is needed
 * to get the very same network back. No reader needs them; NIR keeps them in groups called `metadata`.
 */

import type { Hdf5Leaf, Hdf5Tree } from '../../formats/hdf5/writer.ts';
import type { Architecture } from '../../model/architecture-schema.ts';
import { CONNECTION_TYPES, type ConnectionType } from '../../model/connection-types.ts';
import { type EdgePattern, visitEdges } from '../../model/edges.ts';
import { DEPLOYMENT_FIELD, type Deployment, encodeDeployment } from '../deployment.ts';
import type { Annotations } from './graph.ts';
import { FORMAT_VERSIONS, type FormatVersion, LATEST } from './names.ts';
import { DECISIONS, type LayerNeurons } from './target-rules.ts';
import { NIR_TARGETS, type NirTarget } from './targets.ts';

const GENERATOR = 'motifsmith';

const scalar = (value: number): Hdf5Leaf => ({ shape: [], data: Float64Array.of(value) });
const vector = (values: Float64Array): Hdf5Leaf => ({ shape: [values.length], data: values });

/** Annotations of the whole graph. @param neurons R and τ as they were exported */
export function networkMetadata(
  architecture: Architecture,
  neurons: readonly LayerNeurons[],
  {
    target,
    stepSeconds,
    deployment,
    tauSynapse,
    lost,
  }: {
    readonly target: NirTarget;
    readonly stepSeconds: number;
    readonly deployment: Deployment | null;
    readonly tauSynapse: number;
    /** What the graph does not hold, a sentence each. */
    readonly lost: readonly string[];
  },
): Hdf5Tree {
  return {
    generator: GENERATOR,
    format_version: LATEST,
    target,
    dt: scalar(stepSeconds),
    tau_synapse: scalar(tauSynapse),
    decision: DECISIONS[architecture.readout ?? 'spiking'],
    ...(lost.length > 0 && { lost: lost.join('\n') }),
    architecture: JSON.stringify(architecture),
    ...(deployment && { [DEPLOYMENT_FIELD]: encodeDeployment(deployment) }),
    neurons: Object.fromEntries(
      neurons.map(({ resistance, tau }, l) => [
        String(l),
        { resistance: vector(resistance), tau: vector(tau) },
      ]),
    ),
  };
}

/** A matrix of connection types, as indices into CONNECTION_TYPES. */
function typeMatrix(rows: readonly (readonly ConnectionType[])[], columns: number): Hdf5Leaf {
  const codes = rows.flat().map((type) => CONNECTION_TYPES.indexOf(type));
  return { shape: [rows.length, columns], data: Uint8Array.from(codes) };
}

/** Annotations of a recurrent layer: which connections exist, and the motif that they repeat. */
export function recurrenceMetadata(
  architecture: Architecture,
  layer: number,
  edges: EdgePattern,
): Hdf5Tree {
  const hidden = architecture.hidden[layer]!;
  const { neurons, kind } = hidden;
  const mask = new Uint8Array(neurons * neurons);
  visitEdges(edges, (_, target, source) => {
    mask[target * neurons + source] = 1;
  });
  const common = { kind, mask: { shape: [neurons, neurons], data: mask } };
  if (kind !== 'scml') return common;
  const { motif, boundary } = hidden;
  return {
    ...common,
    motif_size: scalar(motif.size),
    boundary,
    types: { shape: [CONNECTION_TYPES.length], data: CONNECTION_TYPES },
    intra: typeMatrix(motif.intra, motif.size),
    inter: typeMatrix(motif.inter, 2),
    inhibitory_weight: scalar(architecture.neuron.inhibitoryWeight),
  };
}

/** What our own annotations claim of a graph; nothing of it has been checked against the graph. */
export interface NetworkClaim {
  /** As JSON. */
  readonly architecture: string;
  readonly target: NirTarget;
  readonly stepSeconds: number;
  readonly formatVersion: FormatVersion;
  /** What the export left out. */
  readonly lost: readonly string[];
  /** R and τ of a layer; undefined if they are not there. */
  neurons(layer: number): LayerNeurons | undefined;
}

/** @returns null if the graph is not one of ours */
export function readClaim(annotations: Annotations): NetworkClaim | null {
  if (annotations.text('generator') !== GENERATOR) return null;
  const version = annotations.text('format_version');
  const formatVersion = FORMAT_VERSIONS.find((known) => known === version);
  const target = NIR_TARGETS.find((name) => name === annotations.text('target'));
  const stepSeconds = annotations.numbers('dt')?.[0];
  const architecture = annotations.text('architecture');
  if (formatVersion === undefined || target === undefined) return null;
  if (stepSeconds === undefined || architecture === undefined) return null;
  return {
    architecture,
    target,
    stepSeconds,
    formatVersion,
    lost: (annotations.text('lost') ?? '').split('\n').filter((line) => line !== ''),
    neurons: (layer) => {
      const resistance = annotations.numbers('neurons', String(layer), 'resistance');
      const tau = annotations.numbers('neurons', String(layer), 'tau');
      if (resistance === undefined || tau === undefined) return undefined;
      return { resistance: Float64Array.from(resistance), tau: Float64Array.from(tau) };
    },
  };
}
