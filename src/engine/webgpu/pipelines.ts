/** Compiled shaders of a device. Networks of the same shape share them, as all seeds of an experiment do. */
import { BUFFERS, READ_ONLY } from './shaders/wgsl.ts';

/** Pipelines that are kept; compiling one takes longer than a batch. */
const MOST = 256;
/** `GPUShaderStage.COMPUTE`, which Node has not as a global. */
const COMPUTE = 0x4;

export class Pipelines {
  /** All shaders have the same buffers. */
  readonly bindings: GPUBindGroupLayout;
  readonly #gpu: GPUDevice;
  readonly #layout: GPUPipelineLayout;
  /** The oldest first. */
  readonly #made = new Map<string, Promise<GPUComputePipeline>>();

  constructor(gpu: GPUDevice) {
    this.#gpu = gpu;
    this.bindings = gpu.createBindGroupLayout({
      entries: BUFFERS.map((name, binding) => ({
        binding,
        visibility: COMPUTE,
        buffer: { type: READ_ONLY.has(name) ? 'read-only-storage' : 'storage' },
      })),
    });
    this.#layout = gpu.createPipelineLayout({ bindGroupLayouts: [this.bindings] });
  }

  /**
   * @param label of the shader, for messages
   * @param constants values of its overrides
   */
  get(
    label: string,
    code: string,
    constants: Readonly<Record<string, number>>,
  ): Promise<GPUComputePipeline> {
    const key = `${JSON.stringify(constants)}\n${code}`;
    let pipeline = this.#made.get(key);
    if (pipeline) {
      this.#made.delete(key);
    } else {
      if (this.#made.size >= MOST) this.#made.delete(this.#made.keys().next().value!);
      pipeline = this.#gpu.createComputePipelineAsync({
        label,
        layout: this.#layout,
        compute: {
          module: this.#gpu.createShaderModule({ label, code }),
          entryPoint: 'main',
          constants,
        },
      });
    }
    this.#made.set(key, pipeline);
    return pipeline;
  }
}
