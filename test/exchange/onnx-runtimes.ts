/**
 * Programs that run ONNX models, for the tests: onnxruntime compiled to WebAssembly, as browsers have it, and natively.
 * Where one is not installed the tests say so and are skipped. onnxruntime-node takes 290 MB, so it is no dependency: it
 * is found on NODE_PATH.
 */
import { createRequire } from 'node:module';
import type { EventSample } from '../../src/data/events/sample.ts';

interface Tensor {
  readonly data: Float32Array;
}
type Tensors = Readonly<Record<string, Tensor>>;
interface Session {
  readonly inputNames: readonly string[];
  readonly inputMetadata: readonly { readonly name: string; readonly shape: (number | string)[] }[];
  run(feeds: Tensors): Promise<Tensors>;
}
/** What onnxruntime's packages for JavaScript share. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: { intraOpNumThreads: number }): Promise<Session>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: number[]) => Tensor;
  readonly env: { wasm: { numThreads?: number } };
}

const require = createRequire(import.meta.url);

export const ONNX_RUNTIMES = ['onnxruntime-web', 'onnxruntime-node'] as const;
export type OnnxRuntimeName = (typeof ONNX_RUNTIMES)[number];

/** Whether a program is there; says on the console if not. In CI, what the package lists has to be. */
export function isInstalled(name: OnnxRuntimeName): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    if (name === 'onnxruntime-web' && process.env.CI) return true;
    console.warn(`Skipped: ${name} is not installed.`);
    return false;
  }
}

/** Loads a program. */
export function onnxRuntime(name: OnnxRuntimeName): OnnxRuntime {
  const runtime: OnnxRuntime =
    name === 'onnxruntime-web' ? require('onnxruntime-web') : require(name);
  runtime.env.wasm.numThreads = 1;
  return runtime;
}

/** What a model gave for some samples that ran side by side. */
export interface OnnxRecording {
  /** [samples][steps] the output neurons that spiked. */
  readonly spikes: number[][][];
  /** [samples][classes] after the last step of each. */
  readonly scores: number[][];
}

/** Runs samples of equal length as one batch. */
export async function runOnnx(
  { InferenceSession, Tensor }: OnnxRuntime,
  model: Uint8Array,
  samples: readonly EventSample[],
): Promise<OnnxRecording> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  const batch = samples.length;
  const state: Record<string, Tensor> = {};
  for (const { name, shape } of session.inputMetadata) {
    const size = Number(shape[1]);
    state[name] = new Tensor('float32', new Float32Array(batch * size), [batch, size]);
  }
  const row = ({ data }: Tensor, b: number): number[] => {
    const size = data.length / batch;
    return [...data.subarray(b * size, (b + 1) * size)];
  };
  const spikes: number[][][] = samples.map(() => []);
  for (let t = 0; t < samples[0]!.steps; t++) {
    const counts = state.counts!.data;
    counts.fill(0);
    samples.forEach(({ offsets, channels }, b) => {
      for (let e = offsets[t]!; e < offsets[t + 1]!; e++) {
        counts[(b * counts.length) / batch + channels[e]!]! += 1;
      }
    });
    const results = await session.run(state);
    for (const name of session.inputNames) state[name] = results[`${name}_next`] ?? state[name]!;
    samples.forEach((_, b) => {
      const fired = row(results.spikes!, b);
      spikes[b]!.push([...fired.keys()].filter((o) => fired[o] === 1));
    });
  }
  return { spikes, scores: samples.map((_, b) => row(state.scores!, b)) };
}
