/** A search in this tab as it goes on: its task, its motif, and at the end what it found, in words and as files. */
import { useEffect, useState } from 'preact/hooks';
import { pooledSensor } from '../../../data/events/input-channel.ts';
import { duration, MISSING, percent, rate } from '../../../view/format.ts';
import { motifWords } from '../../../view/motif-words.ts';
import { stageLabel } from '../../../view/record-names.ts';
import type { Sample } from '../../api/samples.ts';
import { Raster } from '../charts/raster.tsx';
import { nodeSpeed } from '../engine/node-speed.ts';
import type { TabSearch } from '../engine/search-client.ts';
import { useWatched } from '../history/hooks.ts';
import type { RunHistory } from '../history/run-history.ts';
import { workAt } from '../history/stage-plan.ts';
import { ProblemNotice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Frames, isCamera } from '../samples/frames.tsx';
import { source } from '../source/index.ts';
import { RunOverview } from './run-overview.tsx';

const STATES: Readonly<Record<TabSearch['state'], string>> = {
  preparing: 'making the samples',
  running: 'searching',
  finished: 'finished',
  stopped: 'stopped',
  failed: 'failed',
};

/** Searches of the same network on the other engine: how fast the last one was. */
function otherSpeed(search: TabSearch, earlier: readonly TabSearch[]): number | null {
  const { engine, task } = search.request;
  const others = earlier.filter(
    ({ request }) =>
      request.engine !== engine &&
      request.task.id === task.id &&
      request.task.neurons === task.neurons,
  );
  return others.at(-1)?.speed ?? null;
}

const PLACES = { wasm: 'processor', webgpu: 'graphics card' } as const;

/** @param earlier searches of this tab, to compare speeds with */
export function TabCourse({
  search,
  earlier,
}: {
  readonly search: TabSearch;
  readonly earlier: readonly TabSearch[];
}) {
  useWatched(search);
  const { state, history, result, problem, seconds, record } = search;
  const [node, setNode] = useState<number | null>(null);
  useEffect(() => {
    if (!record) return;
    let left = false;
    nodeSpeed(source, record).then(
      (speed) => {
        if (!left) setNode(speed);
      },
      // Without a server there is nothing to compare with.
      () => {},
    );
    return () => {
      left = true;
    };
  }, [record]);
  const running = state === 'running';
  const { speed, request } = search;
  const other = otherSpeed(search, earlier);
  const plan = history?.plan;
  const left = speed && plan ? Math.max(0, plan.work - workAt(plan, history.x)) / speed : null;
  const size = history?.frames.at(-1)?.stage === 'found' ? history.frames.at(-1) : null;
  return (
    <>
      <section class="panel" aria-label="Figures" data-testid="tab-search" data-state={state}>
        <dl class="facts">
          <div>
            <dt>State</dt>
            <dd>
              <span role="status">
                {running && history?.stage ? stageLabel(history.stage) : STATES[state]}
              </span>
            </dd>
          </div>
          <div>
            <dt>Test accuracy</dt>
            <dd>{percent(result?.accuracy)}</dd>
          </div>
          <div>
            <dt>Motif size</dt>
            <dd>
              {size?.layers.map(({ candidates }) => candidates[0]!.size).join(', ') ?? MISSING}
            </dd>
          </div>
          <div>
            <dt>This tab, {PLACES[request.engine]}</dt>
            <dd>{rate(speed, 'samples')}</dd>
          </div>
          {other !== null && (
            <div>
              <dt>This tab, {PLACES[request.engine === 'wasm' ? 'webgpu' : 'wasm']}</dt>
              <dd>{rate(other, 'samples')}</dd>
            </div>
          )}
          {node !== null && (
            <div>
              <dt>Node, same search</dt>
              <dd>{rate(node, 'samples')}</dd>
            </div>
          )}
          <div>
            <dt>{running ? 'Time left' : 'Time'}</dt>
            <dd>{duration(running ? left : seconds)}</dd>
          </div>
        </dl>
        {plan && (
          <div
            class="progress"
            style={{ marginTop: '0.9rem' }}
            role="progressbar"
            aria-label="Share of the search done"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round((100 * workAt(plan, history.x)) / plan.work)}
          >
            <span style={{ width: `${(100 * workAt(plan, history.x)) / plan.work}%` }} />
          </div>
        )}
        {result && history && <Downloads search={search} />}
      </section>
      {problem && <ProblemNotice problem={problem} />}
      {result && history && record && (
        <Found accuracy={result.accuracy} history={history} record={record} />
      )}
      {record && <TaskSamples samples={search.samples} record={record} />}
      {history && <RunOverview history={history} live={running} />}
    </>
  );
}

