/** Graph and matrix of a motif: what is pointed at in one stands out in both. */
import { useState } from 'preact/hooks';
import { MotifGraph } from '../../../view/motif-graph.tsx';
import type { MatrixCell, Sign } from '../../../view/motif-layout.ts';
import { motifWords } from '../../../view/motif-words.ts';
import { faded, neuronAt, neuronPositions, onlySign } from './focus.ts';
import { MotifGrid } from './motif-grid.tsx';
import { pointIn } from './point-in.ts';

export function LinkedMotif({
  size,
  types,
  sign,
}: {
  readonly size: number;
  readonly types: Float32Array;
  /** The connections that are shown. */
  readonly sign: Sign | 'both';
}) {
  const [read, setRead] = useState<MatrixCell | null>(null);
  const [neuron, setNeuron] = useState<number | null>(null);
  const known = neuron !== null && neuron < size ? neuron : null;
  const focus = read
    ? new Set([read.position])
    : known === null
      ? null
      : neuronPositions(size, known);
  const shown = onlySign(types, sign);
  const find = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    const [x, y] = pointIn(event);
    setNeuron(neuronAt(size, x, y));
  };
  return (
    <>
      <figure>
        <MotifGraph
          size={size}
          types={faded(shown, focus)}
          label={motifWords(size, shown)}
          onPointerDown={find}
          onPointerMove={find}
          onPointerLeave={(event) => {
            // A finger that is lifted has not left.
            if (event.pointerType === 'mouse') setNeuron(null);
          }}
        />
        <figcaption class="small soft read">
          <span role="status">
            {known === null
              ? 'Point at a neuron to see its connections.'
              : `Connections to and from neuron ${known + 1}.`}
          </span>
        </figcaption>
      </figure>
      <MotifGrid
        size={size}
        types={shown}
        marked={known === null || read ? null : (focus as ReadonlySet<number>)}
        read={read}
        onRead={setRead}
      />
    </>
  );
}
