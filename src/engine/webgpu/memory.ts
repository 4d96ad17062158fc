/** The buffers of a network on the device; those that depend on samples grow when they must. */
import type { Device } from './device.ts';
import { BUFFERS, type BufferName } from './shaders/wgsl.ts';
import type { Work } from './submissions.ts';

/** Flags of the standard, https://www.w3.org/TR/webgpu/#buffer-usage, which Node has not as globals. */
const USAGE = { mapRead: 0x1, copySource: 0x4, copyDestination: 0x8, storage: 0x80 } as const;
const MAP_READ = 0x1;

/** A part of a buffer. */
export interface Part {
  readonly buffer: BufferName;
  readonly firstByte: number;
  readonly bytes: number;
}

export class DeviceMemory {
  readonly #device: Device;
  readonly #buffers = new Map<BufferName, GPUBuffer>();
  #staging: GPUBuffer | null = null;
  #group: GPUBindGroup | null = null;

  constructor(device: Device) {
    this.#device = device;
  }

  /** Makes a buffer at least so large; what it held is lost if it was smaller. */
  reserve(name: BufferName, bytes: number): void {
    const there = this.#buffers.get(name);
    if (there && there.size >= bytes) return;
    there?.destroy();
    const usage = USAGE.storage | USAGE.copySource | USAGE.copyDestination;
    // Shaders may not bind a buffer of no bytes.
    const size = Math.max(16, bytes);
    this.#buffers.set(name, this.#device.gpu.createBuffer({ label: name, size, usage }));
    this.#group = null;
  }

  write(name: BufferName, values: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): void {
    this.reserve(name, values.byteLength);
    if (values.length > 0) this.#device.gpu.queue.writeBuffer(this.#buffers.get(name)!, 0, values);
  }

  /** All buffers, for a dispatch. */
  get #bindings(): GPUBindGroup {
    this.#group ??= this.#device.gpu.createBindGroup({
      layout: this.#device.pipelines.bindings,
      entries: BUFFERS.map((name, binding) => ({
        binding,
        resource: { buffer: this.#buffers.get(name)! },
      })),
    });
    return this.#group;
  }

  /**
   * Runs shaders on the buffers, and reads parts of them afterwards.
   * @param cleared a buffer that is set to 0 before, if any
   */
  async run(
    dispatches: Work['dispatches'],
    cleared: BufferName | null,
    parts: readonly Part[],
  ): Promise<ArrayBuffer[]> {
    const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    const staging = this.#stage(total);
    await this.#device.submissions.submit({
      bindings: this.#bindings,
      dispatches,
      before: (encoder) => {
        if (cleared !== null) encoder.clearBuffer(this.#buffers.get(cleared)!);
      },
      after: (encoder) => {
        let at = 0;
        for (const { buffer, firstByte, bytes } of parts) {
          encoder.copyBufferToBuffer(this.#buffers.get(buffer)!, firstByte, staging, at, bytes);
          at += bytes;
        }
      },
    });
    await this.#device.settled(staging.mapAsync(MAP_READ, 0, total));
    const mapped = staging.getMappedRange(0, total);
    let from = 0;
    const copies = parts.map(({ bytes }) => {
      from += bytes;
      return mapped.slice(from - bytes, from);
    });
    staging.unmap();
    return copies;
  }

  #stage(bytes: number): GPUBuffer {
    if (this.#staging && this.#staging.size >= bytes) return this.#staging;
    this.#staging?.destroy();
    const usage = USAGE.mapRead | USAGE.copyDestination;
    this.#staging = this.#device.gpu.createBuffer({ label: 'staging', size: bytes, usage });
    return this.#staging;
  }

  dispose(): void {
    for (const buffer of this.#buffers.values()) buffer.destroy();
    this.#staging?.destroy();
  }
}
