/**
 * From the record of a run to TensorBoard events: every number of every line of `metrics.jsonl` as a
 * scalar, the final weights, R and τ as histograms, and figures. A pure function of the run's files.
 *
 * TensorBoard wants a time with every event, and the record has none, because runs are the same on
 * every machine: the number of the line stands in, so one second is one line.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { blueprint } from '../../model/shape.ts';
import { recurrentMatrix } from '../nir/layers.ts';
import type { PortableModel } from '../portable-model.ts';
import type { EncodedImage, SummaryEvent, SummaryValue } from './events.ts';
import {
  confusionFigure,
  courseFigure,
  LARGEST_FIGURE,
  motifFigure,
  weightFigure,
} from './figures.ts';
import { histogramOf } from './histogram.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One line of `metrics.jsonl`. */
export interface MetricsLine {
  readonly event: string;
  readonly [key: string]: Json;
}

/** What says where a line belongs rather than what was measured, and what is drawn instead. */
const NOT_MEASURED = new Set([
  'event',
  'stage',
  'epoch',
  'epochs',
  'iteration',
  'candidate',
  'layer',
  'sizes',
  'confusion',
  'architecture',
  // Of a probe: its histograms and the types of every position.
  'from',
  'to',
  'counts',
  'types',
]);

/** Lists and objects within each other; a run's events have four. */
const DEEPEST = 16;

/**
 * Parses `metrics.jsonl`. An interrupted run may have a last line that is cut short; it is left out.
 * @throws MotifsmithError `artifact` naming the line that is no event
 */
export function parseMetrics(text: string, file: string): MetricsLine[] {
  const lines = text.split('\n');
  const last = lines.pop();
  const parsed = lines.map((line, k) => {
    const event = parseLine(line);
    if (event !== null) return event;
    throw new MotifsmithError('artifact', 'A line of the record is not an event.', {
      where: `${file}, line ${k + 1}`,
      remedy: 'The file is damaged: restore it, or resume the run from an earlier checkpoint.',
    });
  });
  const rest = last === '' || last === undefined ? null : parseLine(last);
  return rest === null ? parsed : [...parsed, rest];
}

const isRecord = (value: unknown): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseLine(line: string): MetricsLine | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) && typeof value.event === 'string' ? (value as MetricsLine) : null;
  } catch {
    return null;
  }
}

/**
 * All events of a run.
 * @param model the trained network; null for a run that has not finished
 */
export function runEvents(
  metrics: readonly MetricsLine[],
  model: PortableModel | null,
): SummaryEvent[] {
  const events = metrics.flatMap((line, wallTime): SummaryEvent[] => {
    const values = lineScalars(line);
    if (line.event === 'test') values.push(...figure('test/confusion', confusionOf(line)));
    return values.length > 0 ? [{ step: stepOf(line), wallTime, values }] : [];
  });
  const wallTime = metrics.length;
  const step = Math.max(0, ...metrics.slice(-1000).map(({ epoch }) => whole(epoch) ?? 0));
  events.push({ step, wallTime, values: searchFigures(metrics) });
  if (model !== null) events.push({ step, wallTime, values: modelValues(model) });
  return events.filter(({ values }) => values.length > 0);
}

const whole = (value: Json | undefined): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

function stepOf({ iteration, candidate, epoch }: MetricsLine): number {
  return whole(iteration) ?? whole(candidate) ?? whole(epoch) ?? 0;
}

/** The scalars of a line, under `<stage>/<event>/…`. */
export function lineScalars(line: MetricsLine): SummaryValue[] {
  const values: SummaryValue[] = [];
  const walk = (value: Json, tag: string, depth = 0): void => {
    if (depth > DEEPEST) {
      throw new MotifsmithError('artifact', 'An event of the record is nested too deep.', {
        where: tag.slice(0, 80),
        remedy: 'The file was not written by a run: restore it.',
      });
    }
    if (typeof value === 'number') values.push({ tag, scalar: value });
    else if (Array.isArray(value)) {
      value.forEach((item: Json, k) => {
        const layer = isRecord(item) ? whole(item.layer) : null;
        walk(item, `${tag}/${layer ?? k}`, depth + 1);
      });
    } else if (isRecord(value)) {
      for (const [key, item] of Object.entries(value)) {
        if (NOT_MEASURED.has(key)) continue;
        if (key === 'sizeProbabilities') walkSizes(value, tag);
        else walk(item, `${tag}/${key}`, depth + 1);
      }
    }
  };
  const walkSizes = (layer: { readonly [key: string]: Json }, tag: string): void => {
    const { sizes, sizeProbabilities } = layer;
    if (!Array.isArray(sizes) || !Array.isArray(sizeProbabilities)) return;
    sizeProbabilities.forEach((probability: Json, v) => {
      walk(probability, `${tag}/sizeProbability/${String(sizes[v])}`);
    });
  };
  const place = typeof line.stage === 'string' ? `${line.stage}/${line.event}` : line.event;
  walk(line, place);
  return values;
}

function figure(tag: string, image: EncodedImage | null): SummaryValue[] {
  return image === null ? [] : [{ tag, image }];
}

const isNumbers = (value: Json | undefined): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'number');

function confusionOf({ confusion }: MetricsLine): EncodedImage | null {
  if (!Array.isArray(confusion) || confusion.length === 0) return null;
  const square = confusion.every((row) => isNumbers(row) && row.length === confusion.length);
  return square ? confusionFigure(confusion as unknown as number[][]) : null;
}

/** How the probabilities of the motif sizes went, layer by layer. */
function searchFigures(metrics: readonly MetricsLine[]): SummaryValue[] {
  const courses = new Map<number, (readonly number[])[]>();
  for (const { event, stage, layers } of metrics) {
    if (event !== 'iteration' || stage !== 'size' || !Array.isArray(layers)) continue;
    for (const entry of layers as readonly Json[]) {
      const layer = isRecord(entry) ? whole(entry.layer) : null;
      if (layer === null || !isRecord(entry) || !isNumbers(entry.sizeProbabilities)) continue;
      const course = courses.get(layer) ?? [];
      courses.set(layer, course);
      const candidates = course[0]?.length ?? entry.sizeProbabilities.length;
      if (entry.sizeProbabilities.length === candidates) course.push(entry.sizeProbabilities);
    }
  }
  return [...courses].flatMap(([layer, course]) =>
    figure(`size/sizeProbabilities/${layer}`, courseFigure(course)),
  );
}

/** Histograms of the final network, and figures of its motifs and recurrent weights. */
function modelValues(model: PortableModel): SummaryValue[] {
  const plan = blueprint(model.architecture);
  const values: SummaryValue[] = plan.layout.segments
    .filter(({ length }) => length > 0)
    .map(({ name, offset, length }) => ({
      tag: `weights/${name}`,
      histogram: histogramOf(Array.from({ length }, (_, k) => model.weights[offset + k]!)),
    }));
  model.neurons.forEach(({ resistance, tau }, l) => {
    values.push({ tag: `neurons/${l}/resistance`, histogram: histogramOf(resistance) });
    values.push({ tag: `neurons/${l}/tau`, histogram: histogramOf(tau) });
  });
  model.architecture.hidden.forEach((layer, l) => {
    if (layer.kind === 'scml') values.push(...figure(`motif/hidden.${l}`, motifFigure(layer)));
    if (plan.shape.layers[l]!.edges === null || layer.neurons > LARGEST_FIGURE) return;
    const weights = recurrentMatrix(model.weights, plan, l);
    values.push(...figure(`recurrentWeights/hidden.${l}`, weightFigure(weights, layer.neurons)));
  });
  return values;
}
