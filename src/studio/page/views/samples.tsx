/**
 * A test sample inside the trained network, computed in this page by the engine that trained it: what
 * comes in, which neurons fire, how the potential of one of them moves, and how the decision forms.
 */
import { useEffect, useState } from 'preact/hooks';
import { count, significant } from '../../../view/format.ts';
import { seriesStyle } from '../../../view/series.ts';
import type { Sample, SampleList } from '../../api.ts';
import type { Curve } from '../charts/curve.ts';
import { Curves } from '../charts/curves.tsx';
import { Raster } from '../charts/raster.tsx';
import type { Simulated } from '../engine/simulation.ts';
import { SimulationClient } from '../engine/simulation-client.ts';
import type { LiveRun } from '../history/live-run.ts';
import { ProblemNotice, Waiting } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { go, runAddress } from '../route.ts';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';

interface Shown {
  readonly index: number;
  readonly sample: Sample;
  readonly simulated: Simulated;
}

export function SamplesView({
  live,
  query,
}: {
  readonly live: LiveRun;
  readonly query: URLSearchParams;
}) {
  const asked = Number(query.get('index') ?? 0);
  const [list, setList] = useState<SampleList | null>(null);
  const [client, setClient] = useState<SimulationClient | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const total = list?.total ?? 0;
  const index = Number.isInteger(asked) && asked >= 0 && asked < Math.max(1, total) ? asked : 0;
  const finished = live.run?.state === 'finished';

  useEffect(() => {
    if (!finished) return;
    const engine = new SimulationClient();
    let left = false;
    const fail = (error: unknown) => {
      if (!left) setProblem(asProblem(error));
    };
    Promise.all([source.samples(live.id, 0), source.architecture(live.id), source.weights(live.id)])
      .then(async ([samples, architecture, weights]) => {
        await engine.open(architecture, weights);
        if (left) return;
        setList(samples);
        setClient(engine);
      }, fail)
      .catch(fail);
    return () => {
      left = true;
      engine.close();
    };
  }, [live.id, finished]);

  useEffect(() => {
    if (!client) return;
    let left = false;
    setProblem(null);
    source
      .sample(live.id, index)
      .then(async (sample) => {
        const simulated = await client.run(sample);
        if (!left) setShown({ index, sample, simulated });
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
  if (problem && !shown) return <ProblemNotice problem={problem} />;
  if (!list || !client || !shown) return <Waiting what="the network and its test samples" />;
  const choose = (k: number) =>
    go(runAddress(live.id, { part: 'samples', index: String(k) }), { replace: true });
  return (
    <>
      {problem && <ProblemNotice problem={problem} />}
      <div class="row">
        <button type="button" disabled={index === 0} onClick={() => choose(index - 1)}>
          ← Previous
        </button>
        <button type="button" disabled={index >= total - 1} onClick={() => choose(index + 1)}>
          Next →
        </button>
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
              choose(Math.max(0, Math.min(total - 1, k)));
            }}
          />
          <span class="soft">of {count(total)}</span>
        </label>
      </div>
      <SampleFigures client={client} list={list} shown={shown} />
    </>
  );
}

function SampleFigures({
  client,
  list,
  shown: { sample, simulated },
}: {
  readonly client: SimulationClient;
  readonly list: SampleList;
  readonly shown: Shown;
}) {
  const { layers, decision, hash } = simulated;
  const [chosen, setChosen] = useState({ layer: 0, neuron: 0 });
  const layer = Math.min(chosen.layer, layers.length - 1);
  const neuron = Math.min(chosen.neuron, layers[layer]!.neurons - 1);
  const nameOf = (label: number) => list.classNames[label] ?? `class ${label}`;
  const right = decision === sample.label;
  const nameOfLayer = (l: number) => (l === layers.length - 1 ? 'Output' : `Hidden layer ${l + 1}`);
  return (
    <div class="grid two">
      <Panel
        title={right ? `Recognised: ${nameOf(decision)}` : `Mistaken for ${nameOf(decision)}`}
        aside={!right && <span>It is {nameOf(sample.label)}.</span>}
      >
        <Decision list={list} sample={sample} simulated={simulated} />
      </Panel>
      <Panel
        title={`Potential of neuron ${neuron + 1}`}
        aside={<span class="soft small">{nameOfLayer(layer)}</span>}
      >
        <Potential
          client={client}
          simulated={simulated}
          layer={layer}
          neuron={neuron}
          stepMs={list.stepMs}
        />
      </Panel>
      <Panel
        title="Spikes"
        wide
        aside={
          <span class="small soft">
            {sample.steps} steps of {list.stepMs} ms. Click a neuron, or use the arrow keys, to see
            its potential.
          </span>
        }
      >
        <div class="rasters">
          <Raster
            name="Input"
            steps={sample.steps}
            offsets={sample.offsets}
            neurons={sample.channels}
            count={list.inputs}
            height={150}
            colour="ink"
          />
          {layers.map(({ neurons, spikes }, l) => (
            <Raster
              key={l}
              name={nameOfLayer(l)}
              steps={sample.steps}
              offsets={spikes.offsets}
              neurons={spikes.neurons}
              count={neurons}
              height={l === layers.length - 1 ? Math.min(260, Math.max(90, 14 * neurons)) : 190}
              colour={l === layers.length - 1 ? 'c2' : 'c1'}
              names={l === layers.length - 1 ? list.classNames : []}
              chosen={l === layer ? neuron : null}
              choose={(k) => setChosen({ layer: l, neuron: k })}
            />
          ))}
        </div>
        <p class="small soft" style={{ marginTop: '0.8rem', overflowWrap: 'anywhere' }}>
          SHA-256 of all spikes, the same as in Node:{' '}
          <code data-testid="spike-hash">
            {hash ?? 'not available (browsers hash only on https or localhost)'}
          </code>
        </p>
      </Panel>
    </div>
  );
}

const SHOWN_CLASSES = 5;

/** Σ a_o of each class up to each step: the highest at the end decides. */
function Decision({
  list,
  sample,
  simulated: { scores, classes },
}: {
  readonly list: SampleList;
  readonly sample: Sample;
  readonly simulated: Simulated;
}) {
  const { steps } = sample;
  const of = (label: number) =>
    Array.from({ length: steps }, (_, t) => scores[t * classes + label]!);
  const final = (label: number) => scores[(steps - 1) * classes + label]!;
  const best = Array.from({ length: classes }, (_, label) => label).sort(
    (a, b) => final(b) - final(a),
  );
  const curves: Curve[] = best.map((label, rank) => ({
    name: list.classNames[label] ?? `class ${label}`,
    ...(rank < SHOWN_CLASSES
      ? { colour: seriesStyle(rank).name, dash: seriesStyle(rank).dash }
      : { colour: 'soft' as const }),
    values: of(label),
    faint: rank >= SHOWN_CLASSES,
    width: label === sample.label ? 3.5 : 2,
  }));
  return (
    <Curves
      label="Score of each class over time"
      x={Array.from({ length: steps }, (_, t) => t * list.stepMs)}
      curves={curves}
      xName="ms"
      format={significant}
    />
  );
}

function Potential({
  client,
  simulated,
  layer,
  neuron,
  stepMs,
}: {
  readonly client: SimulationClient;
  readonly simulated: Simulated;
  readonly layer: number;
  readonly neuron: number;
  readonly stepMs: number;
}) {
  const [potential, setPotential] = useState<Float32Array | null>(null);
  useEffect(() => {
    let left = false;
    client.potential(layer, neuron).then(
      (found) => {
        if (!left) setPotential(found);
      },
      // The sample that it was asked of has been left.
      () => {},
    );
    return () => {
      left = true;
    };
  }, [client, simulated, layer, neuron]);
  if (!potential) return <Waiting what="the potential" />;
  const { offsets, neurons } = simulated.layers[layer]!.spikes;
  const spikes: number[] = [];
  for (let t = 0; t < offsets.length - 1; t++) {
    for (let k = offsets[t]!; k < offsets[t + 1]!; k++) if (neurons[k] === neuron) spikes.push(t);
  }
  return (
    <Curves
      label={`Membrane potential of neuron ${neuron + 1}, ${spikes.length} spikes`}
      x={Array.from(potential, (_, t) => t * stepMs)}
      curves={[{ name: 'potential after reset', colour: 'c1', values: Array.from(potential) }]}
      marks={spikes.slice(0, 200).map((t) => ({ x: t * stepMs, text: '' }))}
      xName="ms"
      format={significant}
    />
  );
}
