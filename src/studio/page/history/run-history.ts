/**
 * Everything that the page shows of a run's course, gathered from the events of its record as they
 * come. It stays bounded, however long the run: curves are thinned by `Series`, frames by halving.
 */
import { typesByPosition } from '../../../model/topology.ts';
import type { MetricsEvent } from '../../api.ts';
import {
  finite,
  type Histogram,
  histogram,
  isFields,
  list,
  type Measured,
  measured,
  type SizeFigures,
  sizeFigures,
  text,
  typeFigures,
} from './events.ts';
import { motifLayers } from './motif-layers.ts';
import { Series } from './series.ts';
import { type StagePlan, stagePlan } from './stage-plan.ts';

export const FIGURES = ['loss', 'accuracy', 'validationLoss', 'validationAccuracy'] as const;
export type Figure = (typeof FIGURES)[number];

/** A motif size that a layer may have, and its connections. */
export interface MotifCandidate {
  readonly size: number;
  /** Of the size, 0 … 1. */
  readonly probability: number;
  /** [v² + 2v][3] as `TypeFigures`. */
  readonly types: Float32Array;
}

/** The motifs of a network at one moment. */
export interface MotifFrame {
  readonly stage: string;
  /** Epochs of the whole run so far. */
  readonly x: number;
  readonly epoch: number | null;
  readonly layers: readonly {
    readonly layer: number;
    readonly candidates: readonly MotifCandidate[];
  }[];
}

/** R, τ and firing rates of one layer over time. */
export interface LayerDistributions {
  readonly x: number[];
  readonly rates: Histogram[];
  readonly resistance: Histogram[];
  readonly tau: Histogram[];
}

export interface CutRecord {
  readonly stage: string;
  readonly x: number;
  readonly before: Measured;
  readonly after: Measured;
}

export interface CandidateRecord {
  readonly candidate: number;
  readonly sizes: readonly number[];
  readonly accuracy: number;
  readonly loss: number;
}

const MOST_FRAMES = 400;

function thin(list: unknown[]): void {
  // The last one is the present, and stays.
  const last = list.length - 1;
  const kept = list.filter((_, k) => (last - k) % 2 === 0);
  list.splice(0, list.length, ...kept);
}

export class RunHistory {
  readonly plan: StagePlan;
  /** Figures of iterations of a search. */
  readonly iterations = new Series<Figure>(FIGURES);
  /** Figures of epochs, of all stages. */
  readonly epochs = new Series<Figure>(FIGURES);
  /** By layer: probabilities of its motif sizes, under the size as text. */
  readonly sizes = new Map<number, Series<string>>();
  readonly frames: MotifFrame[] = [];
  readonly distributions = new Map<number, LayerDistributions>();
  readonly cuts: CutRecord[] = [];
  readonly candidates: CandidateRecord[] = [];
  architecture: unknown = null;
  test: Measured | null = null;
  stage: string | null = null;
  /** Where the run stands on the axis of epochs. */
  x = 0;
  /** Grows with each change, so that views know when to draw. */
  revision = 0;
  #lastSizes: readonly SizeFigures[] = [];

  /** @param record `config.json` of the run */
  constructor(record: unknown) {
    this.plan = stagePlan(record);
  }

  add(events: readonly MetricsEvent[]): void {
    for (const event of events) this.#one(event);
    if (events.length > 0) this.revision += 1;
  }

