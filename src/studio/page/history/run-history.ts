/**
 * What the page shows of a run over time, gathered from the events of its record as they arrive. It stays
 * bounded however long the run is: curves are thinned by `Series`, frames by halving.
 */
import { isSystemName } from '../../../baselines/names.ts';
import type { Architecture } from '../../../model/architecture-schema.ts';
import type { EventOf, RunEvent } from '../../../run/schema/events.ts';
import type { Measure } from '../../../search/events.ts';
import type { Histogram } from '../../../training/records.ts';
import { certainTypes } from '../../../view/motif-layout.ts';
import type { DamagedLine, MetricsEvent, SummaryFile } from '../../api/record.ts';
import { motifLayers } from './motif-layers.ts';
import { Series } from './series.ts';
import { type PlannedRun, type StagePlan, stagePlan } from './stage-plan.ts';

export const FIGURES = ['loss', 'accuracy', 'validationLoss', 'validationAccuracy'] as const;
export type Figure = (typeof FIGURES)[number];

/** A motif size that a layer may have, and its connections. */
export interface MotifCandidate {
  readonly size: number;
  /** Of the size, 0 … 1. */
  readonly probability: number;
  /** [v² + 2v][3] exc, inh, none at each position, in the order of `typesByPosition`. */
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
  readonly before: Measure;
  readonly after: Measure;
}

export interface CandidateRecord {
  readonly candidate: number;
  readonly sizes: readonly number[];
  readonly accuracy: number;
  readonly loss: number;
}

/** How probable the motif sizes of each layer are. */
type SizeFigures = readonly {
  readonly layer: number;
  readonly sizes: readonly number[];
  readonly sizeProbabilities: readonly number[];
}[];

const MOST_FRAMES = 400;
/** Damaged lines that are kept to be shown; the rest are only counted. */
const MOST_DAMAGED = 20;

function thin(list: unknown[]): void {
  // The last one is the present state, and is kept.
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
  /** Lines of the record that hold no valid event: the first few, and how many there are. */
  readonly damaged: DamagedLine[] = [];
  damagedLines = 0;
  architecture: Architecture | null = null;
  /** Whether its network is one of motifs and neurons; those of baselines are not. */
  readonly hasNetwork: boolean;
  test: Measure | null = null;
  /** Computing time of each stage; null before the run has finished. */
  stageSeconds: Readonly<Record<string, number>> | null = null;
  stage: string | null = null;
  /** Where the run is on the axis of epochs. */
  x = 0;
  /** Grows with each change, so that views know when to draw. */
  revision = 0;
  #lastSizes: SizeFigures = [];

  /** @param record what the stages follow from; null if it cannot be read */
  constructor(record: PlannedRun | null) {
    this.plan = stagePlan(record);
    const method = record?.method ?? 'search';
    this.hasNetwork = !isSystemName(method);
  }

  add(events: readonly MetricsEvent[]): void {
    for (const event of events) {
      if (event.event === 'damaged') this.#damage(event);
      else this.#one(event);
    }
    if (events.length > 0) this.revision += 1;
  }

  #damage(line: DamagedLine): void {
    this.damagedLines += 1;
    if (this.damaged.length < MOST_DAMAGED) this.damaged.push(line);
  }

  #begin(stage: string): number {
    const planned = this.plan.stages.find(({ name }) => name === stage);
    return planned?.begin ?? 0;
  }

  #one(event: RunEvent): void {
    switch (event.event) {
      case 'iteration':
        this.#iteration(event);
        return;
      case 'epoch':
        this.stage = event.stage;
        this.x = this.#begin(event.stage) + event.epoch;
        this.epochs.add(this.x, event);
        if ('layers' in event) this.#lastSizes = event.layers;
        return;
      case 'probe':
        this.#probe(event);
        return;
      case 'cut': {
        const { stage, before, after } = event;
        this.cuts.push({ stage, x: this.x, before, after });
        return;
      }
      case 'candidate': {
        const { stage, candidate, motifs, validationLoss, validationAccuracy } = event;
        const sizes = motifs.map(({ size }) => size);
        this.stage = stage;
        this.candidates.push({
          ...{ candidate, sizes, loss: validationLoss, accuracy: validationAccuracy },
        });
        return;
      }
      case 'architecture':
        this.architecture = event.architecture;
        this.#found(event.architecture);
        return;
      case 'test':
        this.test = { loss: event.loss, accuracy: event.accuracy };
        this.stage = 'test';
        return;
    }
  }

  #iteration(event: EventOf<'iteration'>): void {
    const { stage, iteration, layers } = event;
    this.stage = stage;
    this.x = this.#begin(stage) + iteration / this.plan.iterationsPerEpoch;
    this.iterations.add(this.x, event);
    this.#lastSizes = layers;
    if (stage !== 'size') return;
    for (const { layer, sizes, sizeProbabilities } of layers) {
      const names = sizes.map(String);
      let series = this.sizes.get(layer);
      if (!series) {
        series = new Series(names);
        this.sizes.set(layer, series);
      }
      series.add(this.x, Object.fromEntries(names.map((name, k) => [name, sizeProbabilities[k]!])));
    }
  }

  #probe(event: EventOf<'probe'>): void {
    const { stage, epoch } = event;
    const x = this.#begin(stage) + epoch;
    for (const { layer, rates, resistance, tau } of event.layers) {
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
    if (event.types === undefined) return;
    const layers = event.types.map(({ layer, sizes }) => ({
      layer,
      candidates: sizes.map(({ size, probabilities }) => ({
        size,
        probability: this.#probabilityOf(layer, size),
        types: Float32Array.from(probabilities.flat()),
      })),
    }));
    const drawn = layers.filter(({ candidates }) => candidates.length > 0);
    if (drawn.length > 0) this.#frame({ stage, x, epoch, layers: drawn });
  }

  #probabilityOf(layer: number, size: number): number {
    const known = this.#lastSizes.find((one) => one.layer === layer);
    return known?.sizeProbabilities[known.sizes.indexOf(size)] ?? 1;
  }

  /** What was found, as a last frame in which every type is certain. */
  #found(architecture: Architecture): void {
    const layers = motifLayers(architecture).map(({ layer, motif }) => {
      const types = certainTypes(motif);
      return { layer, candidates: [{ size: motif.size, probability: 1, types }] };
    });
    if (layers.length > 0) this.#frame({ stage: 'found', x: this.x, epoch: null, layers });
  }

  #frame(frame: MotifFrame): void {
    this.frames.push(frame);
    if (this.frames.length > MOST_FRAMES) thin(this.frames);
  }

  /** Takes the times of a finished run, which its record does not have. */
  useSummary(summary: SummaryFile): void {
    if (!('timing' in summary)) return;
    this.stageSeconds = summary.timing.stages;
    this.revision += 1;
  }

  /** Takes the architecture from its file, where the record has no event of it. */
  useArchitecture(architecture: Architecture): void {
    if (this.architecture !== null) return;
    this.architecture = architecture;
    this.#found(architecture);
    this.revision += 1;
  }
}
