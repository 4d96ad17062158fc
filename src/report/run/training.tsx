/** Chapter: losses and accuracies over all stages, and what happened at the cuts. */
import type { JSX } from 'preact';
import { CUT_LEGEND, drawChanges } from '../../view/figures/cuts.ts';
import { SOFT } from '../../view/figures/drawing.ts';
import { drawEpochCurves } from '../../view/figures/epoch-curves.ts';
import { counted, list, loss, percent, percentNumber, points } from '../../view/format.ts';
import type { LegendEntry } from '../../view/legend-key.tsx';
import { CUTS, MEASURES } from '../../view/names.ts';
import { EVENTS, stageLabel } from '../../view/record-names.ts';
import {
  type SeriesStyle,
  seriesStyle,
  TRAINING_SERIES,
  VALIDATION_SERIES,
} from '../../view/series.ts';
import type { Table } from '../../view/table/table.ts';
import { DataTable } from '../page/DataTable.tsx';
import { Figure } from '../page/Figure.tsx';
import { bundle, curveOf, longestStages, type Pick } from './bundle.ts';
import type { CutRecord, History } from './history.ts';
import { type MemberMaterial, memberName, type RunMaterial } from './material.ts';

export function TrainingChapter({ run }: { readonly run: RunMaterial }): JSX.Element {
  const { history } = run.detail;
  const started = run.members.filter((member) => member.history.epochs.length > 0);
  return (
    <>
      {history.epochs.length > 0 ? (
        <MemberCurves member={run.detail} />
      ) : (
        <p>No epoch has finished yet.</p>
      )}
      <EarlyEnds members={started} />
      {started.length > 1 && <GroupCurves members={started} />}
    </>
  );
}

/** Where trainings with early stopping ended, and which epoch they kept. */
function EarlyEnds({
  members,
}: {
  readonly members: readonly MemberMaterial[];
}): JSX.Element | null {
  const ends = members.flatMap((member) => {
    const { kept } = member.history;
    if (kept === null) return [];
    const found = `loss ${loss(kept.validationLoss)}, accuracy ${percent(kept.validationAccuracy)}`;
    return `${memberName(member)}, the weights of epoch ${kept.epoch} (validation: ${found}), training having ended after ${kept.trained} of ${counted(kept.epochs, 'epoch')}`;
  });
  return ends.length === 0 ? null : <p>Early stopping kept, of {ends.join('; of ')}.</p>;
}

function MemberCurves({ member }: { readonly member: MemberMaterial }): JSX.Element {
  const { history } = member;
  const { stages, epochs } = history;
  const validated = epochs.some(({ validationLoss }) => validationLoss !== null);
  const searched = stages.some(({ stage }) => stage === 'size');
  const series = (train: Pick, validation: Pick) => [
    curveOf(history, train, TRAINING_SERIES),
    ...(validated ? [curveOf(history, validation, VALIDATION_SERIES)] : []),
  ];
  const last = epochs.at(-1)!;
  const legend: LegendEntry[] = [
    {
      label: MEASURES.loss.short,
      colour: TRAINING_SERIES.colour,
      kind: 'line',
      dash: TRAINING_SERIES.dash,
    },
  ];
  if (validated) {
    legend.push({
      label: MEASURES.validationLoss.short,
      colour: VALIDATION_SERIES.colour,
      kind: 'line',
      dash: VALIDATION_SERIES.dash,
    });
  }
  if (stages.length > 1) {
    legend.push({ label: EVENTS.cut.label, colour: SOFT, kind: 'rule', dash: '3 3' });
  }
  const span = list(stages.map(({ stage }) => stageLabel(stage)));
  return (
    <Figure
      id="figure-course"
      legend={legend}
      panels={[
        {
          title: 'Loss',
          alt: `Loss by epoch; after epoch ${last.position} it is ${loss(last.loss)} on training samples.`,
          full: true,
          draw: drawEpochCurves({
            label: 'loss',
            stages,
            series: series(
              ({ loss }) => loss,
              ({ validationLoss }) => validationLoss,
            ),
          }),
        },
        {
          title: 'Accuracy',
          alt: `Accuracy by epoch; after epoch ${last.position} it is ${percent(last.accuracy)} on training samples.`,
          full: true,
          draw: drawEpochCurves({
            label: 'accuracy (%)',
            percent: true,
            stages,
            series: series(
              ({ accuracy }) => accuracy,
              ({ validationAccuracy }) => validationAccuracy,
            ),
          }),
        },
      ]}
    >
      Loss (mean over an epoch) and accuracy of the member {memberName(member)} through {span}.
      {searched &&
        ' During the search, weights learn from one half of the training samples and the architecture from the other, which is called validation here; the final training starts from fresh weights and sees all of them.'}
      {!validated && ' No validation samples were set aside.'}
    </Figure>
  );
}

