/** The recordings of a set, one at a time: their events over time, and what a camera saw. */
import { useEffect, useState } from 'preact/hooks';
import { visible } from '../../../core/visible.ts';
import { count, counted, significant } from '../../../view/format.ts';
import type { DataPlace, DataRecording } from '../../api/data.ts';
import { Raster } from '../charts/raster.tsx';
import { ProblemNotice, Waiting } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';

export function Recordings({
  place,
  total,
}: {
  readonly place: DataPlace;
  readonly total: number;
}) {
  const [index, setIndex] = useState(0);
  const [shown, setShown] = useState<DataRecording | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = JSON.stringify(place);
  useEffect(() => {
    let left = false;
    source.recording(place, index).then(
      (found) => {
        if (left) return;
        setShown(found);
        setProblem(null);
      },
      (error: unknown) => {
        if (!left) setProblem(asProblem(error));
      },
    );
    return () => {
      left = true;
    };
  }, [key, index]);
  const choose = (k: number) => setIndex(Math.max(0, Math.min(total - 1, k)));
  return (
    <Panel title="Recordings" wide>
      <div class="row">
        <button type="button" disabled={index === 0} onClick={() => choose(index - 1)}>
          ← Previous
        </button>
        <button type="button" disabled={index >= total - 1} onClick={() => choose(index + 1)}>
          Next →
        </button>
        <label class="row">
          Recording
          <input
            type="number"
            min={1}
            max={total}
            value={index + 1}
            style={{ width: '6.5rem' }}
            onChange={(event) => choose(Math.round(Number(event.currentTarget.value)) - 1 || 0)}
          />
          <span class="soft">of {count(total)}</span>
        </label>
      </div>
      {problem ? (
        <ProblemNotice problem={problem} />
      ) : shown ? (
        <Drawn recording={shown} />
      ) : (
        <Waiting what="the recording" />
      )}
    </Panel>
  );
}

function Drawn({ recording }: { readonly recording: DataRecording }) {
  const { id, class: label, split, events, every, durationMs, inputs, picture } = recording;
  const words = [
    visible(id),
    ...(label === null ? [] : [`class ${visible(label)}`]),
    ...(split === null ? [] : [split === 'train' ? 'for training' : 'for the test']),
    `${counted(events, 'event')} in ${significant(durationMs)} ms`,
    ...(every > 1 ? [`one in ${count(every)} is drawn`] : []),
  ];
  return (
    <div class="rasters" style={{ marginTop: '0.8rem' }}>
      <p class="small soft" style={{ overflowWrap: 'anywhere' }} role="status">
        {words.join(', ')}
      </p>
      {events > 0 && (
        <Raster
          name="Events by channel, over time"
          event="event"
          steps={recording.steps}
          offsets={recording.offsets}
          neurons={recording.channels}
          count={inputs}
          height={200}
          colour="ink"
        />
      )}
      {picture !== null && (
        <figure class="scroll-picture">
          <figcaption>
            <h3>What the camera saw, slice by slice</h3>
          </figcaption>
          <img
            src={`data:image/png;base64,${picture}`}
            alt={`Events of ${visible(id)} in slices of time: ON orange, OFF blue`}
          />
        </figure>
      )}
    </div>
  );
}
