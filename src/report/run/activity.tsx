/** Chapter: what the trained network does with single samples. */
import type { JSX } from 'preact';
import { FIRST, SECOND, SOFT } from '../../view/figures/drawing.ts';
import { drawRaster, drawTrace } from '../../view/figures/raster.ts';
import { count, counted } from '../../view/format.ts';
import { Figure } from '../page/Figure.tsx';
import { memberName, type RunMaterial } from './material.ts';
import type { SampleRecording } from './recording.ts';

export interface ActivityProps {
  readonly run: RunMaterial;
  /** Recordings, or why there are none. */
  readonly recordings: readonly SampleRecording[] | string;
}

export function ActivityChapter({ run, recordings }: ActivityProps): JSX.Element {
  if (typeof recordings === 'string') return <p>{recordings}</p>;
  return (
    <>
      <p>
        The network of {memberName(run.detail)} on the first test samples of{' '}
        {recordings.length === 1 ? 'one class' : `${recordings.length} classes`}. Where there are
        many neurons or steps, several share a pixel, which is darker the more spikes fall into it.
      </p>
      {recordings.map((recording) => (
        <Sample key={recording.index} recording={recording} run={run} />
      ))}
    </>
  );
}

function Sample({
  recording,
  run,
}: {
  readonly recording: SampleRecording;
  readonly run: RunMaterial;
}): JSX.Element {
  const { index, label, decision, steps, shown, rasters, traces } = recording;
  const { stepMs, classNames } = run.record.data;
  const nameOf = (k: number): string => classNames[k] ?? String(k);
  const right = label === decision;
  return (
    <>
      <h3>
        Test sample {index + 1}: class “{nameOf(label)}”
      </h3>
      <Figure
        id={`figure-sample-${index}`}
        legend={[
          { label: 'membrane potential', colour: FIRST, kind: 'line' },
          { label: 'threshold', colour: SOFT, kind: 'line', dash: '3 3' },
          { label: 'spike', colour: SECOND, kind: 'rule' },
        ]}
        panels={[
          ...rasters.map((raster) => ({
            title: `${raster.name}: ${counted(raster.times.length, 'spike')}`,
            alt: `Raster of ${counted(raster.times.length, 'spike')} of ${count(raster.neurons)} ${raster.name} neurons of sample ${index + 1}.`,
            draw: drawRaster(raster, { steps: shown, stepMs, classNames }),
          })),
          ...traces.map((trace) => ({
            title: trace.name,
            alt: `Membrane potential of ${trace.name} during sample ${index + 1}, with ${counted(trace.spikes.length, 'spike')}.`,
            draw: drawTrace(trace, stepMs),
          })),
        ]}
      >
        Spikes and membrane potentials (after reset) for test sample {index + 1}, of class “
        {nameOf(label)}”, {right ? 'which was recognised' : `mistaken for “${nameOf(decision)}”`}.{' '}
        {counted(steps, 'step')} of {stepMs} ms
        {shown < steps ? `, the first ${count(shown)} shown` : ''}. The hidden neurons are the most
        active one, an average one and a quiet one.
      </Figure>
    </>
  );
}