type TabRecord = NonNullable<TabSearch['record']>;

/** What the search ended with, in words. */
function Found({
  accuracy,
  history,
  record: {
    data: { classNames, testSamples },
  },
}: {
  readonly accuracy: number;
  readonly history: RunHistory;
  readonly record: TabRecord;
}) {
  const found = history.frames.at(-1)?.layers[0]?.candidates[0];
  return (
    <Panel title="What was found" wide>
      <p>
        {found && `${motifWords(found.size, found.types)} `}
        Trained, the network recognises {percent(accuracy)} of {testSamples} samples that it had not
        seen; guessing would get {percent(1 / classNames.length)}.
      </p>
    </Panel>
  );
}

/** A sample of each of the first classes, as the network gets them. */
function TaskSamples({
  samples,
  record: {
    data: { classNames, inputs, stepMs, preprocessing },
  },
}: {
  readonly samples: readonly Sample[];
  readonly record: TabRecord;
}) {
  const sensor = preprocessing && pooledSensor(preprocessing.sensor, preprocessing);
  return (
    <Panel title="The task" wide>
      <div class="side-by-side">
        {samples.map((sample) =>
          isCamera(sensor, inputs) ? (
            <Frames
              key={sample.label}
              title={`Class ${classNames[sample.label]}`}
              sample={sample}
              sensor={sensor}
              stepMs={stepMs}
            />
          ) : (
            <Raster
              key={sample.label}
              name={`Class ${classNames[sample.label]}`}
              steps={sample.steps}
              offsets={sample.offsets}
              neurons={sample.channels}
              count={inputs}
              height={110}
              colour="ink"
            />
          ),
        )}
      </div>
    </Panel>
  );
}

/** The network that was found, as files. */
function Downloads({ search }: { readonly search: TabSearch }) {
  const { result, history, request } = search;
  const [files, setFiles] = useState<readonly (readonly [name: string, address: string])[]>([]);
  const [hash, setHash] = useState('');
  useEffect(() => {
    const weights = result!.weights as Uint8Array<ArrayBuffer>;
    const made = [
      ['weights.safetensors', new Blob([weights])],
      ['architecture.json', new Blob([JSON.stringify(history!.architecture)])],
    ] as const;
    const addresses = made.map(([name, blob]) => [name, URL.createObjectURL(blob)] as const);
    setFiles(addresses);
    void globalThis.crypto?.subtle?.digest('SHA-256', weights).then((bytes) => {
      setHash(Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, '0')).join(''));
    });
    return () => {
      for (const [, address] of addresses) URL.revokeObjectURL(address);
    };
  }, [result]);
  return (
    <div class="row small" style={{ marginTop: '0.9rem' }}>
      {files.map(([name, address]) => (
        <a
          key={name}
          class="button"
          href={address}
          download={`${request.task.id}-${request.seed}-${name}`}
        >
          {name}
        </a>
      ))}
      {hash && (
        <span class="soft" style={{ overflowWrap: 'anywhere' }}>
          SHA-256 of the weights{request.engine === 'wasm' ? ', the same as in Node' : ''}:{' '}
          <code data-testid="weights-hash">{hash}</code>
        </span>
      )}
    </div>
  );
}
