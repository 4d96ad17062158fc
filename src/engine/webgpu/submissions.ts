/**
 * Hands work to the device. A batch of one network leaves most of a large card idle; so what several networks hand in during
 * one turn of the event loop is submitted together, dispatch by dispatch in turns. They share no buffer, and the card
 * runs neighbouring dispatches at the same time.
 */
import { nextTurn } from '../../core/next-turn.ts';

/** Shaders that run one after the other on the buffers of one network. */
export interface Work {
  readonly bindings: GPUBindGroup;
  readonly dispatches: readonly {
    readonly pipeline: GPUComputePipeline;
    /** Along x and y. */
    readonly workgroups: readonly [number, number];
  }[];
  /** Encodes what happens before the first of them. */
  readonly before: (encoder: GPUCommandEncoder) => void;
  /** Encodes what happens after the last. */
  readonly after: (encoder: GPUCommandEncoder) => void;
}

export class Submissions {
  readonly #gpu: GPUDevice;
  #waiting: Work[] = [];
  #turn: Promise<void> | null = null;

  constructor(gpu: GPUDevice) {
    this.#gpu = gpu;
  }

  /** Resolves when the device has got the work, not when it has done it. */
  submit(work: Work): Promise<void> {
    this.#waiting.push(work);
    this.#turn ??= nextTurn().then(() => this.#submitAll());
    return this.#turn;
  }

  #submitAll(): void {
    const works = this.#waiting;
    this.#waiting = [];
    this.#turn = null;
    const encoder = this.#gpu.createCommandEncoder();
    for (const { before } of works) before(encoder);
    const pass = encoder.beginComputePass();
    const most = Math.max(...works.map(({ dispatches }) => dispatches.length));
    for (let k = 0; k < most; k++) {
      for (const { bindings, dispatches } of works) {
        const dispatch = dispatches[k];
        // A layer without connections has no gradient to find.
        if (!dispatch || dispatch.workgroups[0] === 0) continue;
        pass.setBindGroup(0, bindings);
        pass.setPipeline(dispatch.pipeline);
        pass.dispatchWorkgroups(...dispatch.workgroups);
      }
    }
    pass.end();
    for (const { after } of works) after(encoder);
    this.#gpu.queue.submit([encoder.finish()]);
  }
}
