/** A device of the host, opened with all that its adapter allows, and what can go wrong with it. */
import { MotifsmithError } from '../../core/errors.ts';
import { hostGpu } from './host.ts';
import { Pipelines } from './pipelines.ts';
import { Submissions } from './submissions.ts';

/** Limits that are asked for as large as the adapter has them; the standard's are meant for the smallest devices. */
const RAISED = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
] as const;

/** A device for the networks of one engine. */
export class Device {
  readonly gpu: GPUDevice;
  /** Of the adapter, for people. */
  readonly description: string;
  readonly pipelines: Pipelines;
  readonly submissions: Submissions;
  #lost: GPUDeviceLostInfo | null = null;
  #failure: string | null = null;

  private constructor(gpu: GPUDevice, description: string) {
    this.gpu = gpu;
    this.description = description;
    this.pipelines = new Pipelines(gpu);
    this.submissions = new Submissions(gpu);
    void gpu.lost.then((info) => {
      this.#lost = info;
    });
    gpu.addEventListener('uncapturederror', ({ error }) => {
      this.#failure ??= error.message;
    });
  }

  /** @throws MotifsmithError (`usage`) if the host has no adapter, or it gives no device */
  static async open(): Promise<Device> {
    const host = await hostGpu();
    const adapter = await host.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) {
      throw new MotifsmithError('usage', 'WebGPU finds no graphics card that it can use.', {
        where: 'engine',
        remedy:
          'Install the driver of the card (on Linux with Vulkan: `vulkaninfo --summary` lists what there is), or choose the engine `wasm`.',
      });
    }
    const requiredLimits = Object.fromEntries(RAISED.map((name) => [name, adapter.limits[name]]));
    const { vendor, architecture, device, description } = adapter.info;
    const name = description || [vendor, architecture, device].filter(Boolean).join(' ');
    try {
      return new Device(await adapter.requestDevice({ requiredLimits }), name || 'unnamed');
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new MotifsmithError('usage', `The graphics card gives no device: ${reason}.`, {
        where: 'engine',
        remedy: 'Close other programs that use it, or choose the engine `wasm`.',
        cause,
      });
    }
  }

  /**
   * To be called after each wait for the device.
   * @throws MotifsmithError (`inputOutput`) if it is lost or has refused something
   */
  check(): void {
    if (this.#lost !== null) {
      const why = this.#lost.message.trim().replace(/\.$/, '') || this.#lost.reason;
      throw new MotifsmithError('inputOutput', `The graphics card was lost: ${why}.`, {
        where: this.description,
        remedy: 'Resume the run; it goes on from its last checkpoint.',
      });
    }
    if (this.#failure !== null) {
      throw new MotifsmithError('inputOutput', `The graphics card refused: ${this.#failure}`, {
        where: this.description,
        remedy: 'Use smaller batches, or the engine `wasm`.',
      });
    }
  }

  /** Waits for the device. */
  async settled<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      this.check();
      return result;
    } catch (cause) {
      if (cause instanceof MotifsmithError) throw cause;
      // The reason of a loss arrives by a promise of its own.
      await Promise.race([this.gpu.lost, Promise.resolve()]);
      this.check();
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new MotifsmithError('inputOutput', `The graphics card failed: ${reason}`, {
        where: this.description,
        remedy: 'Resume the run; it goes on from its last checkpoint.',
        cause,
      });
    }
  }
}