/** All members of each method, where a run has several. */
function GroupCurves({ members }: { readonly members: readonly MemberMaterial[] }): JSX.Element {
  const methods = [...new Set(members.map(({ member }) => member.method))];
  const final = ({ history }: MemberMaterial): History => lastStage(history);
  const groups = methods.map((method, k) => {
    const own = members.filter(({ member }) => member.method === method);
    return { label: own[0]!.label, style: seriesStyle(k), histories: own.map(final) };
  });
  const series = (pick: Pick) =>
    groups.flatMap(({ histories, style }) => bundle(histories, pick, style, true));
  const stages = longestStages(groups.flatMap(({ histories }) => histories));
  const legend = groups.map(({ label, style }): LegendEntry => entryOf(label, style));
  const several = groups.some(({ histories }) => histories.length > 1);
  return (
    <Figure
      id="figure-members"
      legend={legend}
      panels={[
        {
          title: 'Loss in the last stage',
          alt: `Training loss by epoch of ${counted(members.length, 'member')} in their last stage.`,
          draw: drawEpochCurves({ label: 'loss', stages, series: series(({ loss }) => loss) }),
        },
        {
          title: 'Accuracy in the last stage',
          alt: `Training accuracy by epoch of ${counted(members.length, 'member')} in their last stage.`,
          draw: drawEpochCurves({
            label: 'accuracy (%)',
            percent: true,
            stages,
            series: series(({ accuracy }) => accuracy),
          }),
        },
      ]}
    >
      All members in their last stage, on training samples.
      {several &&
        ' Thick lines are means over the seeds, bands one standard deviation, thin lines single seeds.'}
    </Figure>
  );
}

/** The last stage alone, its epochs counted from 1. */
function lastStage(history: History): History {
  const span = history.stages.at(-1)!;
  const shift = span.first - 1;
  return {
    ...history,
    stages: [{ ...span, first: 1, last: span.last - shift }],
    epochs: history.epochs
      .filter(({ position }) => position >= span.first)
      .map((epoch) => ({ ...epoch, position: epoch.position - shift })),
  };
}

/** The legend entry of a line. */
export function entryOf(label: string, { colour, dash }: SeriesStyle): LegendEntry {
  return { label, colour, kind: 'line', dash };
}

/** A cut and whose it was. */
export interface NamedCut extends CutRecord {
  readonly name: string;
}

/** Figure and table of the gaps that the cuts opened; nothing for runs without cuts. */
export function CutSection({ cuts }: { readonly cuts: readonly NamedCut[] }): JSX.Element | null {
  if (cuts.length === 0) return null;
  const changes = (what: 'loss' | 'accuracy', scale: number) =>
    cuts.map(({ name, stage, before, after }) => ({
      row: `${CUTS[stage].short}, ${name.replace(/^.*, /, '')}`,
      before: before[what] * scale,
      after: after[what] * scale,
    }));
  const table: Table = {
    name: 'cuts',
    caption:
      'Loss and accuracy on the validation half right before and right after each cut, before any further training.',
    columns: [
      { head: 'cut' },
      { head: 'loss before', format: loss },
      { head: 'loss after', format: loss },
      { head: 'accuracy before (%)', format: percentNumber },
      { head: 'accuracy after (%)', format: percentNumber },
      { head: 'gap (points)', format: points },
    ],
    rows: cuts.map(({ name, stage, before, after }) => [
      `${CUTS[stage].label}, ${name}`,
      before.loss,
      after.loss,
      before.accuracy,
      after.accuracy,
      after.accuracy - before.accuracy,
    ]),
  };
  return (
    <>
      <Figure
        id="figure-cuts"
        legend={CUT_LEGEND}
        panels={[
          {
            title: 'Loss',
            alt: `Loss before and after ${counted(cuts.length, 'cut')}.`,
            draw: drawChanges(changes('loss', 1), 'loss'),
          },
          {
            title: 'Accuracy',
            alt: `Accuracy before and after ${counted(cuts.length, 'cut')}.`,
            draw: drawChanges(changes('accuracy', 100), 'accuracy (%)'),
          },
        ]}
      >
        The gap that each cut opens on the validation half: a relaxed network is cut to its most
        probable motif size, and later to its most probable connection types.
      </Figure>
      <DataTable table={table} />
    </>
  );
}
