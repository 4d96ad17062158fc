/**
 * From the record of a run to TensorBoard events: every number of every event as a scalar, the final
 * weights, R and τ as histograms, and figures. A pure function of what the run's files hold.
 *
 * TensorBoard wants a time with every event, and the record has none, because runs are the same on
 * every machine. The number of the event takes its place, so one second is one event.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { blueprint } from '../../model/shape.ts';
import type { EventOf, RunEvent } from '../../run/schema/events.ts';
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

/** Fields that say where an event belongs rather than what was measured, or that are drawn instead. */
const NOT_MEASURED = new Set([
  'event',
  'stage',
  'epoch',
  'epochs',
  'trained',
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

/** Lists and objects within each other; events of the package have four levels. */
const DEEPEST = 16;
/** Events at the end of a record, among which the last epoch is found. */
const LAST_EVENTS = 1000;

/**
 * All events of a run.
 * @param model the trained network; null for a run that has not finished
 */
export function runEvents(
  record: readonly RunEvent[],
  model: PortableModel | null,
): SummaryEvent[] {
  const events = record.map((event, wallTime): SummaryEvent => {
    const values = eventScalars(event);
    if (event.event === 'test')
      values.push(...figure('test/confusion', confusionFigure(event.confusion)));
    return { step: stepOf(event), wallTime, values };
  });
  const wallTime = record.length;
  const step = Math.max(0, ...record.slice(-LAST_EVENTS).map(epochOf));
  events.push({ step, wallTime, values: searchFigures(record) });
  if (model !== null) events.push({ step, wallTime, values: modelValues(model) });
  return events.filter(({ values }) => values.length > 0);
}

const epochOf = (event: RunEvent): number => ('epoch' in event ? event.epoch : 0);

function stepOf(event: RunEvent): number {
  if (event.event === 'iteration') return event.iteration;
  return event.event === 'candidate' ? event.candidate : epochOf(event);
}

/**
 * The scalars of an event, named `<stage>/<event>/<field>/…`; those of a strategy's own event
 * `<stage>/<name>/<figure>/…`.
 * @throws MotifsmithError `artifact` if a strategy's figures are nested too deeply
 */
export function eventScalars(event: RunEvent): SummaryValue[] {
  if (event.event === 'strategy') {
    return [...scalars(event.figures, `${event.stage}/${event.name}`, () => true)];
  }
  const place = 'stage' in event ? `${event.stage}/${event.event}` : event.event;
  return [...scalars(event, place, (field) => !NOT_MEASURED.has(field))];
}

function* scalars(
  value: unknown,
  tag: string,
  isMeasured: (field: string) => boolean,
  depth = 0,
): Generator<SummaryValue> {
  if (depth > DEEPEST) {
    throw new MotifsmithError('artifact', 'An event of the record is nested too deeply.', {
      where: tag.slice(0, 80),
      remedy: 'The file was not written by a run: restore it.',
    });
  }
  if (typeof value === 'number') yield { tag, scalar: value };
  else if (Array.isArray(value)) {
    for (const [k, item] of value.entries()) {
      yield* scalars(item, `${tag}/${layerOf(item) ?? k}`, isMeasured, depth + 1);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [field, item] of Object.entries(value)) {
      if (!isMeasured(field)) continue;
      if (field === 'sizeProbabilities') yield* sizeScalars(value as SizeFigures, tag);
      else yield* scalars(item, `${tag}/${field}`, isMeasured, depth + 1);
    }
  }
}

type SizeFigures = EventOf<'iteration'>['layers'][number];

function* sizeScalars({ sizes, sizeProbabilities }: SizeFigures, tag: string) {
  for (const [v, scalar] of sizeProbabilities.entries()) {
    yield { tag: `${tag}/sizeProbability/${sizes[v]}`, scalar };
  }
}

/** Number of the layer that an entry of a list is about; null if it is about none. */
function layerOf(item: unknown): number | null {
  if (typeof item !== 'object' || item === null || !('layer' in item)) return null;
  return typeof item.layer === 'number' ? item.layer : null;
}

function figure(tag: string, image: EncodedImage | null): SummaryValue[] {
  return image === null ? [] : [{ tag, image }];
}

/** The probabilities of the motif sizes over the search, layer by layer. */
function searchFigures(record: readonly RunEvent[]): SummaryValue[] {
  const courses = new Map<number, (readonly number[])[]>();
  for (const event of record) {
    if (event.event !== 'iteration' || event.stage !== 'size') continue;
    for (const { layer, sizeProbabilities } of event.layers) {
      const course = courses.get(layer);
      if (course === undefined) courses.set(layer, [sizeProbabilities]);
      else course.push(sizeProbabilities);
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
