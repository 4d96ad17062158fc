/**
 * Test samples inside the trained network, computed in this page by the engine that trained it. Mistakes come first; the
 * confusion matrix picks those of one kind.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Classified } from '../../../analysis/analysis.ts';
import { pooledSensor } from '../../../data/events/input-channel.ts';
import type { Architecture } from '../../../model/architecture-schema.ts';
import { count, counted } from '../../../view/format.ts';
import type { RunSample, SampleList } from '../../api/samples.ts';
import type { Simulated } from '../engine/simulation.ts';
import { SimulationClient } from '../engine/simulation-client.ts';
import type { LiveRun } from '../history/live-run.ts';
import { ProblemNotice, Waiting } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { go, runAddress } from '../route.ts';
import {
  type Choice,
  choiceOf,
  choiceQuery,
  confusionOf,
  type Shown,
  samplesShown,
} from '../samples/choice.ts';
import { Confusion } from '../samples/confusion.tsx';
import { SampleFigures } from '../samples/figures.tsx';
import { Recording } from '../samples/recording.tsx';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';

/** What is loaded once. */
interface Opened {
  readonly client: SimulationClient;
  readonly list: SampleList;
  readonly architecture: Architecture;
  /** Null for a run that has not been analysed since its weights were written. */
  readonly classified: Classified | null;
}

interface Seen {
  readonly index: number;
  readonly sample: RunSample;
  readonly simulated: Simulated;
}

export function SamplesView({
  live,
  query,
}: {
  readonly live: LiveRun;
  readonly query: URLSearchParams;
}) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [seen, setSeen] = useState<Seen | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const finished = live.run?.state === 'finished';
  const analysed = live.run?.analysed ?? false;

  useEffect(() => {
    if (!finished) return;
    const client = new SimulationClient();
    let left = false;
    Promise.all([
      source.samples(live.id, 0),
      source.architecture(live.id),
      source.weights(live.id),
      // Without it samples are shown in their order.
      analysed ? source.analysis(live.id).catch(() => null) : null,
    ])
      .then(async ([list, architecture, weights, analysis]) => {
        await client.open(architecture, weights);
        const classified = analysis?.classified ?? null;
        if (!left) setOpened({ client, list, architecture, classified });
      })
      .catch((error: unknown) => {
        if (!left) setProblem(asProblem(error));
      });
    return () => {
      left = true;
      client.close();
    };
  }, [live.id, finished, analysed]);

  const choice = choiceOf(query);
  const order = useMemo(
    () => (opened ? orderOf(opened, choice) : []),
    [opened, choice.shown, choice.cell?.truth, choice.cell?.decided],
  );
  const asked = query.get('index') === null ? Number.NaN : Number(query.get('index'));
  const exists = Number.isInteger(asked) && asked >= 0 && asked < (opened?.list.total ?? 0);
  const index = exists ? asked : (order[0] ?? 0);
  const client = opened?.client;

  useEffect(() => {
    if (!client) return;
    let left = false;
    setProblem(null);
    source
      .sample(live.id, index)
      .then(async (sample) => {
        const simulated = await client.run(sample);
        if (!left) setSeen({ index, sample, simulated });
      })
      .catch((error: unknown) => {
        if (!left) setProblem(asProblem(error));
      });
    return () => {
      left = true;
    };
  }, [client, live.id, index]);

  if (!finished) {
    return (
      <Panel title="Samples">
        <p class="soft">Samples can be shown once the run has finished and has weights.</p>
      </Panel>
    );
  }
  if (problem && !seen) return <ProblemNotice problem={problem} />;
  if (!opened || !seen) return <Waiting what="the network and its test samples" />;

  const { list, architecture, classified } = opened;
  const nameOf = (label: number) => list.classNames[label] ?? `class ${label}`;
  const show = (next: Choice, k: number | null) =>
    go(
      runAddress(live.id, {
        part: 'samples',
        ...choiceQuery(next),
        ...(k !== null && { index: String(k) }),
      }),
      { replace: true },
    );
  const preprocessing = live.record?.data.preprocessing ?? null;
  return (
    <>
      {problem && <ProblemNotice problem={problem} />}
      <Navigation
        order={order}
        index={index}
        total={list.total}
        choice={choice}
        canChoose={classified !== null}
        show={show}
      />
      {classified === null && (
        <p class="small soft">
          Once there is a report (<code>motifsmith report</code>), mistakes come first here, by a
          confusion matrix.
        </p>
      )}
      {classified !== null && (
        <details open={choice.cell !== null}>
          <summary>{mistakesIn(classified)}</summary>
          <Confusion
            counts={confusionOf(classified, list.classNames.length)}
            nameOf={nameOf}
            cell={choice.cell}
            choose={(cell) => show({ ...choice, cell }, null)}
          />
        </details>
      )}
      <Recording id={live.id} index={seen.index} sample={seen.sample} />
      <SampleFigures
        client={opened.client}
        list={list}
        sample={seen.sample}
        simulated={seen.simulated}
        nameOf={nameOf}
        architecture={architecture}
        sensor={preprocessing && pooledSensor(preprocessing.sensor, preprocessing)}
      />
    </>
  );
}

function orderOf({ list, classified }: Opened, choice: Choice): number[] {
  // A host of plain files has the first samples only.
  if (classified) return samplesShown(classified, choice).filter((k) => k < list.total);
  return Array.from({ length: list.total }, (_, k) => k);
}

function mistakesIn({ truth, decided }: Classified): string {
  const wrong = truth.filter((label, k) => label !== decided[k]).length;
  return `${counted(wrong, 'mistake')} in ${counted(truth.length, 'test sample')}: confusion matrix`;
}

const SHOWN_WORDS: Readonly<Record<Shown, string>> = {
  'wrong-first': 'all, mistakes first',
  all: 'all, in their order',
  wrong: 'mistakes only',
  right: 'recognised only',
};

function Navigation({
  order,
  index,
  total,
  choice,
  canChoose,
  show,
}: {
  readonly order: readonly number[];
  readonly index: number;
  readonly total: number;
  readonly choice: Choice;
  readonly canChoose: boolean;
  readonly show: (choice: Choice, index: number | null) => void;
}) {
  const place = order.indexOf(index);
  const previous = order[place - 1];
  const next = order[place + 1];
  return (
    <div class="row">
      <button
        type="button"
        disabled={previous === undefined}
        onClick={() => show(choice, previous!)}
      >
        ← Previous
      </button>
      <button type="button" disabled={next === undefined} onClick={() => show(choice, next!)}>
        Next →
      </button>
      <span class="small soft" role="status">
        {place < 0
          ? 'not among those shown'
          : `${count(place + 1)} of ${count(order.length)} shown`}
      </span>
      {canChoose && (
        <label class="row">
          Show
          <select
            value={choice.shown}
            disabled={choice.cell !== null}
            onChange={(event) =>
              show({ ...choice, shown: event.currentTarget.value as Shown }, null)
            }
          >
            {Object.entries(SHOWN_WORDS).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
      )}
      {choice.cell !== null && (
        <button type="button" onClick={() => show({ ...choice, cell: null }, null)}>
          Show all classes
        </button>
      )}
      <label class="row">
        Test sample
        <input
          type="number"
          min={1}
          max={total}
          value={index + 1}
          style={{ width: '6.5rem' }}
          onChange={(event) => {
            const k = Math.round(Number(event.currentTarget.value)) - 1;
            show(choice, Math.max(0, Math.min(total - 1, k)));
          }}
        />
        <span class="soft">of {count(total)}</span>
      </label>
    </div>
  );
}
