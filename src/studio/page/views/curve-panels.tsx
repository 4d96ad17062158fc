/** The curves of a run: losses, accuracies and, of a search, how probable each motif size is. */

import { percent, significant } from '../../../view/format.ts';
import { CUTS, MEASURES } from '../../../view/names.ts';
import { EVENTS, stageLabel } from '../../../view/record-names.ts';
import {
  type SeriesStyle,
  seriesStyle,
  TRAINING_SERIES,
  VALIDATION_SERIES,
} from '../../../view/series.ts';
import type { Curve, Mark } from '../charts/curve.ts';
import { Curves } from '../charts/curves.tsx';
import { XSwitch } from '../charts/x-switch.tsx';
import type { Figure, RunHistory } from '../history/run-history.ts';
import { movingMean } from '../history/series.ts';
import { useXUnit, X_NAMES, type XAxis, xAxis } from '../history/x-axis.ts';
import { Panel } from '../parts/panel.tsx';

const styleOf = ({ name, dash }: SeriesStyle) => ({ colour: name, dash });

const asPercent = (value: number) => percent(value, value < 0.1 ? 1 : 0);

/** Where stages begin, in words; a stage begins at the cut that ends the one before. */
function marksOf({ plan, cuts }: RunHistory, axis: XAxis): Mark[] {
  const begins = plan.stages.map(({ name, begin }) => ({ x: begin, text: stageLabel(name) }));
  const placed = new Set(begins.map(({ x }) => x));
  const others = cuts
    .filter(({ x }) => !placed.has(Math.round(x)))
    .map(({ x, stage }) => ({
      x,
      text: `${EVENTS.cut.label} ${CUTS[stage as keyof typeof CUTS]?.label ?? stage}`,
    }));
  return [...begins, ...others]
    .sort((a, b) => a.x - b.x)
    .map(({ x, text }) => ({ x: axis.at(x), text }));
}

/**
 * Iterations and the epochs after them as one list of x, with a mean through what is noisy. The final
 * training starts from fresh weights, so that its curve does not continue that of the search.
 */
function joined(history: RunHistory, train: Figure, held: Figure, axis: XAxis) {
  const { iterations, epochs } = history;
  const last = iterations.x.at(-1) ?? -1;
  const later = epochs.x.findIndex((x) => x > last + 1e-9);
  const begin = later < 0 ? epochs.length : later;
  const broken = iterations.length > 0 && later >= 0;
  const join = <T,>(first: readonly T[], gap: T, rest: readonly T[]) => [
    ...first,
    ...(broken ? [gap] : []),
    ...rest,
  ];
  const x = join(iterations.x, last + 1e-6, epochs.x.slice(begin)).map(axis.at);
  const window = Math.max(1, Math.round(iterations.length / 30));
  const smooth = (name: Figure) =>
    join(movingMean(iterations.values[name], window), null, epochs.values[name].slice(begin));
  const raw = (name: Figure) =>
    join<number | null>(iterations.values[name], null, new Array(epochs.length - begin).fill(null));
  const noisy = iterations.length > 20;
  const curves: Curve[] = [
    ...(noisy
      ? [
          {
            name: `${MEASURES[train].short}, raw`,
            colour: TRAINING_SERIES.name,
            values: raw(train),
            faint: true,
          },
          {
            name: `${MEASURES[held].short}, raw`,
            colour: VALIDATION_SERIES.name,
            values: raw(held),
            faint: true,
          },
        ]
      : []),
    { name: MEASURES[train].short, colour: TRAINING_SERIES.name, values: smooth(train) },
    { name: MEASURES[held].short, ...styleOf(VALIDATION_SERIES), values: smooth(held) },
  ];
  return { x, curves: curves.filter(({ values }) => values.some((value) => value !== null)) };
}

export function CurvePanels({ history }: { readonly history: RunHistory }) {
  const { plan } = history;
  const [unit, choose] = useXUnit();
  const axis = xAxis(unit, history);
  const xName = X_NAMES[axis.unit];
  const shared = { marks: marksOf(history, axis), xName, until: axis.at(plan.epochs) };
  const losses = joined(history, 'loss', 'validationLoss', axis);
  const accuracies = joined(history, 'accuracy', 'validationAccuracy', axis);
  if (losses.x.length === 0) {
    return (
      <Panel title="Curves" wide>
        <p class="soft">
          {history.candidates.length > 0
            ? 'This search reports only finished candidates; curves start with the final training.'
            : 'Curves appear here once the run reports its first figures.'}
        </p>
      </Panel>
    );
  }
  return (
    <>
      <div class="wide">
        <XSwitch unit={unit} choose={choose} runs={[history]} />
      </div>
      <Panel title="Loss">
        <Curves
          key={xName}
          {...shared}
          {...losses}
          label={`Loss by ${axis.unit}`}
          format={significant}
        />
      </Panel>
      <Panel title="Accuracy">
        <Curves
          key={xName}
          {...shared}
          {...accuracies}
          label={`Accuracy by ${axis.unit}`}
          format={asPercent}
        />
      </Panel>
      {[...history.sizes].map(([layer, series]) => (
        <Panel
          key={layer}
          title={history.sizes.size > 1 ? `Motif size, layer ${layer + 1}` : 'Motif size'}
        >
          <Curves
            key={xName}
            label="Probability of each motif size"
            x={series.x.map(axis.at)}
            curves={series.names.map((name, k) => ({
              name,
              ...styleOf(seriesStyle(k)),
              values: series.values[name]!,
            }))}
            xName={xName}
            format={asPercent}
          />
        </Panel>
      ))}
    </>
  );
}
