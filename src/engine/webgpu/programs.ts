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

interface Shader {
  readonly label: string;
  readonly code: string;
}

export class Programs {
  readonly #plan: NetworkPlan;
  readonly #device: Device;
  readonly #forward: Shader;
  readonly #backward: Shader;
  readonly #gradients: readonly (GradientShader & Shader)[];
  /** By pass: finding a pipeline means comparing its whole text, which is too much for each batch. */
  readonly #made = new Map<string, Promise<Program[]>>();

  constructor(plan: NetworkPlan, device: Device, loss: Loss, rule: Rule) {
    checkMemory(plan, device);
    this.#plan = plan;
    this.#device = device;
    this.#forward = { label: 'forward', code: forwardShader(plan, loss) };
    this.#backward = { label: 'backward', code: backwardShader(plan, loss, rule) };
    this.#gradients = gradientShaders(plan).map((shader, k) => ({
      ...shader,
      label: `gradient ${k}`,
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
    const program = async (
      { label, code }: Shader,
      flags: Readonly<Record<string, boolean>>,
      workgroups: Program['workgroups'],
    ): Promise<Program> => {
      const constants = Object.fromEntries(
        Object.entries(flags).map(([name, on]) => [name, on ? 1 : 0]),
      );
      return { pipeline: await this.#device.pipelines.get(label, code, constants), workgroups };
    };
    const flags = { TRAINING: training, KEEP_SPIKES: training || recording, RESTING: resting };
    const forward = program(this.#forward, flags, null);
    if (!training) return [forward];
    const hasBias = this.#plan.layers.some(({ biasGradient }) => biasGradient !== null);
    const needed = this.#gradients.filter(({ finds }) => finds === 'weights' || neurons || hasBias);
    return [
      forward,
      program(this.#backward, { NEURONS: neurons }, null),
      ...needed.map((shader) =>
        program(shader, shader.finds === 'weights' ? {} : { NEURONS: neurons }, shader.workgroups),
      ),
    ];
  }
}