  #begin(stage: string): number {
    const planned = this.plan.stages.find(({ name }) => name === stage);
    return planned?.begin ?? 0;
  }

  #one(event: MetricsEvent): void {
    const stage = text(event.stage);
    switch (event.event) {
      case 'iteration':
        if (stage !== null) this.#iteration(event, stage);
        return;
      case 'epoch':
        if (stage !== null) this.#epoch(event, stage);
        return;
      case 'probe':
        if (stage !== null) this.#probe(event, stage);
        return;
      case 'cut': {
        const [before, after] = [measured(event.before), measured(event.after)];
        if (stage && before && after) this.cuts.push({ stage, x: this.x, before, after });
        return;
      }
      case 'candidate':
        this.#candidate(event);
        return;
      case 'architecture':
        this.architecture = event.architecture;
        this.#found(event.architecture);
        return;
      case 'test':
        this.test = measured(event);
        this.stage = 'test';
        return;
    }
  }

  #iteration(event: MetricsEvent, stage: string): void {
    const iteration = finite(event.iteration);
    if (iteration === null) return;
    this.stage = stage;
    this.x = this.#begin(stage) + iteration / this.plan.iterationsPerEpoch;
    this.iterations.add(this.x, figures(event));
    this.#lastSizes = sizeFigures(event);
    for (const { layer, sizes, probabilities } of this.#lastSizes) {
      if (stage !== 'size') continue;
      const names = sizes.map(String);
      let series = this.sizes.get(layer);
      if (!series) {
        series = new Series(names);
        this.sizes.set(layer, series);
      }
      series.add(this.x, Object.fromEntries(names.map((name, k) => [name, probabilities[k]!])));
    }
  }

  #epoch(event: MetricsEvent, stage: string): void {
    const epoch = finite(event.epoch);
    if (epoch === null) return;
    this.stage = stage;
    this.x = this.#begin(stage) + epoch;
    this.epochs.add(this.x, figures(event));
    const sizes = sizeFigures(event);
    if (sizes.length > 0) this.#lastSizes = sizes;
  }

  #probe(event: MetricsEvent, stage: string): void {
    const epoch = finite(event.epoch);
    if (epoch === null) return;
    const x = this.#begin(stage) + epoch;
    for (const value of list(event.layers)) {
      if (!isFields(value)) continue;
      const layer = finite(value.layer);
      const [rates, resistance, tau] = [value.rates, value.resistance, value.tau].map(histogram);
      if (layer === null || !rates || !resistance || !tau) continue;
      const before = this.distributions.get(layer);
      const all = before ?? { x: [], rates: [], resistance: [], tau: [] };
      if (!before) this.distributions.set(layer, all);
      all.x.push(x);
      all.rates.push(rates);
      all.resistance.push(resistance);
      all.tau.push(tau);
      if (all.x.length > MOST_FRAMES) {
        for (const entries of [all.x, all.rates, all.resistance, all.tau]) thin(entries);
      }
    }
    const types = typeFigures(event);
    const layers = [...new Set(types.map(({ layer }) => layer))].map((layer) => ({
      layer,
      candidates: types
        .filter((one) => one.layer === layer)
        .map(({ size, types: own }) => ({
          size,
          probability: this.#probabilityOf(layer, size),
          types: own,
        })),
    }));
    if (layers.length > 0) this.#frame({ stage, x, epoch, layers });
  }

  #probabilityOf(layer: number, size: number): number {
    const known = this.#lastSizes.find((one) => one.layer === layer);
    const at = known?.sizes.indexOf(size) ?? -1;
    return at < 0 ? 1 : known!.probabilities[at]!;
  }

  #candidate(event: MetricsEvent): void {
    const [candidate, loss, accuracy] = [
      finite(event.candidate),
      finite(event.validationLoss),
      finite(event.validationAccuracy),
    ];
    if (candidate === null || loss === null || accuracy === null) return;
    const sizes = list(event.motifs).flatMap((motif) =>
      isFields(motif) && typeof motif.size === 'number' ? [motif.size] : [],
    );
    this.stage = 'candidates';
    this.candidates.push({ candidate, sizes, loss, accuracy });
  }

  /** What was found, as a last frame in which every type is certain. */
  #found(architecture: unknown): void {
    const layers = motifLayers(architecture).map(({ layer, motif }) => {
      const names = typesByPosition(motif);
      const types = new Float32Array(3 * names.length);
      names.forEach((name, k) => {
        types[3 * k + (name === 'exc' ? 0 : name === 'inh' ? 1 : 2)] = 1;
      });
      return { layer, candidates: [{ size: motif.size, probability: 1, types }] };
    });
    if (layers.length > 0) this.#frame({ stage: 'found', x: this.x, epoch: null, layers });
  }

  #frame(frame: MotifFrame): void {
    this.frames.push(frame);
    if (this.frames.length > MOST_FRAMES) thin(this.frames);
  }

  /** Takes the architecture from its file, where the record has no event of it. */
  useArchitecture(architecture: unknown): void {
    if (this.architecture !== null) return;
    this.architecture = architecture;
    this.#found(architecture);
    this.revision += 1;
  }
}

function figures(event: MetricsEvent): Record<Figure, number | null> {
  return Object.fromEntries(FIGURES.map((name) => [name, finite(event[name])])) as Record<
    Figure,
    number | null
  >;
}
