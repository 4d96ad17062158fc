/** What a session found, as JSON for machines and as tables for people. */
import type { OursResult, PeerResult, WorkloadResult } from './compare.ts';
import { EXTRA_NAMES, EXTRA_ROWS, type Extras } from './extras.ts';
import { MOST_BUSY } from './idleness.ts';
import type { PeerName, Python } from './peers.ts';
import type { Scale, ScalePoint } from './scale.ts';
import type { SearchCost } from './search-cost.ts';
import { geometricMean } from './statistics.ts';
import { table } from './table.ts';

/** Everything that was measured with one number of workers. */
export interface Session {
  readonly workers: number;
  readonly workloads: Readonly<Record<string, WorkloadResult>>;
  /** null: only workloads were asked for. */
  readonly extras: Extras | null;
}

export interface Environment {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  /** A Node that has done nothing, MB. */
  readonly bareNodeMB: number;
  /** null: no Python with torch, or no peers asked for. */
  readonly python: Python | null;
  /** Share of the processors' time that other programs used before the first session and after each. */
  readonly busy: readonly number[];
}

const entries = (peers: WorkloadResult['peers']) =>
  Object.entries(peers) as [PeerName, PeerResult][];

/** The peer with the least time; null if there are none. */
export function fastestPeer({ peers }: WorkloadResult): [PeerName, PeerResult] | null {
  const sorted = entries(peers).toSorted(([, a], [, b]) => b.oursToPeer - a.oursToPeer);
  return sorted[0] ?? null;
}

/** Geometric mean of ours : peer over the workloads, for each peer and for the fastest of each row. */
export function meanRatios(results: readonly WorkloadResult[]): Record<string, number> {
  const ratios: Record<string, number[]> = {};
  for (const result of results) {
    for (const [name, { oursToPeer }] of entries(result.peers)) {
      ratios[name] ??= [];
      ratios[name].push(oursToPeer);
    }
    const fastest = fastestPeer(result);
    if (!fastest) continue;
    ratios.fastest ??= [];
    ratios.fastest.push(fastest[1].oursToPeer);
  }
  return Object.fromEntries(
    Object.entries(ratios).map(([name, values]) => [name, geometricMean(values)]),
  );
}

/** Names of what has not the same bits with every number of workers. */
export function differences(sessions: readonly Session[]): string[] {
  const hashes = new Map<string, Set<string>>();
  const see = (name: string, hash: string) => {
    hashes.set(name, (hashes.get(name) ?? new Set()).add(hash));
  };
  for (const { workloads, extras } of sessions) {
    for (const [name, { ours }] of Object.entries(workloads)) see(name, ours.hash);
    if (extras) for (const name of EXTRA_NAMES) see(name, extras[name].hash);
  }
  return [...hashes].filter(([, found]) => found.size > 1).map(([name]) => name);
}

/** One session in JSON. */
interface SessionJson extends Session {
  readonly geometricMeans: Readonly<Record<string, number>>;
}

export interface SessionsJson extends SessionJson {
  readonly otherWorkers: readonly SessionJson[];
  readonly sameBits: boolean;
  readonly environment: Environment;
}

/**
 * The JSON of a session: results of the largest number of workers at the top, those of the others
 * under `otherWorkers`.
 */
export function sessionsJson(environment: Environment, sessions: readonly Session[]): SessionsJson {
  const body = (session: Session): SessionJson => ({
    ...session,
    geometricMeans: meanRatios(Object.values(session.workloads)),
  });
  return {
    ...body(sessions.at(-1)!),
    otherWorkers: sessions.slice(0, -1).map(body),
    sameBits: differences(sessions).length === 0,
    environment,
  };
}

const ratioText = (oursToPeer: number): string => `1 : ${(1 / oursToPeer).toFixed(2)}`;

function workloadRows(name: string, result: WorkloadResult): string[][] {
  const row = (who: string, { ms, rssMB, hash }: OursResult | PeerResult, ratio: string) => [
    who,
    ms.toFixed(1),
    ratio,
    rssMB.toFixed(0),
    hash,
  ];
  const fastest = fastestPeer(result)?.[0];
  const narrow = result.oursToNarrow;
  return [
    row(`${name} ours`, result.ours, narrow === null ? '' : `128 bits ${ratioText(narrow)}`),
    ...entries(result.peers).map(([peer, found]) =>
      row(`   ${peer}${peer === fastest ? ' (fastest)' : ''}`, found, ratioText(found.oursToPeer)),
    ),
  ];
}

