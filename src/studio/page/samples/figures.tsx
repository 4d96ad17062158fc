/** One sample inside the network: what comes in, which neurons fire, a potential, and the decision as it forms. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Sensor } from '../../../data/events/address-events.ts';
import type { Architecture } from '../../../model/architecture-schema.ts';
import { significant } from '../../../view/format.ts';
import { seriesStyle } from '../../../view/series.ts';
import type { Sample, SampleList } from '../../api/samples.ts';
import type { Curve } from '../charts/curve.ts';
import { Curves } from '../charts/curves.tsx';
import { Raster } from '../charts/raster.tsx';
import type { Simulated } from '../engine/simulation.ts';
import type { SimulationClient } from '../engine/simulation-client.ts';
import { Waiting } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Frames, isCamera } from './frames.tsx';

interface SampleProps {
  readonly client: SimulationClient;
  readonly list: SampleList;
  readonly sample: Sample;
  readonly simulated: Simulated;
  readonly nameOf: (label: number) => string;
  /** Vth and what the output neurons are. */
  readonly architecture: Pick<Architecture, 'neuron' | 'readout'>;
  /** What the inputs are; null if it is not known. */
  readonly sensor: Sensor | null;
}

/** A neuron that fires as often as is usual among those that fire; the first if none does. */
function typicalNeuron({ neurons, spikes }: Simulated['layers'][number]): number {
  const counts = new Uint32Array(neurons);
  for (const neuron of spikes.neurons) counts[neuron]! += 1;
  const active = Array.from(counts, (_, neuron) => neuron)
    .filter((neuron) => counts[neuron]! > 0)
    .sort((a, b) => counts[a]! - counts[b]! || a - b);
  return active[active.length >> 1] ?? 0;
}

export function SampleFigures({
  client,
  list,
  sample,
  simulated,
  nameOf,
  architecture,
  sensor,
}: SampleProps) {
  const { layers, decision, hash } = simulated;
  const [chosen, setChosen] = useState<{ readonly layer: number; readonly neuron: number } | null>(
    null,
  );
  const layer = Math.min(chosen?.layer ?? 0, layers.length - 1);
  const typical = useMemo(() => typicalNeuron(layers[layer]!), [layers, layer]);
  const neuron = Math.min(chosen?.neuron ?? typical, layers[layer]!.neurons - 1);
  const right = decision === sample.label;
  const nameOfLayer = (l: number) => (l === layers.length - 1 ? 'Output' : `Hidden layer ${l + 1}`);
  return (
    <div class="grid two">
      <Panel
        title={right ? `✓ Recognised: ${nameOf(decision)}` : `✗ Mistaken for ${nameOf(decision)}`}
        aside={!right && <span>It is {nameOf(sample.label)}.</span>}
      >
        <Decision list={list} sample={sample} simulated={simulated} nameOf={nameOf} />
      </Panel>
      <Panel
        title={`Potential of neuron ${neuron + 1}`}
        aside={
          <span class="soft small">
            {nameOfLayer(layer)}
            {chosen === null && ', one of median activity'}
          </span>
        }
      >
        <Potential
          client={client}
          simulated={simulated}
          layer={layer}
          neuron={neuron}
          threshold={
            architecture.readout === 'integrator' && layer === layers.length - 1
              ? null
              : architecture.neuron.threshold
          }
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
          {isCamera(sensor, list.inputs) && (
            <Frames
              title="What the camera saw"
              sample={sample}
              sensor={sensor}
              stepMs={list.stepMs}
            />
          )}
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

/** Σ a_o (or Σ u_o) of each class up to each step: the highest at the end decides. */
function Decision({
  list,
  sample,
  simulated: { scores, classes },
  nameOf,
}: Pick<SampleProps, 'list' | 'sample' | 'simulated' | 'nameOf'>) {
  const { steps } = sample;
  const of = (label: number) =>
    Array.from({ length: steps }, (_, t) => scores[t * classes + label]!);
  const final = (label: number) => scores[(steps - 1) * classes + label]!;
  const best = Array.from({ length: classes }, (_, label) => label).sort(
    (a, b) => final(b) - final(a),
  );
  const curves: Curve[] = best.map((label, rank) => ({
    name: nameOf(label),
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
  threshold,
  stepMs,
}: {
  readonly client: SimulationClient;
  readonly simulated: Simulated;
  readonly layer: number;
  readonly neuron: number;
  /** Vth; null where it integrates only. */
  readonly threshold: number | null;
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
      curves={[
        {
          name: threshold === null ? 'potential' : 'potential after reset',
          colour: 'c1',
          values: Array.from(potential),
        },
        ...(threshold === null
          ? []
          : [
              {
                name: 'threshold',
                colour: 'soft' as const,
                dash: '4 3',
                values: Array.from(potential, () => threshold),
              },
            ]),
      ]}
      marks={spikes.slice(0, 200).map((t) => ({ x: t * stepMs, text: '' }))}
      xName="ms"
      format={significant}
    />
  );
}
