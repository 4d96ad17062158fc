/** Chapter: the architecture, its motifs as graph and matrix, and the recurrent weights. */
import type { JSX } from 'preact';
import type { MotifLayer } from '../../model/architecture-schema.ts';
import { type Blueprint, blueprint } from '../../model/shape.ts';
import { isBaselineModel } from '../../run/stored-model.ts';
import type { Census } from '../../training/records.ts';
import { drawMotifGraph, drawMotifMatrix } from '../../view/figures/motif.tsx';
import {
  drawWeights,
  type RecurrentWeights,
  recurrentWeights,
} from '../../view/figures/weights.ts';
import { count, counted, list, significant } from '../../view/format.ts';
import { MOTIF_LEGEND } from '../../view/motif-graph.tsx';
import { certainTypes, connectionCount, MOST_CONNECTIONS } from '../../view/motif-layout.ts';
import { connectionWords } from '../../view/motif-words.ts';
import { cssColour } from '../../view/palette.ts';
import type { Table } from '../../view/table/table.ts';
import { DataTable } from '../page/DataTable.tsx';
import { Figure, type Panel } from '../page/Figure.tsx';
import { memberName, type RunMaterial } from './material.ts';

export function MotifChapter({ run }: { readonly run: RunMaterial }): JSX.Element {
  const { detail, model } = run;
  const { architecture } = detail;
  if (architecture === null) {
    return <p>The search has not found an architecture yet.</p>;
  }
  const plan = blueprint(architecture);
  const motifs = architecture.hidden.flatMap((layer, l) =>
    layer.kind === 'scml' ? [{ layer, l }] : [],
  );
  const many = architecture.hidden.length > 1;
  return (
    <>
      {motifs.length === 0 && <p>The network of {memberName(detail)} has no layer of motifs.</p>}
      {motifs.map(({ layer, l }) => (
        <MotifFigure
          key={l}
          id={`figure-motif-${l}`}
          layer={layer}
          title={`${memberName(detail)}${many ? `, layer ${l + 1}` : ''}`}
        />
      ))}
      <Connections run={run} />
      {model !== null &&
        !isBaselineModel(model) &&
        architecture.hidden.map((layer, l) => (
          <Weights
            key={`${l}.${layer.kind}`}
            weights={model.weights}
            plan={plan}
            layer={l}
            motifSize={layer.kind === 'scml' ? layer.motif.size : null}
            name={many ? `layer ${l + 1} of ${memberName(detail)}` : memberName(detail)}
          />
        ))}
    </>
  );
}

interface MotifFigureProps {
  readonly id: string;
  readonly layer: MotifLayer;
  readonly title: string;
}

function MotifFigure({ id, layer, title }: MotifFigureProps): JSX.Element {
  const { motif, neurons } = layer;
  const types = certainTypes(motif);
  const words = connectionWords(motif.size, types);
  return (
    <Figure
      id={id}
      legend={MOTIF_LEGEND}
      panels={[
        ...(connectionCount(motif.size, types) > MOST_CONNECTIONS
          ? []
          : [
              {
                title: `Motif of ${counted(motif.size, 'neuron')}`,
                alt: `Graph of the motif: ${counted(motif.size, 'neuron')}, ${words}.`,
                draw: drawMotifGraph(motif),
              },
            ]),
        {
          title: `Motif of ${counted(motif.size, 'neuron')} as a matrix`,
          alt: `Matrix of the motif's connection types: ${words}.`,
          draw: drawMotifMatrix(motif),
        },
      ]}
    >
      The motif that all {counted(Math.ceil(neurons / motif.size), 'motif')} of the layer share (
      {title}): {words}. Stubs outside the circle and the two columns on the right are lateral
      connections, from the neuron at the same place in the motif before (b) and after (a); loops
      are connections of a neuron to itself. Rows of the matrix are targets, columns sources.
      {motif.tau &&
        ` Time constants of the membrane at the start, in the order of the rows: ${list(motif.tau.map(significant))} steps.`}
    </Figure>
  );
}

function Connections({ run }: { readonly run: RunMaterial }): JSX.Element | null {
  const rows = run.members.flatMap((member) => {
    const census: Census | undefined = member.summary?.census;
    return (census?.motifs ?? []).map((one) => [
      `${memberName(member)}${census!.motifs.length > 1 ? `, layer ${one.layer + 1}` : ''}`,
      one.motifSize,
      one.motifs,
      one.intra.exc,
      one.intra.inh,
      one.inter.exc,
      one.inter.inh,
      one.total.none,
    ]);
  });
  if (rows.length === 0) return null;
  const table: Table = {
    name: 'connections',
    caption: 'Recurrent connections of the layers of motifs, all motifs of a layer together.',
    columns: [
      { head: 'layer' },
      { head: 'motif size', format: count },
      { head: 'motifs', format: count },
      { head: 'excitatory, intra-motif', format: count },
      { head: 'inhibitory, intra-motif', format: count },
      { head: 'excitatory, lateral', format: count },
      { head: 'inhibitory, lateral', format: count },
      { head: 'absent', format: count },
    ],
    rows,
  };
  return <DataTable table={table} />;
}

interface WeightsProps {
  readonly weights: ArrayLike<number>;
  readonly plan: Blueprint;
  readonly layer: number;
  readonly motifSize: number | null;
  readonly name: string;
}

function Weights({ weights, plan, layer, motifSize, name }: WeightsProps): JSX.Element | null {
  const all = recurrentWeights(weights, plan, layer);
  if (all === null || all.values.length === 0) return null;
  const { excitation, inhibition } = all.range;
  return (
    <Figure
      id={`figure-weights-${layer}`}
      legend={[
        ...(excitation > 0
          ? [
              {
                label: `above 0, strongest ${significant(excitation)}`,
                colour: cssColour('exc'),
                kind: 'square' as const,
              },
            ]
          : []),
        ...(inhibition > 0
          ? [
              {
                label: `below 0, strongest ${significant(-inhibition)}`,
                colour: cssColour('inh'),
                kind: 'square' as const,
              },
            ]
          : []),
      ]}
      panels={weightPanels(all, motifSize)}
    >
      Recurrent weights of {name}: {counted(all.values.length, 'connection')}. Rows are targets,
      columns sources. Each sign has its own scale, from pale to full colour; pixels that stand for
      several weights show the strongest.
    </Figure>
  );
}

/** Motifs that are shown close up. */
const MOTIFS_CLOSE = 4;

/** @param motifSize size of the motifs; null for a layer without them */
function weightPanels(all: RecurrentWeights, motifSize: number | null): Panel[] {
  const whole: Panel = {
    title: `All ${all.neurons} × ${all.neurons}`,
    alt: `Recurrent weights of all ${all.neurons} neurons, ${all.values.length} connections.`,
    draw: drawWeights(all, all.neurons),
  };
  const close = motifSize === null ? all.neurons : MOTIFS_CLOSE * motifSize;
  if (close >= all.neurons || motifSize === null) return [whole];
  return [
    whole,
    {
      title: `The first ${MOTIFS_CLOSE} motifs (${close} neurons)`,
      alt: `Recurrent weights among the first ${close} neurons: blocks of ${motifSize} along the diagonal are motifs, lines next to it lateral connections.`,
      draw: drawWeights(all, close),
    },
  ];
}