export function sessionText({ workers, workloads, extras }: Session): string {
  const rows = Object.entries(workloads).flatMap(([name, result]) => workloadRows(name, result));
  const lines = [
    `${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    table(['forward, loss, backward, Adam', 'ms a batch', 'ours : peer', 'peak MB', 'bits'], rows),
  ];
  const means = Object.entries(meanRatios(Object.values(workloads)));
  if (means.length > 0) {
    const text = means.map(([name, ratio]) => `${name} ${ratioText(ratio)}`).join(', ');
    lines.push(`geometric means: ${text}`);
  }
  if (extras) {
    const extraRows = EXTRA_NAMES.map((name) => {
      const [what, figures] = EXTRA_ROWS[name];
      const found = extras[name];
      return [what, figures(found), found.rssMB.toFixed(0), found.hash];
    });
    lines.push('', table(['besides training, on W1', 'ours', 'peak MB', 'bits'], extraRows));
  }
  return lines.join('\n');
}

/** Whether others were at work enough to spoil the times, in words; empty if not. */
export function busyText({ busy }: Pick<Environment, 'busy'>): string {
  const most = Math.max(...busy);
  if (most <= MOST_BUSY) return '';
  return `Other programs used up to ${(100 * most).toFixed(0)} % of the processors: these times and ratios say little.`;
}

export function environmentText({
  node,
  cpu,
  cores,
  bareNodeMB,
  python,
}: Omit<Environment, 'busy'>): string {
  const torch = python
    ? `, Python ${python.python} with torch ${python.torch} (${python.rssMB.toFixed(0)} MB when loaded)`
    : '';
  return `${cores} cores of ${cpu}, Node ${node} (${bareNodeMB.toFixed(0)} MB when bare)${torch}`;
}

export function searchText({ workers, steps, stages, hours, rssMB }: SearchCost): string {
  const rows = stages.map((stage) => [
    stage.stage,
    stage.iterationMs.toFixed(0),
    stage.samplesPerSecond.toFixed(0),
    String(stage.epochs),
    stage.hours.toFixed(2),
  ]);
  return [
    `Preset ti46-alpha, ${workers} worker${workers === 1 ? '' : 's'}, recordings of ${steps.toFixed(0)} steps in the mean, peak ${rssMB.toFixed(0)} MB`,
    table(['stage', 'ms an iteration', 'samples/s', 'epochs', 'hours'], rows),
    `the whole search: ${hours.toFixed(2)} hours`,
  ].join('\n');
}

export function scaleText({ workers, neurons, steps, search }: Scale): string {
  const rows = (points: readonly ScalePoint[]) =>
    points.map((point) => {
      const { nanosecondsPerNeuronStep: time, bytesPerNeuronStep: bytes } = point;
      const first = points[0]!;
      return [
        point.neurons.toLocaleString('en'),
        point.steps.toLocaleString('en'),
        point.ms.toFixed(1),
        time.toFixed(2),
        (time / first.nanosecondsPerNeuronStep).toFixed(2),
        point.rssMB.toFixed(0),
        bytes.toFixed(1),
        (bytes / first.bytesPerNeuronStep).toFixed(2),
      ];
    });
  const batch = neurons[0]!.batch;
  const head = ['neurons', 'steps', 'ms', 'ns', 'ratio', 'peak MB', 'bytes', 'ratio'];
  return [
    `Batches of ${batch}, ${workers} worker${workers === 1 ? '' : 's'}; ns and bytes are per neuron, step and sample of the batch,`,
    'bytes beyond what the process held before; ratios to the first row.',
    table(head, [...rows(neurons), ...rows(steps)]),
    `search iteration, supernet of ${search.neurons.toLocaleString('en')} neurons: ${search.ms.toFixed(0)} ms, peak ${search.rssMB.toFixed(0)} MB`,
  ].join('\n');
}
