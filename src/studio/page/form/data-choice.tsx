/** The first decision: which data. What is in them is shown beside, as far as it is known. */
import { useEffect, useState } from 'preact/hooks';
import { visible } from '../../../core/visible.ts';
import { count, counted, significant } from '../../../view/format.ts';
import type { DataPlace, DataRecording, DataReport } from '../../api/data.ts';
import { Raster } from '../charts/raster.tsx';
import { LookProgress } from '../data/findings.tsx';
import { Folders } from '../data/folders.tsx';
import { dataAddress, placeName, TASKS } from '../data/place.ts';
import { ProblemNotice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { href } from '../route.ts';
import { source } from '../source/index.ts';
import type { Problem } from '../source/problem.ts';

const FILES = 'files';

export function DataChoice({
  place,
  choose,
  report,
  problem,
  wrong,
}: {
  readonly place: DataPlace;
  readonly choose: (place: DataPlace) => void;
  readonly report: DataReport | null;
  readonly problem: Problem | null;
  /** What the server says about where they are. */
  readonly wrong: string | null;
}) {
  const [picking, setPicking] = useState(false);
  const [folder, setFolder] = useState<string | null>(null);
  const own = 'path' in place;
  const chosen = picking || own ? FILES : place.task;
  const task = TASKS.find(({ id }) => id === chosen);
  const open = picking || (own && (problem !== null || wrong !== null));
  return (
    <Panel
      title="1. Data"
      aside={
        <a class="small" href={href(dataAddress(place))}>
          Inspect {placeName(place)}
        </a>
      }
    >
      <div class="grid two">
        <div>
          <div class="field" data-setting="data.path">
            <label for="data-choice">Data</label>
            <select
              id="data-choice"
              value={chosen}
              aria-describedby="data-help"
              aria-invalid={wrong === null ? undefined : 'true'}
              onChange={(event) => {
                const next = event.currentTarget.value;
                setPicking(next === FILES);
                if (next !== FILES) choose({ task: next });
              }}
            >
              <optgroup label="That come with Motifsmith">
                {TASKS.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </optgroup>
              <optgroup label="Your own">
                <option value={FILES}>
                  {own && !picking ? placeName(place) : 'A folder or a file …'}
                </option>
              </optgroup>
            </select>
            <p class="help" id="data-help">
              {wrong !== null && <strong class="wrong">{wrong} </strong>}
              {task ? `${task.summary}.` : own ? visible(place.path) : ''}
            </p>
          </div>
          {own && !open && (
            <button type="button" onClick={() => setPicking(true)}>
              Choose another folder or file
            </button>
          )}
          {open && (
            <Folders
              path={folder}
              open={setFolder}
              choose={(path) => {
                setPicking(false);
                choose({ path });
              }}
              verb="Use"
            />
          )}
        </div>
        {!picking && <Preview place={place} report={report} problem={problem} />}
      </div>
    </Panel>
  );
}

function Preview({
  place,
  report,
  problem,
}: {
  readonly place: DataPlace;
  readonly report: DataReport | null;
  readonly problem: Problem | null;
}) {
  const found = report?.found ?? null;
  return (
    <div class="preview">
      {problem ? <ProblemNotice problem={problem} /> : <LookProgress report={report} />}
      {found && (
        <>
          <p>
            {[
              counted(found.recordings, 'recording'),
              counted(found.classes.length + found.moreClasses, 'class', 'classes'),
              `${count(found.channels)} channels`,
              ...(found.durationMs
                ? [`half of them at most ${significant(found.durationMs.median)} ms long`]
                : []),
            ].join(', ')}
            <span class="soft"> ({found.format})</span>
          </p>
          {found.unfit && (
            <div class="notice problem">
              <p>
                <strong>{visible(found.unfit.message)}</strong>
              </p>
              {found.unfit.remedy && <p>{visible(found.unfit.remedy)}</p>}
            </div>
          )}
          <FirstRecording key={JSON.stringify(place)} place={place} />
        </>
      )}
    </div>
  );
}

/** The first recording, so that somebody who knows the data sees whether they are read rightly. */
function FirstRecording({ place }: { readonly place: DataPlace }) {
  const [shown, setShown] = useState<DataRecording | null>(null);
  useEffect(() => {
    let left = false;
    source.recording(place, 0).then(
      (found) => {
        if (!left) setShown(found);
      },
      // It may be damaged, which the page of the data says.
      () => {},
    );
    return () => {
      left = true;
    };
  }, []);
  if (shown === null || shown.events === 0) return null;
  return (
    <Raster
      name="The first recording"
      event="event"
      steps={shown.steps}
      offsets={shown.offsets}
      neurons={shown.channels}
      count={shown.inputs}
      height={110}
      colour="ink"
    />
  );
}
