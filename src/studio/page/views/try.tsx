/** A whole search in this tab: no server, no files, the same engine and the same bits as in Node. */
import { useEffect, useState } from 'preact/hooks';
import { type TabEngine, TabSearch } from '../engine/search-client.ts';
import {
  adjusted,
  TAB_EFFORTS,
  TAB_NEURONS,
  TAB_TASKS,
  type TabEffort,
  type TabTask,
} from '../engine/tab-search.ts';
import { useWatched } from '../history/hooks.ts';
import { Choices } from '../parts/panel.tsx';
import { TabCourse } from './tab-course.tsx';

const MOST_THREADS = 4;

const sharedThreads = () =>
  globalThis.crossOriginIsolated ? Math.min(MOST_THREADS, navigator.hardwareConcurrency || 1) : 1;

/** Where the digits lie that come with the page. */
const mnistAddress = (): string =>
  new URL(PLAIN_FILES ? 'mnist/' : '/mnist/', location.href.replace(/#.*/s, '')).href;

export function TryView() {
  const [task, setTask] = useState<TabTask>(TAB_TASKS[0]!);
  const [neurons, setNeurons] = useState(task.neurons);
  const [effort, setEffort] = useState<TabEffort>('usual');
  const [seed, setSeed] = useState(1);
  const [engine, setEngine] = useState<TabEngine>('wasm');
  const [search, setSearch] = useState<TabSearch | null>(null);
  const [earlier, setEarlier] = useState<readonly TabSearch[]>([]);
  useEffect(() => () => search?.close(), [search]);
  const threads = sharedThreads();
  const start = () => {
    if (search) setEarlier([...earlier, search]);
    setSearch(
      new TabSearch({
        ...{ engine, seed, threads, mnist: mnistAddress() },
        task: adjusted(task, neurons, effort),
      }),
    );
  };
  return (
    <>
      <div class="head">
        <div>
          <h1>Try it here</h1>
          <p class="lead">
            A complete search in this browser: it weighs motif sizes, decides on connections, then
            trains and tests the motif it found. Nothing leaves the tab.
          </p>
        </div>
      </div>
      <section class="panel" aria-label="Task">
        <div class="row spread">
          <div class="row">
            <Choices
              label="Task"
              options={TAB_TASKS.map(({ id, title }) => [id, title] as const)}
              value={task.id}
              choose={(id) => setTask(TAB_TASKS.find((one) => one.id === id)!)}
            />
            <label class="row">
              Neurons
              <select
                value={neurons}
                onChange={(event) => setNeurons(Number(event.currentTarget.value))}
              >
                {TAB_NEURONS.map((one) => (
                  <option key={one} value={one}>
                    {one}
                  </option>
                ))}
              </select>
            </label>
            <label class="row">
              Length
              <select
                value={effort}
                onChange={(event) => setEffort(event.currentTarget.value as TabEffort)}
              >
                {Object.keys(TAB_EFFORTS).map((one) => (
                  <option key={one} value={one}>
                    {one}
                  </option>
                ))}
              </select>
            </label>
            <label class="row">
              Seed
              <input
                type="number"
                min={0}
                max={999_999}
                value={seed}
                style={{ width: '6rem' }}
                onChange={(event) => {
                  const value = Math.round(Number(event.currentTarget.value));
                  setSeed(Math.max(0, Math.min(999_999, value || 0)));
                }}
              />
            </label>
            {navigator.gpu && (
              <Choices
                label="Computes on"
                options={[
                  ['wasm', 'processor'],
                  ['webgpu', 'graphics card'],
                ]}
                value={engine}
                choose={setEngine}
              />
            )}
          </div>
          <div class="row">
            {search && (search.state === 'running' || search.state === 'preparing') ? (
              <StopButton search={search} />
            ) : null}
            <button type="button" class="primary" onClick={start}>
              {search ? 'Search again' : 'Search'}
            </button>
          </div>
        </div>
        <p class="soft" style={{ marginTop: '0.6rem', maxWidth: '75ch' }}>
          {task.about} Motifs of {task.motifSizes.join(', ')} neurons. {workers(engine, threads)}
        </p>
      </section>
      {search && <TabCourse search={search} earlier={earlier} />}
    </>
  );
}

function workers(engine: TabEngine, threads: number): string {
  if (engine === 'webgpu') {
    return 'The graphics card does the work; its bits are its own, and differ from the processor’s.';
  }
  return threads > 1
    ? `${threads} threads share the work.`
    : 'One thread does the work, because this page may not share memory between threads.';
}

function StopButton({ search }: { readonly search: TabSearch }) {
  useWatched(search);
  if (search.state !== 'running' && search.state !== 'preparing') return null;
  return (
    <button type="button" onClick={() => search.stop()}>
      Stop
    </button>
  );
}
