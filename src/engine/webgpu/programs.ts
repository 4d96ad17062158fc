/** The compiled shaders of a network, each made when it is first needed. */
import { MotifsmithError } from '../../core/errors.ts';
import type { Loss } from '../loss.ts';
import type { Rule } from '../rule.ts';
import type { Device } from './device.ts';
import type { NetworkPlan } from './plan.ts';
import { backwardMemory, backwardShader } from './shaders/backward.ts';
import { forwardMemory, forwardShader } from './shaders/forward.ts';
import { type GradientShader, gradientShaders } from './shaders/gradient.ts';

/** A shader ready to run. */
export interface Program {
  readonly pipeline: GPUComputePipeline;
  /** Along x and y; null: one for each sample. */
  readonly workgroups: readonly [number, number] | null;
}

/** What a pass does. */
export interface Pass {
  /** Whether its gradient is wanted. */
  readonly training: boolean;
  /** Whether its spikes are read. */
  readonly recording: boolean;
  /** Whether neurons rest after their spikes. */
  readonly resting: boolean;
  /** Whether ∂E/∂R and ∂E/∂τ are wanted. */
  readonly neurons: boolean;
}

/** @throws MotifsmithError (`usage`) if a workgroup of this device has too little memory for the network */
function checkMemory(plan: NetworkPlan, device: Device): void {
  const limit = device.gpu.limits.maxComputeWorkgroupStorageSize;
  const needed = Math.max(forwardMemory(plan), backwardMemory(plan));
  if (needed <= limit) return;
  const fits = Math.floor((plan.neurons * limit) / needed);
  throw new MotifsmithError(
    'usage',
    `A network of ${plan.neurons} neurons needs ${needed} bytes of workgroup memory; this graphics card has ${limit}.`,
    {
      where: device.description,
      remedy: `Use at most ${fits} neurons in all, or the engine \`wasm\`.`,
    },
  );
}

export class Programs {
  readonly #plan: NetworkPlan;
  readonly #device: Device;
  readonly #layout: GPUPipelineLayout;
  readonly #forward: GPUShaderModule;
  readonly #backward: GPUShaderModule;
  readonly #gradients: readonly (GradientShader & { module: GPUShaderModule })[];
  readonly #made = new Map<string, Promise<Program[]>>();

  constructor(
    plan: NetworkPlan,
    device: Device,
    bindings: GPUBindGroupLayout,
    loss: Loss,
    rule: Rule,
  ) {
    checkMemory(plan, device);
    const { gpu } = device;
    this.#plan = plan;
    this.#device = device;
    this.#layout = gpu.createPipelineLayout({ bindGroupLayouts: [bindings] });
    const module = (label: string, code: string) => gpu.createShaderModule({ label, code });
    this.#forward = module('forward', forwardShader(plan, loss));
    this.#backward = module('backward', backwardShader(plan, loss, rule));
    this.#gradients = gradientShaders(plan).map((shader, k) => ({
      ...shader,
      module: module(`gradient ${k}`, shader.code),
    }));
  }

  /** The shaders of a pass, in order. */
  of(pass: Pass): Promise<Program[]> {
    const key = JSON.stringify(pass);
    let programs = this.#made.get(key);
    if (!programs) {
      programs = this.#device.settled(Promise.all(this.#compile(pass)));
      this.#made.set(key, programs);
    }
    return programs;
  }

  #compile({ training, recording, resting, neurons }: Pass): Promise<Program>[] {
    const flags = (values: Readonly<Record<string, boolean>>) =>
      Object.fromEntries(Object.entries(values).map(([name, on]) => [name, on ? 1 : 0]));
    const program = async (
      module: GPUShaderModule,
      constants: Record<string, number>,
      workgroups: Program['workgroups'],
    ): Promise<Program> => {
      const pipeline = await this.#device.gpu.createComputePipelineAsync({
        label: module.label,
        layout: this.#layout,
        compute: { module, entryPoint: 'main', constants },
      });
      return { pipeline, workgroups };
    };
    const forward = program(
      this.#forward,
      flags({ TRAINING: training, KEEP_SPIKES: training || recording, RESTING: resting }),
      null,
    );
    if (!training) return [forward];
    const hasBias = this.#plan.layers.some(({ biasGradient }) => biasGradient !== null);
    const needed = this.#gradients.filter(({ finds }) => finds === 'weights' || neurons || hasBias);
    return [
      forward,
      program(this.#backward, flags({ NEURONS: neurons }), null),
      ...needed.map(({ module, workgroups, finds }) =>
        program(module, finds === 'weights' ? {} : flags({ NEURONS: neurons }), workgroups),
      ),
    ];
  }
}
