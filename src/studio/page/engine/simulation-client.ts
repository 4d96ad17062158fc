/** The page's side of the simulation: requests by message, replies as promises. */
import type { Architecture } from '../../../model/architecture-schema.ts';
import type { Sample } from '../../api/samples.ts';
import { Problem } from '../source/problem.ts';
import type { Simulated } from './simulation.ts';

export type SimulationRequest =
  | { readonly kind: 'open'; readonly architecture: Architecture; readonly weights: Uint8Array }
  | { readonly kind: 'run'; readonly sample: Sample }
  | { readonly kind: 'potential'; readonly layer: number; readonly neuron: number };

export interface SimulationReply {
  readonly number: number;
  readonly value: unknown;
  readonly problem: {
    readonly message: string;
    readonly where: string | undefined;
    readonly remedy: string | undefined;
  } | null;
}

export class SimulationClient {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (problem: Problem) => void }
  >();
  #number = 0;

  constructor() {
    this.#worker = new Worker(new URL('./simulation-worker.ts', import.meta.url), {
      type: 'module',
    });
    this.#worker.onmessage = ({ data }: MessageEvent<SimulationReply>) => {
      const waiting = this.#waiting.get(data.number);
      this.#waiting.delete(data.number);
      if (data.problem) waiting?.reject(new Problem(data.problem.message, data.problem));
      else waiting?.resolve(data.value);
    };
    this.#worker.onerror = ({ message }) => {
      const problem = new Problem(`The engine stopped: ${message || 'it could not be loaded'}.`, {
        remedy: 'Reload the page; the browser must support WebAssembly with SIMD.',
      });
      for (const { reject } of this.#waiting.values()) reject(problem);
      this.#waiting.clear();
    };
  }

  async open(architecture: Architecture, weights: Uint8Array): Promise<void> {
    await this.#ask({ kind: 'open', architecture, weights });
  }

  async run(sample: Sample): Promise<Simulated> {
    return (await this.#ask({ kind: 'run', sample })) as Simulated;
  }

  /** Of the sample that was run last. */
  async potential(layer: number, neuron: number): Promise<Float32Array> {
    return (await this.#ask({ kind: 'potential', layer, neuron })) as Float32Array;
  }

  close(): void {
    this.#worker.terminate();
    this.#waiting.clear();
  }

  #ask(request: SimulationRequest): Promise<unknown> {
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#worker.postMessage({ number, request });
    });
  }
}
