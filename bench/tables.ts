/** The tables of the documents, made of what was recorded. */
import type { WorkloadResult } from './compare.ts';
import type { PeerName } from './peers.ts';
import type { Recorded } from './record.ts';
import { fastestPeer } from './report.ts';
import { geometricMean } from './statistics.ts';
import { type Workload, workloadNamed } from './workloads.ts';

const grouped = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 0 });
const time = (ms: number): string => (ms < 100 ? ms.toFixed(1) : grouped(ms));
const times = (oursToPeer: number): string => (1 / oursToPeer).toFixed(1);
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const entries = ({ workloads }: Pick<Recorded, 'workloads'>): [Workload, WorkloadResult][] =>
  Object.entries(workloads).map(([name, result]) => [workloadNamed(name), result]);

/** Where, with what and when. */
function place({ environment, date }: Recorded): string {
  const { cpu, cores, node, python } = environment;
  return `${cores} cores of ${cpu}, otherwise idle; Node ${node}, torch ${python!.torch}; ${date}`;
}

/** For README.md: ours against the fastest formulation of each row. */
export function readmeTable(recorded: Recorded): string {
  const rows = entries(recorded).map(([{ inputs, steps, neurons, batch }, result]) => {
    const [, peer] = fastestPeer(result)!;
    return row([
      `${grouped(inputs)} inputs, ${steps} steps, ${neurons} neurons, batch of ${batch}`,
      `${time(result.ours.ms)} ms`,
      `${time(peer.ms)} ms`,
      times(peer.oursToPeer),
      `${grouped(result.ours.rssMB)} and ${grouped(peer.rssMB)} MB`,
    ]);
  });
  return [
    row(['workload', 'Motifsmith', 'PyTorch, fastest', 'ratio', 'peak memory']),
    row(['---', '---:', '---:', '---:', '---']),
    ...rows,
    '',
    `Geometric mean of the ratios: ${times(recorded.geometricMeans.fastest!)}. (${place(recorded)})`,
  ].join('\n');
}

const PEERS: Readonly<Partial<Record<PeerName, string>>> = {
  published: 'published style, T²',
  masked: 'masked dense',
  block: 'block motifs',
  surrogate: 'BPTT, surrogate',
};
const PEER_COLUMNS = Object.keys(PEERS) as PeerName[];

/** For docs/performance.md: every formulation, with as many threads and with one. */
export function performanceTable(recorded: Recorded): string {
  const { otherWorkers, workers, geometricMeans } = recorded;
  const alone = otherWorkers.find((session) => session.workers === 1)!;
  const rows = entries(recorded).map(([workload, result]) => {
    const { name, inputs, density, steps, neurons, outputs, batch } = workload;
    const single = alone.workloads[name]!;
    return row([
      `${name}: ${grouped(inputs)} in at ${100 * density} %, T ${steps}, N ${neurons}, ${outputs} out, batch ${batch}`,
      `**${time(result.ours.ms)}** (${grouped(result.ours.rssMB)} MB)`,
      ...PEER_COLUMNS.map((peer) => (result.peers[peer] ? time(result.peers[peer].ms) : '–')),
      times(fastestPeer(result)![1].oursToPeer),
      time(single.ours.ms),
      times(fastestPeer(single)![1].oursToPeer),
      (single.ours.ms / result.ours.ms).toFixed(2),
      ...(result.oursToNarrow === null ? [] : [(1 / result.oursToNarrow).toFixed(2)]),
    ]);
  });
  const wide = Object.values(recorded.workloads).every(({ oursToNarrow }) => oursToNarrow !== null);
  const heads = [
    'workload',
    'ours',
    ...PEER_COLUMNS.map((peer) => PEERS[peer]!),
    'ratio to the fastest',
    'ours, 1 worker',
    'ratio to the fastest, 1 worker',
    `${workers} workers : 1`,
    ...(wide ? ['gain of 256 bits'] : []),
  ];
  const gains = Object.values(recorded.workloads).map(({ oursToNarrow }) => oursToNarrow ?? 1);
  const means = [...PEER_COLUMNS, 'fastest']
    .filter((name) => geometricMeans[name] !== undefined)
    .map(
      (name) =>
        `${PEERS[name as PeerName] ?? 'the fastest of each row'} ${times(geometricMeans[name]!)}`,
    );
  return [
    row(heads),
    row(heads.map((_, k) => (k === 0 ? '---' : '---:'))),
    ...rows,
    '',
    `Geometric means of the ratios: ${means.join(', ')}${wide ? `; of the gain of 256 bits ${(1 / geometricMean(gains)).toFixed(2)}` : ''}. (${place(recorded)})`,
  ].join('\n');
}
