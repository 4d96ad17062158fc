/**
 * Ours against the peers, in turns: ours, peer, ours, peer … in one session, because the speed of a
 * machine drifts by more than what is to be told apart. Nobody else of them runs while one is timed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { canRevectorize } from '../src/engine/wasm/revectorize.ts';
import { Contender, type ContenderReport, nodeCommand, runCommand } from './child.ts';
import { type PeerName, type Python, peerCommand } from './peers.ts';
import { median } from './statistics.ts';
import type { Workload } from './workloads.ts';

export interface OursResult extends ContenderReport {
  /** Median, a batch. */
  readonly ms: number;
  /** Spikes per hidden neuron and step. */
  readonly rate: number;
}

export interface PeerResult extends ContenderReport {
  /** Median, a batch. */
  readonly ms: number;
  /** Median over the pairs of our time divided by the peer's. */
  readonly oursToPeer: number;
}

export interface WorkloadResult {
  readonly ours: OursResult;
  /** Median over the pairs of our time divided by our time on 128-bit vectors; null where there are no wider ones. */
  readonly oursToNarrow: number | null;
  readonly peers: Readonly<Partial<Record<PeerName, PeerResult>>>;
}

/** OpenMP threads stay busy for some milliseconds after their work, waiting for more of it. */
const REST_MS = 50;

async function timed(contender: Contender): Promise<number> {
  await pause(REST_MS);
  return contender.go();
}

/** Pairs of turns: times of ours, and of the peer. */
async function inTurns(ours: Contender, peer: Contender, pairs: number): Promise<number[][]> {
  const times: number[][] = [[], []];
  for (let k = 0; k < pairs; k++) {
    times[0]!.push(await timed(ours));
    times[1]!.push(await timed(peer));
  }
  return times;
}

/**
 * @param python null: no peers
 * @param say is told what begins
 */
export async function compareWorkload(
  workload: Workload,
  workers: number,
  repeats: number,
  python: Python | null,
  peers: readonly PeerName[],
  say: (what: string) => void,
): Promise<WorkloadResult> {
  const folder = mkdtempSync(join(tmpdir(), 'motifsmith-bench-'));
  const running: Contender[] = [];
  const start = async (...command: Parameters<typeof Contender.start>) => {
    const contender = await Contender.start(...command);
    running.push(contender);
    return contender;
  };
  try {
    say('ours');
    const ours = await start(nodeCommand('ours', [workload.name, String(workers)]));
    const ownTimes: number[] = [];
    const results: Partial<Record<PeerName, PeerResult>> = {};
    let oursToNarrow: number | null = null;
    if (canRevectorize()) {
      say('ours on 128 bits');
      const narrow = await start(nodeCommand('ours', [workload.name, String(workers), 'narrow']));
      const [wide, own] = (await inTurns(ours, narrow, repeats)) as [number[], number[]];
      ownTimes.push(...wide);
      oursToNarrow = median(wide.map((ms, k) => ms / own[k]!));
      await narrow.end();
    }
    if (python && peers.length > 0) {
      await runCommand(nodeCommand('problem', [workload.name, folder]));
      for (const name of peers) {
        say(name);
        const peer = await start(peerCommand(python, name, folder, workers));
        const [own, theirs] = (await inTurns(ours, peer, repeats)) as [number[], number[]];
        ownTimes.push(...own);
        const oursToPeer = median(own.map((ms, k) => ms / theirs[k]!));
        results[name] = { ms: median(theirs), oursToPeer, ...(await peer.end()) };
      }
    } else {
      for (let k = 0; k < repeats; k++) ownTimes.push(await timed(ours));
    }
    const report = (await ours.end()) as ContenderReport & { rate: number };
    return { ours: { ms: median(ownTimes), ...report }, oursToNarrow, peers: results };
  } finally {
    for (const contender of running) contender.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
