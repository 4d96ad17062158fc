/** All recurrent connections of a layer as a matrix, with the trained weights once there are any. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { decodeSafetensors } from '../../../formats/safetensors.ts';
import type { Architecture } from '../../../model/architecture-schema.ts';
import { count } from '../../../view/format.ts';
import { LegendKey } from '../../../view/legend-key.tsx';
import { TYPES } from '../../../view/names.ts';
import { cssColour } from '../../../view/palette.ts';
import { ConnectionMatrix } from '../charts/connection-matrix.tsx';
import type { LiveRun } from '../history/live-run.ts';
import { motifLayers } from '../history/motif-layers.ts';
import { type ConnectionRows, denseRows, motifRows } from '../motif/connection-rows.ts';
import { ProblemNotice } from '../parts/notice.tsx';
import { Choices, Panel } from '../parts/panel.tsx';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';

/** Beyond, a dense matrix is too much to draw, and says nothing. */
const LARGEST_DENSE = 4096;

interface Layer {
  readonly layer: number;
  readonly rows: ConnectionRows;
}

function recurrentLayers(architecture: Architecture): Layer[] {
  const motifs = motifLayers(architecture).map((view) => ({
    layer: view.layer,
    rows: motifRows(view),
  }));
  const dense = architecture.hidden.flatMap(({ kind, neurons }, layer) =>
    kind === 'dense' && neurons <= LARGEST_DENSE ? [{ layer, rows: denseRows(neurons) }] : [],
  );
  return [...motifs, ...dense].sort((a, b) => a.layer - b.layer);
}

function largest(weights: ArrayLike<number>): number {
  let most = 0;
  for (let k = 0; k < weights.length; k++) most = Math.max(most, Math.abs(weights[k]!));
  return most;
}

export function ConnectionsView({ live }: { readonly live: LiveRun }) {
  const architecture = live.history!.architecture;
  const layers = useMemo(() => architecture && recurrentLayers(architecture), [architecture]);
  const [chosen, setChosen] = useState<number | null>(null);
  const [tensors, setTensors] = useState<Record<string, { data: ArrayLike<number> }> | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const finished = live.run?.state === 'finished';
  useEffect(() => {
    if (!finished) return;
    let left = false;
    source
      .weights(live.id)
      .then((bytes) => decodeSafetensors(bytes, 'weights.safetensors').tensors)
      .then(
        (found) => {
          if (!left) setTensors(found);
        },
        (error: unknown) => {
          if (!left) setProblem(asProblem(error));
        },
      );
    return () => {
      left = true;
    };
  }, [finished, live.id]);

  const layer = layers?.find((one) => one.layer === chosen) ?? layers?.[0];
  const content = useMemo(() => {
    if (!layer) return null;
    const data = tensors?.[`hidden.${layer.layer}.recurrent`]?.data ?? null;
    const weights = data?.length === layer.rows.edges ? data : null;
    return { rows: layer.rows, weights, strongest: weights ? largest(weights) : 1 };
  }, [layer, tensors]);
  if (!layers || !layer || !content) {
    return (
      <Panel title="Connections">
        <p class="soft">
          {architecture === null
            ? 'The connections appear here once the search has decided on them.'
            : 'This network has no recurrent layer that can be drawn.'}
        </p>
      </Panel>
    );
  }
  const { rows, weights } = content;
  return (
    <Panel
      title="Connections"
      aside={
        <span class="small soft">
          {count(rows.edges)} connections among {count(rows.neurons)} neurons
        </span>
      }
    >
      {problem && <ProblemNotice problem={problem} />}
      <div class="row spread" style={{ marginBottom: '0.6rem' }}>
        {layers.length > 1 ? (
          <Choices
            label="Layer"
            options={layers.map((one) => [one.layer, `layer ${one.layer + 1}`] as const)}
            value={layer.layer}
            choose={setChosen}
          />
        ) : (
          <span />
        )}
        <ul class="legend">
          <li>
            <LegendKey kind="square" colour={cssColour('exc')} />
            {TYPES.exc.sign} {TYPES.exc.label}
          </li>
          <li>
            <LegendKey kind="square" colour={cssColour('inh')} />
            {TYPES.inh.sign} {TYPES.inh.label}
          </li>
          <li>{weights ? 'paler = smaller weight' : 'by topology alone'}</li>
        </ul>
      </div>
      <ConnectionMatrix content={content} />
    </Panel>
  );
}
