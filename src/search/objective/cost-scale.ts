/** The most that a network of a search space can take: what costs are shares of. */
import type { Blueprint } from '../../model/shape.ts';
import { visitConnections } from '../../model/topology.ts';
import type { NetworkTemplate } from '../template.ts';

export interface CostScale {
  /** Recurrent connections of the motif layers. */
  readonly connections: number;
  /** Spikes of the hidden layers in a step. */
  readonly spikes: number;
  /** Synaptic operations that they cause. */
  readonly synops: number;
}

/** Connections of a layer whose motifs have one size and nothing absent. */
function connectionsOf(
  neurons: number,
  size: number,
  { boundary, lateral }: Pick<NetworkTemplate, 'boundary' | 'lateral'>,
): number {
  let count = 0;
  visitConnections({ neurons, size, boundary }, (_target, _source, position) => {
    if (lateral || position < size * size) count += 1;
  });
  return count;
}

export function costScale(template: NetworkTemplate): CostScale {
  const { hidden, motifSizes, outputs } = template;
  let connections = 0;
  let spikes = 0;
  let synops = 0;
  for (const [l, { kind, neurons }] of hidden.entries()) {
    spikes += neurons;
    synops += neurons * (hidden[l + 1]?.neurons ?? outputs);
    if (kind === 'dense') synops += neurons * neurons;
    if (kind !== 'scml') continue;
    const most = Math.max(...motifSizes.map((size) => connectionsOf(neurons, size, template)));
    connections += most;
    synops += most;
  }
  return { connections, spikes, synops };
}

/** Recurrent connections of the motif layers of a discrete network. */
export function motifConnections({ architecture, shape }: Blueprint): number {
  return architecture.hidden.reduce((sum, { kind }, l) => {
    return kind === 'scml' ? sum + shape.layers[l]!.edges!.sources.length : sum;
  }, 0);
}
