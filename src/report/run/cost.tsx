/** Chapter: what the run cost, stage by stage. The only figures that depend on a clock. */
import type { JSX } from 'preact';
import { count, duration, significant } from '../../view/format.ts';
import { STAGES, stageLabel } from '../../view/record-names.ts';
import type { Table } from '../../view/table/table.ts';
import { DataTable } from '../page/DataTable.tsx';
import { memberName, type RunMaterial } from './material.ts';

const STAGE_ORDER = Object.keys(STAGES);

/** Seconds of each stage, in the order in which they run. */
const byStage = (seconds: Readonly<Record<string, number>>): [stage: string, seconds: number][] =>
  Object.entries(seconds).sort(([a], [b]) => STAGE_ORDER.indexOf(a) - STAGE_ORDER.indexOf(b));

export function CostChapter({ run }: { readonly run: RunMaterial }): JSX.Element {
  const finished = run.members.filter(({ summary }) => summary !== null);
  if (finished.length === 0) {
    return <p>Times are recorded when a member has finished.</p>;
  }
  const { trainSamples, testSamples } = run.record.data;
  const table: Table = {
    name: 'cost',
    caption:
      'Compute time by stage. Samples are those of an epoch: in the search both halves, one for the weights and one for the architecture, each in several gradient passes; in the final training all of them.',
    columns: [
      { head: 'stage' },
      { head: 'epochs', format: count },
      { head: 'seconds', format: significant },
      { head: 'seconds per epoch', format: significant },
      { head: 'samples per second', format: significant },
    ],
    rows: finished.flatMap((member) => {
      const { timing } = member.summary!;
      return byStage(timing.stages).map(([stage, seconds]) => {
        const span = member.history.stages.find((one) => one.stage === stage);
        const epochs = span ? span.last - span.first + 1 : null;
        const samples = stage === 'test' ? testSamples : epochs && epochs * trainSamples;
        return [
          `${stageLabel(stage)}, ${memberName(member)}`,
          epochs,
          seconds,
          epochs ? seconds / epochs : null,
          samples && seconds > 0 ? samples / seconds : null,
        ];
      });
    }),
  };
  const devices = [...new Set(finished.flatMap(({ summary }) => summary!.timing.device ?? []))];
  const total = finished.reduce((sum, { summary }) => sum + summary!.timing.seconds, 0);
  return (
    <>
      <p>
        {duration(total)} of compute time in all
        {finished.length < run.members.length ? ' so far' : ''}, as measured during the run
        {finished.some(({ summary }) => summary!.timing.revectorized) &&
          ', on 256-bit vectors where V8 could join two of 128'}
        {devices.length > 0 && `, on the graphics card ${devices.join(', ')}`}.
      </p>
      <DataTable table={table} />
    </>
  );
}
