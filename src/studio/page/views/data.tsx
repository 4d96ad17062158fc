/** Data, before they are used: which there are, what is in them, and which settings would fit. */
import { useState } from 'preact/hooks';
import { visible } from '../../../core/visible.ts';
import type { DataPlace } from '../../api/data.ts';
import { ClassBars, Facts, LookProgress, Warnings } from '../data/findings.tsx';
import { Folders } from '../data/folders.tsx';
import { dataAddress, placeName, placeOf, startOn, TASKS } from '../data/place.ts';
import { Recordings } from '../data/recordings.tsx';
import { Suggested } from '../data/suggested.tsx';
import { useData } from '../data/use-data.ts';
import { Empty, ProblemNotice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { go, href, type Route } from '../route.ts';
import { source } from '../source/index.ts';

export function DataPages({ route }: { readonly route: Route }) {
  if (!source.canStart) {
    return (
      <Empty title="Data are looked at in your own studio">
        <p>This page shows stored runs and has no server behind it.</p>
      </Empty>
    );
  }
  const place = placeOf(route.query);
  return place === null ? (
    <AllData folder={route.query.get('folder')} />
  ) : (
    <OneData key={JSON.stringify(place)} place={place} />
  );
}

function AllData({ folder }: { readonly folder: string | null }) {
  return (
    <>
      <div>
        <h1>Data</h1>
        <p class="lead">
          Look into recordings before you use them: format, classes, durations, the events
          themselves, and whatever is irregular.
        </p>
      </div>
      <div class="grid two">
        <Panel title="Your folders and files">
          <Folders
            path={folder}
            open={(path) =>
              go(path === null ? '/data' : `/data?${new URLSearchParams({ folder: path })}`)
            }
            choose={(path) => go(dataAddress({ path }))}
            verb="Inspect"
          />
        </Panel>
        <Panel title="Data that come with Motifsmith">
          <ul class="entries">
            {TASKS.map(({ id, name, summary }) => (
              <li key={id}>
                <a class="name" href={href(dataAddress({ task: id }))}>
                  {name}
                </a>
                <span class="small soft">{summary}</span>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
    </>
  );
}

function OneData({ place }: { readonly place: DataPlace }) {
  const [again, setAgain] = useState(0);
  const { report, problem } = useData(place, again);
  const found = report?.found ?? null;
  return (
    <>
      <div class="head">
        <div>
          <h1 style={{ overflowWrap: 'anywhere' }}>{placeName(place)}</h1>
          {'path' in place && (
            <p class="small soft mono" style={{ overflowWrap: 'anywhere' }}>
              {visible(place.path)}
            </p>
          )}
          {found && <p class="lead">{visible(found.description)}</p>}
        </div>
        <div class="row">
          <a class="button" href={href('/data')}>
            All data
          </a>
          {found?.suggestion && (
            <a class="button primary" href={href(startOn(place))}>
              Use it
            </a>
          )}
        </div>
      </div>
      {problem ? (
        <>
          <ProblemNotice problem={problem} />
          <div class="row">
            <button type="button" onClick={() => setAgain(again + 1)}>
              Look again
            </button>
            <a class="button" href={href('/data')}>
              Choose other data
            </a>
          </div>
        </>
      ) : (
        <LookProgress report={report} />
      )}
      {found && (
        <>
          <Panel title="What is in it" wide>
            <Facts found={found} />
          </Panel>
          <div class="grid two">
            {found.kind === 'set' && <ClassBars found={found} />}
            <Warnings found={found} finished={report?.state === 'finished'} />
          </div>
          <Recordings place={place} total={found.recordings} />
          {found.suggestion && <Suggested suggestion={found.suggestion} />}
        </>
      )}
    </>
  );
}
