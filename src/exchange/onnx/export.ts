/** A trained network as an ONNX model of one step: inputs and state in, spikes, scores and state out. */
import { MotifsmithError } from '../../core/errors.ts';
import { blueprint } from '../../model/shape.ts';
import { DEPLOYMENT_FIELD, type Deployment, encodeDeployment } from '../deployment.ts';
import { requireExportable } from '../exportable.ts';
import { ARCHITECTURE_FIELD, STEP_FIELD } from '../network-tensors.ts';
import { DECISIONS } from '../nir/target-rules.ts';
import type { PortableModel } from '../portable-model.ts';
import { encodeOnnx, type OnnxGraph } from './model-file.ts';
import { stepGraph } from './step.ts';

/** Versions of the operators and of the file: nothing newer is needed, and onnxruntime reads them since 1.12. */
const OPSET = 17;
const IR_VERSION = 8;
const PRODUCER = 'motifsmith';
/** Most bytes of constants: a protobuf message has at most 2 GiB, and some is for the rest. */
const LARGEST_CONSTANTS = 2_000_000_000;

/** How a network is exported. */
export interface OnnxExportOptions {
  /** Length of a step, ms. */
  readonly stepMs: number;
  /** Sensor, preprocessing and classes, kept as metadata; none by default. */
  readonly deployment?: Deployment | null;
}

/**
 * Exports a network in single precision; the same network and options give the same bytes (docs/formats.md).
 * @returns the file
 * @throws MotifsmithError `usage` if it is too large or a layer is still being searched; `artifact` if a
 *   number in it is missing or not finite
 */
export function exportOnnx(
  model: PortableModel,
  { stepMs, deployment = null }: OnnxExportOptions,
): Uint8Array {
  const plan = blueprint(model.architecture);
  requireExportable(model, plan);
  const graph = stepGraph({ model, plan });
  requireSize(graph);
  return encodeOnnx(graph, {
    irVersion: IR_VERSION,
    opset: OPSET,
    producer: PRODUCER,
    metadata: {
      [ARCHITECTURE_FIELD]: JSON.stringify(model.architecture),
      [STEP_FIELD]: String(stepMs),
      tau_synapse: String(plan.shape.tauSynapse),
      decision: DECISIONS[model.architecture.readout ?? 'spiking'],
      ...(deployment && { [DEPLOYMENT_FIELD]: encodeDeployment(deployment) }),
    },
  });
}

function requireSize({ constants }: OnnxGraph): void {
  const bytes = constants.reduce((sum, { data }) => sum + 4 * data.length, 0);
  if (bytes <= LARGEST_CONSTANTS) return;
  throw new MotifsmithError('usage', `The weights would take ${bytes} bytes.`, {
    where: `an ONNX file has at most ${LARGEST_CONSTANTS}`,
    remedy: 'Export it as safetensors or npz.',
  });
}
