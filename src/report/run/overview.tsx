/** Chapter: the figures that a reader looks for first, a table of the members, and the confusions. */
import type { JSX } from 'preact';
import { type Analysis, spikesOf } from '../../analysis/analysis.ts';
import { balancedAccuracy, isUnevenTest } from '../../analysis/balanced-accuracy.ts';
import { binomialInterval } from '../../analysis/binomial.ts';
import { energy, type OperationCosts } from '../../analysis/energy.ts';
import { type Interval, meanInterval } from '../../analysis/statistics.ts';
import { spread } from '../../run/schema/statistics.ts';
import { drawConfusion, drawRecall } from '../../view/figures/confusion.ts';
import {
  count,
  counted,
  duration,
  interval,
  list,
  loss,
  motifSizes,
  percent,
  percentMeanStd,
  percentNumber,
  significant,
} from '../../view/format.ts';
import { fewSamplesText, INTERVALS } from '../../view/intervals.ts';
import { stageLabel } from '../../view/record-names.ts';
import type { Cell, Table } from '../../view/table/table.ts';
import { DataTable } from '../page/DataTable.tsx';
import { Figure } from '../page/Figure.tsx';
import { type Tile, Tiles } from '../page/Tiles.tsx';
import { inferenceEnergy } from './efficiency.tsx';
import { type MemberMaterial, memberName, type RunMaterial } from './material.ts';

export interface OverviewProps {
  readonly run: RunMaterial;
  readonly costs: OperationCosts;
}

export function OverviewChapter({ run, costs }: OverviewProps): JSX.Element {
  const { detail, members } = run;
  const finished = members.filter(({ summary }) => summary !== null);
  return (
    <>
      <Tiles tiles={tilesOf(run, costs)} />
      {finished.length < members.length && (
        <p>
          The run has not finished: {finished.length} of {counted(members.length, 'member')} so far.{' '}
          {progressText(detail)}
        </p>
      )}
      {finished.length > 1 && (
        <p>
          The chapters below look closely at one network, {memberName(detail)}: the first, not
          necessarily the best. A report on the folder of another member, or <code>--member</code>,
          shows that one.
        </p>
      )}
      {fewSamplesText(testedOf(finished), run.record.data.name).map((text) => (
        <p key={text} class="warning">
          {text}
        </p>
      ))}
      {finished.length > 0 && <DataTable table={membersTable(finished, costs)} />}
      {detail.summary !== null && <Confusion run={run} member={detail} />}
    </>
  );
}

/** Samples of the test; null before there is one. */
const testedOf = ([first]: readonly MemberMaterial[]): number | null =>
  first?.summary?.test.samples ?? null;

function tilesOf({ detail, members }: RunMaterial, costs: OperationCosts): Tile[] {
  const own = members.filter(({ member }) => member.method === detail.member.method);
  const finished = own.flatMap(({ summary }) => (summary === null ? [] : [summary]));
  const tiles: Tile[] = [];
  if (finished.length > 0) {
    const { mean, std, min, max } = spread(finished.map(({ test }) => test.accuracy));
    const { samples } = finished[0]!.test;
    tiles.push({
      name: 'test accuracy',
      value: percentMeanStd({ mean, std }),
      note:
        std === null
          ? `95 % interval ${interval(binomialInterval(mean * samples, samples))} (Wilson, ${count(samples)} samples)`
          : `${finished.length} seeds, ${percentNumber(min)} to ${percent(max)}`,
    });
    const sizes = finished.map((one) => one.motifSizes);
    if (sizes.flat().length > 0) {
      tiles.push({ name: 'motif size', value: motifSizes(sizes), note: 'neurons' });
    }
  }
  const { summary, analysis } = detail;
  if (summary !== null) {
    tiles.push({
      name: 'trained weights',
      value: count(summary.census.trainable),
      note: `${count(summary.census.recurrent)} recurrent connections`,
    });
  }
  if (analysis !== null) {
    tiles.push(activityTile(analysis), {
      name: 'energy per inference',
      value: inferenceEnergy(detail, costs)!,
      note: 'arithmetic only',
    });
  }
  const seconds = members.reduce((sum, one) => sum + (one.summary?.timing.seconds ?? 0), 0);
  if (seconds > 0) {
    tiles.push({
      name: 'compute time',
      value: duration(seconds),
      note: counted(finished.length > 1 ? members.length : 1, 'member'),
    });
  }
  return tiles;
}

/** What an inference takes: spikes, or operations where nothing fires. */
function activityTile(analysis: Analysis): Tile {
  const { ac, mac } = analysis.operations;
  const spikes = spikesOf(analysis);
  return spikes === null
    ? {
        name: 'operations per inference',
        value: significant(ac + mac),
        note: `${significant(mac)} multiply-accumulates`,
      }
    : {
        name: 'spikes per inference',
        value: significant(spikes),
        note: `${significant(ac)} synaptic operations`,
      };
}

function progressText(member: MemberMaterial): string {
  const last = member.history.epochs.at(-1);
  if (last === undefined) return `${memberName(member)} has not completed an epoch yet.`;
  return `${memberName(member)} has completed epoch ${last.epoch} of ${last.epochs} of its stage “${stageLabel(last.stage)}”.`;
}

