/** Accuracy against what it takes: operations, parameters, and time until a decision. */
import type { JSX } from 'preact';
import type { OperationCosts } from '../../analysis/energy.ts';
import type { DatasetResults } from '../../study/results.ts';
import { drawTradeoff, type TradeoffPoint } from '../../view/figures/tradeoff.ts';
import { decimals, significant } from '../../view/format.ts';
import type { LegendEntry } from '../../view/legend-key.tsx';
import { seriesStyle } from '../../view/series.ts';
import { DataTable } from '../page/DataTable.tsx';
import { Figure } from '../page/Figure.tsx';
import {
  CostNote,
  DecisionFigure,
  EFFICIENCY_COLUMNS,
  efficiencyCells,
} from '../run/efficiency.tsx';
import type { ReportTable } from '../table.ts';
import { finishedMethods } from './accuracy.tsx';

interface Place extends TradeoffPoint {
  readonly label: string;
}

export function TradeoffSection({
  dataset,
  costs,
}: {
  readonly dataset: DatasetResults;
  readonly costs: OperationCosts;
}): JSX.Element | null {
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
      <DataTable table={efficiencyTable(dataset, costs)} />
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

function efficiencyTable({ name, methods }: DatasetResults, costs: OperationCosts): ReportTable {
  return {
    name: `efficiency-${name}`,
    caption: `Parameters of the networks on ${name}, and spikes, operations and energy of an inference, means over the seeds. KL: divergence of the firing rates from the exponential distribution with the target rate as its mean.`,
    columns: [
      { head: 'method' },
      ...EFFICIENCY_COLUMNS,
      { head: 'KL (nats)', format: decimals(3) },
    ],
    rows: methods.map((method) => [
      method.label,
      ...efficiencyCells(method, costs),
      method.divergence,
    ]),
  };
}
