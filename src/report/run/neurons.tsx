/** Chapter: how the neurons adapted. */

import type { JSX } from 'preact';
import { divergenceFromExponential, histogramQuantile } from '../../analysis/histogram.ts';
import { FIRST } from '../../view/figures/drawing.ts';
import {
  byStage,
  drawEpochCurves,
  type EpochPoint,
  type EpochSeries,
} from '../../view/figures/epoch-curves.ts';
import { significant } from '../../view/format.ts';
import { NEURON_MEASURES } from '../../view/names.ts';
import { seriesStyle } from '../../view/series.ts';
import { Figure, type Panel } from '../page/Figure.tsx';
import type { ProbeRecord } from './history.ts';
import { layerTitle } from './layer-title.ts';
import { memberName, type RunMaterial } from './material.ts';

type Measure = keyof typeof NEURON_MEASURES;

/** `τ (steps)` */
const axisOf = (what: Measure): string => {
  const { short, unit } = NEURON_MEASURES[what];
  return `${short} (${unit})`;
};

/** Chapter: R and τ, firing rates and spectral radius over the epochs. */
export function NeuronsChapter({ run }: { readonly run: RunMaterial }): JSX.Element {
  const { history } = run.detail;
  const { probes, stages } = history;
  const { targetRate, mode } = run.record.plan.config.search.plasticity;
  const search = run.detail.member.method === 'search';
  if (probes.length === 0) return <WithoutProbes run={run} />;
  const layers = [...new Set(probes.flatMap((probe) => probe.layers.map(({ layer }) => layer)))];
  const bands = (layer: number, what: Measure): EpochSeries[] => [
    {
      style: seriesStyle(0),
      pieces: byStage(quantilePoints(probes, layer, what, 0.05, 0.95), stages),
    },
    {
      style: seriesStyle(0),
      pieces: byStage(quantilePoints(probes, layer, what, 0.25, 0.75), stages),
    },
  ];
  const panels = layers.flatMap((layer): Panel[] => {
    const seen = (pick: (at: ProbeRecord['layers'][number]) => number | null) =>
      byStage(
        probes.flatMap(({ position, layers: all }): EpochPoint[] => {
          const at = all.find((one) => one.layer === layer);
          const value = at ? pick(at) : null;
          return value === null ? [] : [{ position, value }];
        }),
        stages,
      );
    const radius = seen(({ spectralRadius }) => spectralRadius);
    const divergence = seen(({ rates }) => divergenceFromExponential(rates, targetRate));
    // Those of other systems have one R and one τ, which stay.
    const intrinsic: Panel[] =
      run.detail.system !== null
        ? []
        : [
            {
              title: layerTitle(NEURON_MEASURES.resistance.label, layer, layers),
              alt: `Resistance R of the neurons by epoch; in the end its mean is ${lastMean(probes, layer, 'resistance')}.`,
              draw: drawEpochCurves({
                label: axisOf('resistance'),
                stages,
                series: bands(layer, 'resistance'),
              }),
            },
            {
              title: layerTitle(NEURON_MEASURES.tau.label, layer, layers),
              alt: `Membrane time constant of the neurons by epoch; in the end its mean is ${lastMean(probes, layer, 'tau')} steps.`,
              draw: drawEpochCurves({ label: axisOf('tau'), stages, series: bands(layer, 'tau') }),
            },
          ];
    return [
      ...intrinsic,
      {
        title: layerTitle(NEURON_MEASURES.rates.label, layer, layers),
        alt: `Firing rates of the neurons by epoch; in the end their mean is ${lastMean(probes, layer, 'rates')} spikes per step.`,
        draw: drawEpochCurves({
          label: axisOf('rates'),
          stages,
          series: bands(layer, 'rates'),
          reference: targetRate,
        }),
      },
      {
        title: layerTitle('distance of rates from the target', layer, layers),
        alt: `KL divergence of the firing rates from the exponential distribution by epoch; in the end ${significant(divergence.at(-1)?.at(-1)?.value ?? 0)} nats.`,
        draw: drawEpochCurves({
          label: 'KL divergence (nats)',
          stages,
          series: [{ style: seriesStyle(0), pieces: divergence }],
        }),
      },
      ...(radius.length === 0
        ? []
        : [
            {
              title: layerTitle('spectral radius', layer, layers),
              alt: `Spectral radius of the recurrent weights by epoch; in the end ${significant(radius.at(-1)!.at(-1)!.value)}.`,
              draw: drawEpochCurves({
                label: 'largest |eigenvalue|',
                stages,
                reference: 1,
                series: [{ style: seriesStyle(0), pieces: radius }],
              }),
            },
          ]),
    ];
  });
  return (
    <Figure
      id="figure-neurons"
      legend={[
        { label: 'mean', colour: FIRST, kind: 'line' },
        { label: 'middle half and 90 % of the neurons', colour: FIRST, kind: 'band' },
      ]}
      panels={panels}
    >
      Probes of the neurons of {memberName(run.detail)} after each epoch, on a fixed set of training
      samples. Dotted lines: the target rate μ = {significant(targetRate)} of intrinsic plasticity
      and a spectral radius of 1. The divergence is that of the rates from the exponential
      distribution with mean μ, both counted in the 20 bins of the probe.
      {search && mode === 'off' && ' Intrinsic plasticity was off in this run.'}
      {search &&
        mode !== 'off' &&
        ' Intrinsic plasticity acts during the search only; the final training keeps R and τ as they are.'}
    </Figure>
  );
}