function membersTable(members: readonly MemberMaterial[], costs: OperationCosts): Table {
  const methods = [...new Set(members.map(({ member }) => member.method))];
  const uneven = members.some(({ summary }) => isUnevenTest(summary!.test.confusion));
  const rowOf = (name: string, own: readonly MemberMaterial[]): Table['rows'][number] => {
    const accuracies = own.map(({ summary }) => summary!.test.accuracy);
    const accuracy = spread(accuracies);
    const { samples } = own[0]!.summary!.test;
    const ofSeeds = meanInterval(accuracies);
    const ofSamples = binomialInterval(accuracy.mean * samples, samples);
    const balanced = own.map(({ summary }) => balancedAccuracy(summary!.test.confusion));
    const analysed = own.flatMap(({ analysis }) => (analysis === null ? [] : [analysis]));
    const mean = (values: readonly number[]): number | null =>
      values.length === own.length ? spread(values).mean : null;
    return [
      name,
      accuracy.mean,
      own.length > 1 ? accuracy.std : null,
      ...(several ? [range(ofSeeds), ofSeeds?.[1]] : []),
      range(ofSamples),
      ofSamples[1],
      ...(uneven ? [spread(balanced).mean] : []),
      mean(own.map(({ summary }) => summary!.test.loss)),
      motifSizes(own.map(({ summary }) => summary!.motifSizes)),
      mean(own.map(({ summary }) => summary!.census.trainable)),
      mean(analysed.flatMap((analysis) => spikesOf(analysis) ?? [])),
      mean(analysed.map(({ operations }) => energy(operations, costs).total / 1000)),
    ];
  };
  const several = methods.length < members.length;
  const range = (found: Interval | null): Cell =>
    found && { value: found[0], text: interval(found) };
  const groups = methods
    .map((method) => ({ own: members.filter(({ member }) => member.method === method) }))
    .filter(({ own }) => own.length > 1)
    .map(({ own }) => rowOf(`${own[0]!.label}, mean of ${own.length} seeds`, own));
  return {
    name: 'members',
    notes: [
      ...(several ? [`t interval: of the mean, ${INTERVALS.seeds}.`] : []),
      `Wilson: of the accuracy of a single run, ${INTERVALS.samples}.`,
    ],
    caption: `Test figures of each network${groups.length > 0 ? ', and of each method: mean and sample standard deviation over its seeds' : ''}.${uneven ? ' Balanced: mean over the classes of the share recognised of each.' : ''}`,
    columns: [
      { head: 'network', wrap: true },
      { head: 'accuracy (%)', format: percentNumber },
      { head: 'std (points)', format: percentNumber },
      ...(several
        ? [
            { head: '95 % t interval (%)', id: 'accuracy_low', format: percentNumber },
            { head: 'accuracy high', fileOnly: true },
          ]
        : []),
      { head: '95 % Wilson (%)', id: 'run_low', format: percentNumber },
      { head: 'run high', fileOnly: true },
      ...(uneven ? [{ head: 'balanced (%)', format: percentNumber }] : []),
      { head: 'loss', format: loss },
      { head: 'motif size' },
      { head: 'trained weights', format: count },
      { head: 'spikes', format: significant },
      { head: 'energy (nJ)', format: significant },
    ],
    rows: [...members.map((member) => rowOf(memberName(member), [member])), ...groups],
  };
}

function Confusion({
  run,
  member,
}: {
  readonly run: RunMaterial;
  readonly member: MemberMaterial;
}): JSX.Element {
  const { test } = member.summary!;
  const { classNames } = run.record.data;
  const nameOf = (k: number): string => classNames[k] ?? String(k);
  const confused = test.confusion
    .flatMap((row, truth) => row.map((count, decision) => ({ truth, decision, count })))
    .filter(({ truth, decision, count }) => truth !== decision && count > 0)
    .sort((a, b) => b.count - a.count || a.truth - b.truth || a.decision - b.decision)
    .slice(0, 3)
    .map(
      ({ truth, decision, count }) =>
        `“${nameOf(truth)}” taken for “${nameOf(decision)}” (${count})`,
    );
  return (
    <Figure
      id="figure-confusion"
      panels={[
        {
          alt: `Confusion matrix of ${test.confusion.length} classes on ${test.samples} test samples, ${percent(test.accuracy)} of them right.`,
          title: 'Decisions',
          draw: drawConfusion(test.confusion, classNames),
        },
        {
          alt: `Share of each of ${test.confusion.length} classes that was recognised.`,
          title: 'Recognised of each class',
          draw: drawRecall(test.confusion, classNames),
        },
      ]}
    >
      Decisions of {memberName(member)} on {count(test.samples)} test samples,{' '}
      {percent(test.accuracy)} of them right. Shades are shares of each true class; the line on the
      right is the accuracy over all samples.
      {confused.length > 0 && ` The most frequent mistakes: ${list(confused)}.`}
    </Figure>
  );
}
