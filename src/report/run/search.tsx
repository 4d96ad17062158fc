/** Chapter: how the search decided. */

import type { JSX } from 'preact';
import { log } from '../../core/math.ts';
import { CONNECTION_TYPES } from '../../model/connection-types.ts';
import { FIRST, SOFT } from '../../view/figures/drawing.ts';
import {
  byStage,
  drawEpochCurves,
  type EpochPoint,
  type EpochSeries,
  type StageSpan,
} from '../../view/figures/epoch-curves.ts';
import { percent } from '../../view/format.ts';
import type { LegendEntry } from '../../view/legend-key.tsx';
import { TYPES } from '../../view/names.ts';
import { seriesStyle, TYPE_SERIES } from '../../view/series.ts';
import { Figure, type Panel } from '../page/Figure.tsx';
import { Candidates } from './candidates.tsx';
import type { EpochRecord, History } from './history.ts';
import { layerTitle } from './layer-title.ts';
import { memberName, type RunMaterial } from './material.ts';
import { CutSection, entryOf } from './training.tsx';

export function SearchChapter({ run }: { readonly run: RunMaterial }): JSX.Element {
  const { history } = run.detail;
  const cuts = run.members.flatMap((member) =>
    member.history.cuts.map((cut) => ({ ...cut, name: memberName(member) })),
  );
  return (
    <>
      <Decisions history={history} name={memberName(run.detail)} />
      <CutSection cuts={cuts} />
      <Candidates
        candidates={history.candidates}
        objective={run.record.plan.config.search.objective}
      />
    </>
  );
}

/** Layers that were searched, ascending. */
const searchedLayers = ({ epochs }: History): number[] => [
  ...new Set(epochs.flatMap(({ layers }) => layers.map(({ layer }) => layer))),
];

/** Probabilities of the sizes, shares of the types and their entropy. */
function Decisions({
  history,
  name,
}: {
  readonly history: History;
  readonly name: string;
}): JSX.Element | null {
  const layers = searchedLayers(history);
  if (layers.length === 0) return null;
  const spans = history.stages.filter(({ stage }) => stage === 'size' || stage === 'types');
  const sizes = [
    ...new Set(history.epochs.flatMap(({ layers: all }) => all.flatMap(({ sizes: own }) => own))),
  ].sort((a, b) => a - b);
  const probed = history.probes.some(({ types }) => types.length > 0);
  const panels: Panel[] = layers.flatMap((layer) => {
    const last = layerAt(history.epochs.filter(({ stage }) => stage === 'size').at(-1), layer);
    const favourite =
      last?.sizes[last.sizeProbabilities.indexOf(Math.max(...last.sizeProbabilities))];
    return [
      {
        title: layerTitle('probability of each motif size', layer, layers),
        legend: sizes.map((size, k) => entryOf(`size ${size}`, seriesStyle(k))),
        alt: `Probability of each motif size by epoch${favourite === undefined ? '' : `; in the end size ${favourite} is the most probable, with ${percent(Math.max(...last!.sizeProbabilities))}`}.`,
        draw: drawEpochCurves({
          label: 'probability',
          stages: spans.filter(({ stage }) => stage === 'size'),
          domain: sizeDomain(history, layer),
          series: sizes.map((size, k) => sizeSeries(history, layer, size, k)),
        }),
      },
      ...(probed
        ? [
            {
              title: layerTitle('mean probability of each type', layer, layers),
              legend: TYPE_LEGEND,
              alt: 'Mean probability of excitatory, inhibitory and absent connections by epoch.',
              draw: drawEpochCurves({
                label: 'share',
                stages: spans,
                domain: [0, 1],
                series: CONNECTION_TYPES.map((_, type) => typeSeries(history, layer, type, spans)),
              }),
            },
          ]
        : []),
      {
        title: layerTitle('entropy of the types', layer, layers),
        legend: [
          { label: 'mean', colour: FIRST, kind: 'line' as const },
          { label: 'ln 3', colour: SOFT, kind: 'line' as const, dash: '1 2' },
        ],
        alt: 'Mean entropy of the type probabilities by epoch.',
        draw: drawEpochCurves({
          label: 'nats',
          stages: spans,
          domain: [0, 1.15],
          reference: log(3),
          series: [
            {
              style: seriesStyle(0),
              pieces: byStage(
                history.epochs.flatMap((epoch): EpochPoint[] => {
                  const found = layerAt(epoch, layer);
                  return found ? [{ position: epoch.position, value: found.typeEntropy }] : [];
                }),
                spans,
              ),
            },
          ],
        }),
      },
    ];
  });
  return (
    <Figure id="figure-decisions" panels={panels}>
      Probabilities of sizes and types during the search of {name}. The entropy of three equal types
      is ln 3.
      {probed
        ? ' Shares of the types are means over all positions of a motif, weighted by the probability of its size.'
        : ' This run has no probe events, which would show the shares of the types.'}
    </Figure>
  );
}

const TYPE_LEGEND: readonly LegendEntry[] = CONNECTION_TYPES.map((type) =>
  entryOf(TYPES[type].label, TYPE_SERIES[type]),
);

const layerAt = (epoch: EpochRecord | undefined, layer: number) =>
  epoch?.layers.find((one) => one.layer === layer);

/** From 0 to just above the largest probability. */
function sizeDomain({ epochs }: History, layer: number): [number, number] {
  const most = Math.max(
    ...epochs
      .filter(({ stage }) => stage === 'size')
      .flatMap((epoch) => layerAt(epoch, layer)?.sizeProbabilities ?? []),
    0,
  );
  return [0, Math.min(1, Math.max(0.1, 1.15 * most))];
}

function sizeSeries(history: History, layer: number, size: number, k: number): EpochSeries {
  const points = history.epochs.flatMap((epoch): EpochPoint[] => {
    const found = epoch.stage === 'size' ? layerAt(epoch, layer) : undefined;
    const value = found?.sizeProbabilities[found.sizes.indexOf(size)];
    return value === undefined ? [] : [{ position: epoch.position, value }];
  });
  return { style: seriesStyle(k), pieces: [points] };
}

/** Σ_v p_v · mean over the positions of p^v_type. */
function typeSeries(
  { probes, epochs }: History,
  layer: number,
  type: number,
  spans: readonly StageSpan[],
): EpochSeries {
  const points = probes.flatMap(({ position, types }): EpochPoint[] => {
    const found = types.find((one) => one.layer === layer);
    const at = layerAt(
      epochs.find((epoch) => epoch.position === position),
      layer,
    );
    if (!found || found.sizes.length === 0) return [];
    let [sum, weights] = [0, 0];
    for (const { size, probabilities } of found.sizes) {
      const weight = at?.sizeProbabilities[at.sizes.indexOf(size)] ?? 1;
      const mean = probabilities.reduce((total, row) => total + row[type]!, 0);
      sum += (weight * mean) / probabilities.length;
      weights += weight;
    }
    return weights > 0 ? [{ position, value: sum / weights }] : [];
  });
  return { style: TYPE_SERIES[CONNECTION_TYPES[type]!], pieces: byStage(points, spans) };
}