function quantilePoints(
  probes: readonly ProbeRecord[],
  layer: number,
  what: Measure,
  low: number,
  high: number,
): EpochPoint[] {
  return probes.flatMap(({ position, layers }) => {
    const at = layers.find((one) => one.layer === layer)?.[what];
    if (!at) return [];
    return [
      {
        position,
        value: at.mean,
        low: histogramQuantile(at, low),
        high: histogramQuantile(at, high),
      },
    ];
  });
}

function lastMean(probes: readonly ProbeRecord[], layer: number, what: Measure): string {
  const last = probes.at(-1)!.layers.find((one) => one.layer === layer);
  return last ? significant(last[what].mean) : 'unknown';
}

/** Runs of older versions record R, τ and rates during the search only, as means. */
function WithoutProbes({ run }: { readonly run: RunMaterial }): JSX.Element {
  const { history } = run.detail;
  const layers = [
    ...new Set(history.epochs.flatMap(({ intrinsic }) => intrinsic.map(({ layer }) => layer))),
  ];
  const spans = history.stages.filter(({ stage }) => stage === 'size' || stage === 'types');
  const panels = layers.flatMap((layer) =>
    (['resistance', 'tau'] as const).map((what): Panel => {
      const points = history.epochs.flatMap(({ position, intrinsic }): EpochPoint[] => {
        const at = intrinsic.find((one) => one.layer === layer)?.[what];
        if (!at) return [];
        const { mean, std } = at;
        return [{ position, value: mean, low: mean - std, high: mean + std }];
      });
      const name = NEURON_MEASURES[what].label;
      return {
        title: layerTitle(name, layer, layers),
        alt: `Mean ${name} of the neurons by epoch of the search.`,
        draw: drawEpochCurves({
          label: axisOf(what),
          stages: spans,
          series: [{ style: seriesStyle(0), pieces: byStage(points, spans) }],
        }),
      };
    }),
  );
  const absent =
    'The record of this run has no probe events: it was made by an older version, which did not yet write distributions of firing rates and spectral radii by epoch.';
  if (panels.length === 0) return <p>{absent}</p>;
  return (
    <>
      <p>{absent}</p>
      <Figure
        id="figure-neurons"
        legend={[
          { label: 'mean', colour: FIRST, kind: 'line' },
          { label: 'one standard deviation', colour: FIRST, kind: 'band' },
        ]}
        panels={panels}
      >
        R and τ of the neurons of {memberName(run.detail)} during the search.
      </Figure>
    </>
  );
}
