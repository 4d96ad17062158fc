/** Chapter: operations, energy and parameters of an inference, and how soon it can decide. */
import type { JSX } from 'preact';
import { spikesOf } from '../../analysis/analysis.ts';
import { energy, isHorowitz, type OperationCosts } from '../../analysis/energy.ts';
import { type DecisionCurve, drawDecision, meanAt } from '../../view/figures/decision.ts';
import { count, decimals, joules, percent, significant } from '../../view/format.ts';
import { seriesStyle } from '../../view/series.ts';
import type { Table } from '../../view/table/table.ts';
import { DataTable } from '../page/DataTable.tsx';
import { Figure } from '../page/Figure.tsx';
import { type MemberMaterial, memberName, type RunMaterial } from './material.ts';
import { entryOf } from './training.tsx';

export interface EfficiencyProps {
  readonly run: RunMaterial;
  readonly costs: OperationCosts;
}

export function EfficiencyChapter({ run, costs }: EfficiencyProps): JSX.Element {
  const analysed = run.members.filter(({ analysis }) => analysis !== null);
  if (analysed.length === 0) {
    return (
      <p>
        There is no analysis of this run yet. It needs the test samples: make the report again with{' '}
        <code>--data PATH</code>.
      </p>
    );
  }
  const curves = methodCurves(analysed);
  return (
    <>
      <DataTable table={memberTable(analysed, costs)} />
      <CostNote
        costs={costs}
        spikeless={analysed.some(({ analysis }) => spikesOf(analysis!) === null)}
      />
      {run.detail.analysis !== null && <DataTable table={layerTable(run.detail, costs)} />}
      {curves.length > 0 && (
        <DecisionFigure
          curves={curves}
          caption="Test accuracy if the decision is taken after the given time of each sample; samples that have ended by then keep their final decision."
        />
      )}
    </>
  );
}

/** Says what an operation is taken to cost, and where that comes from. */
export function CostNote({
  costs,
  spikeless,
}: {
  readonly costs: OperationCosts;
  /** Whether there are networks in which nothing fires. */
  readonly spikeless: boolean;
}): JSX.Element {
  return (
    <p class="note">
      An accumulation (AC) is one spike that crosses one synapse; a multiply-accumulate (MAC)
      updates the state of a neuron at a step: 3 for a hidden neuron, 4 for an output neuron.
      {spikeless &&
        ' Where nothing fires, an AC is an event of the input that crosses a weight, and every other product is a MAC.'}{' '}
      Energy takes {significant(costs.acPicojoule)} pJ for an AC and{' '}
      {significant(costs.macPicojoule)} pJ for a MAC
      {isHorowitz(costs)
        ? ' (32-bit floating point at 45 nm: M. Horowitz, “Computing’s energy problem (and what we can do about it)”, ISSCC 2014, pp. 10–14)'
        : ', as requested'}
      . It counts arithmetic only: memory and wires cost more, and are left out.
    </p>
  );
}

function memberTable(members: readonly MemberMaterial[], costs: OperationCosts): Table {
  return {
    name: 'efficiency',
    caption:
      'Parameters of each network, and the spikes, operations and energy of one inference (one test sample, on average).',
    columns: [
      { head: 'network', wrap: true },
      { head: 'trained weights', format: count },
      { head: 'fixed numbers', format: count },
      { head: 'stored numbers', format: count },
      { head: 'spikes', format: significant },
      { head: 'AC', format: significant },
      { head: 'MAC', format: significant },
      { head: 'energy (nJ)', format: significant },
    ],
    rows: members.map((member) => {
      const { parameters, operations } = member.analysis!;
      return [
        ...[memberName(member), parameters.trainable, parameters.fixed, parameters.stored],
        ...[spikesOf(member.analysis!), operations.ac, operations.mac],
        energy(operations, costs).total / 1000,
      ];
    }),
  };
}

function layerTable(member: MemberMaterial, costs: OperationCosts): Table {
  const { operations, spikes, layers } = member.analysis!;
  const fires = layers.length > 0;
  const nameOf = (name: string): string =>
    name.replace(/^hidden\.(\d+)$/, (_, l: string) => `hidden layer ${Number(l) + 1}`);
  return {
    name: 'layers',
    caption: `Layers of the network of ${memberName(member)}, means over the test samples.${fires ? " KL: divergence of the neurons' firing rates from the exponential distribution with the target rate as its mean." : ''}`,
    columns: [
      { head: 'layer' },
      { head: fires ? 'spikes in' : 'events in', format: significant },
      ...(fires ? [{ head: 'spikes', format: significant }] : []),
      { head: 'AC', format: significant },
      { head: 'MAC', format: significant },
      { head: 'energy (nJ)', format: significant },
      ...(fires
        ? [
            { head: 'rate (spikes/step)', format: decimals(4) },
            { head: 'KL (nats)', format: decimals(3) },
            { head: 'spectral radius', format: significant },
          ]
        : []),
    ],
    rows: operations.layers.map((layer, l) => {
      const own = layers.find((one) => one.layer === l);
      return [
        nameOf(layer.name),
        layer.inputSpikes,
        ...(fires ? [spikes.layers[l] ?? null] : []),
        layer.ac,
        layer.mac,
        energy(layer, costs).total / 1000,
        ...(fires
          ? [own?.meanRate ?? null, own?.divergence ?? null, own?.spectralRadius ?? null]
          : []),
      ];
    }),
  };
}

function methodCurves(members: readonly MemberMaterial[]): DecisionCurve[] {
  const methods = [...new Set(members.map(({ member }) => member.method))];
  return methods.flatMap((method, k) => {
    const own = members.filter(({ member }) => member.method === method);
    const decisions = own.flatMap(({ analysis }) => analysis?.decision ?? []);
    if (decisions.length === 0) return [];
    const { steps, stepMs } = decisions[0]!;
    return [
      {
        label: own[0]!.label,
        style: seriesStyle(k),
        times: steps.map((step) => step * stepMs),
        runs: decisions.map(({ accuracy }) => accuracy),
      },
    ];
  });
}

export interface DecisionFigureProps {
  readonly curves: readonly DecisionCurve[];
  readonly caption: string;
  readonly id?: string;
}

export function DecisionFigure({
  curves,
  caption,
  id = 'figure-decision',
}: DecisionFigureProps): JSX.Element {
  const several = curves.some(({ runs }) => runs.length > 1);
  const ends = curves
    .map(({ label, runs }) => `${label} ${percent(meanAt(runs, runs[0]!.length - 1))}`)
    .join(', ');
  return (
    <Figure
      id={id}
      legend={curves.map(({ label, style }) => entryOf(label, style))}
      panels={[
        {
          alt: `Accuracy by time seen; with all of each sample: ${ends}.`,
          full: true,
          draw: drawDecision(curves),
        },
      ]}
    >
      {caption}
      {several && ' Lines are means over the seeds, thin ones single seeds.'}
    </Figure>
  );
}

/** Energy of one inference as text; null without an analysis. */
export function inferenceEnergy(
  { analysis }: MemberMaterial,
  costs: OperationCosts,
): string | null {
  return analysis === null ? null : joules(energy(analysis.operations, costs).total);
}
