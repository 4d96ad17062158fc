/**
 * Samples by number. Training, search and evaluation read what the next batch needs and keep nothing
 * else, so that a data set may be larger than the memory. They do not know whether a sample comes
 * from an array or a file.
 */
import type { Sensor } from './address-events.ts';
import type { EventSample } from './sample.ts';

/** Samples, read when they are needed. */
export interface SampleSource {
  readonly length: number;
  /** The cells of the input channels, numbered as `channelOf` does. */
  readonly sensor: Sensor;
  /** Class of sample k, known without reading its events. */
  label(k: number): number;
  /** Group of sample k, which no cut may part; left out if each sample stands alone. */
  readonly group?: (k: number) => number;
  /** Name of the recording that is sample k; left out if samples are no recordings. */
  readonly recording?: (k: number) => string;
  /** Sample k; reading it again gives the same events. @throws MotifsmithError `data` */
  read(k: number): EventSample;
}

/** Samples in memory. */
export function memorySource(samples: readonly EventSample[], sensor: Sensor): SampleSource {
  return {
    length: samples.length,
    sensor,
    label: (k) => samples[k]!.label,
    read: (k) => samples[k]!,
  };
}

/**
 * A source whose samples are recordings.
 * @param names [samples]
 * @param groups [samples] null if each stands alone
 */
export function ofRecordings(
  source: SampleSource,
  names: readonly string[],
  groups: Uint32Array | null,
): SampleSource {
  return {
    length: source.length,
    sensor: source.sensor,
    label: (k) => source.label(k),
    ...(groups && { group: (k: number) => groups[k]! }),
    recording: (k) => names[k]!,
    read: (k) => source.read(k),
  };
}

/** Some samples of a source, in any order. */
class Subset implements SampleSource {
  readonly base: SampleSource;
  readonly indices: Uint32Array;
  readonly group?: (k: number) => number;
  readonly recording?: (k: number) => string;

  constructor(base: SampleSource, indices: Uint32Array) {
    this.base = base;
    this.indices = indices;
    if (base.group) this.group = (k) => base.group!(indices[k]!);
    if (base.recording) this.recording = (k) => base.recording!(indices[k]!);
  }

  get length(): number {
    return this.indices.length;
  }

  get sensor(): Sensor {
    return this.base.sensor;
  }

  label(k: number): number {
    return this.base.label(this.indices[k]!);
  }

  read(k: number): EventSample {
    return this.base.read(this.indices[k]!);
  }
}

/**
 * A view of a source: its sample k is sample `indices[k]` of the source. Nothing is read.
 * @param indices each 0 … source.length − 1
 */
export function subset(source: SampleSource, indices: Uint32Array): SampleSource {
  // A view of a view refers to the source itself: halves of cuts of splits cost no more than one.
  if (!(source instanceof Subset)) return new Subset(source, indices);
  return new Subset(
    source.base,
    indices.map((k) => source.indices[k]!),
  );
}

/** Reads the chosen samples, in the order given. @throws MotifsmithError `data` */
export function readSamples(source: SampleSource, chosen: Uint32Array): EventSample[] {
  return Array.from(chosen, (k) => source.read(k));
}
