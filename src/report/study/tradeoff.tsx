/** Accuracy against what it takes: operations, parameters, and time until a decision. */
import type { JSX } from 'preact';
import type { OperationCosts } from '../../analysis/energy.ts';
import { finishedMethods } from '../../study/study-figures.ts';
import { drawTradeoff, type TradeoffPoint } from '../../view/figures/tradeoff.ts';
import { significant } from '../../view/format.ts';
import type { LegendEntry } from '../../view/legend-key.tsx';
import { seriesStyle } from '../../view/series.ts';
import { Figure } from '../page/Figure.tsx';
import { CostNote, DecisionFigure } from '../run/efficiency.tsx';
import { type DatasetProps, StudyTable } from './study-table.tsx';

interface Place extends TradeoffPoint {
  readonly label: string;
}

export function TradeoffSection({
  dataset,
  tables,
  costs,
}: DatasetProps & { readonly costs: OperationCosts }): JSX.Element | null {
  const methods = finishedMethods(dataset);
  const places = (pick: (method: (typeof methods)[number]) => number | null): Place[] =>
    methods.flatMap((method, k) => {
      const cost = pick(method);
      if (cost === null) return [];
      const { mean, std } = method.accuracy;
      const accuracy = 100 * mean;
      const spread = 100 * (std ?? 0);
      return [
        {
          label: method.label,
          style: seriesStyle(k),
          cost,
          accuracy,
          low: accuracy - spread,
          high: accuracy + spread,
        },
      ];
    });
  const operations = places(({ spikes, operations: found }) =>
    spikes === null ? null : (found?.ac ?? null),
  );
  const parameters = places((method) => method.parameters?.trainable ?? null);
  if (operations.length === 0 && parameters.length === 0) {
    return <p>None of the runs has been analysed yet.</p>;
  }
  const legend = methods.map(({ label }, k): LegendEntry => {
    const { colour, symbol } = seriesStyle(k);
    return { label, colour, kind: 'symbol', symbol };
  });
  const curves = methods.flatMap(({ label, decision }, k) =>
    decision === null
      ? []
      : [
          {
            label,
            style: seriesStyle(k),
            times: decision.steps.map((step) => step * decision.stepMs),
            runs: [decision.accuracy],
          },
        ],
  );
  const words = (list: readonly Place[], unit: string) =>
    list.map(({ label, cost }) => `${label} ${significant(cost)} ${unit}`).join(', ');
  return (
    <>
      <Figure
        id={`figure-tradeoff-${dataset.name}`}
        legend={legend}
        panels={[
          ...(operations.length === 0
            ? []
            : [
                {
                  title: 'Synaptic operations',
                  alt: `Mean test accuracy against synaptic operations of an inference: ${words(operations, 'operations')}.`,
                  draw: drawTradeoff(operations, 'accumulations per inference'),
                },
              ]),
          {
            title: 'Trained weights',
            alt: `Mean test accuracy against the number of trained weights: ${words(parameters, 'weights')}.`,
            draw: drawTradeoff(parameters, 'trained weights'),
          },
        ]}
      >
        Mean test accuracy on {dataset.name} against what it takes; bars are one standard deviation
        over the seeds.
        {operations.length > 0 &&
          operations.length < parameters.length &&
          ' Networks in which nothing fires have no synaptic operations.'}
      </Figure>
      <StudyTable name="operations" tables={tables} />
      <StudyTable name="connections" tables={tables} />
      <CostNote
        costs={costs}
        spikeless={dataset.methods.some(
          ({ spikes, operations }) => spikes === null && operations !== null,
        )}
      />
      {curves.length > 0 && (
        <DecisionFigure
          id={`figure-decision-${dataset.name}`}
          curves={curves}
          caption={`Test accuracy on ${dataset.name} if the decision is taken after the given time of each sample, mean over the seeds; samples that have ended by then keep their final decision.`}
        />
      )}
    </>
  );
}
