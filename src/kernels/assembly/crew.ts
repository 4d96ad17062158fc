// Threads over one shared memory. The host thread posts a job of many tasks and works along; every
// thread takes the next task until none is left. A job ends when all threads have checked in.

import { adam, AdamFactors } from './adam';
import {
  adaptSample, driveShare, gatherShare, Network, packShare, runSample, Share,
} from './network';

/** Kinds of jobs. */
const RUN: u32 = 0;
const GATHER: u32 = 1;
const ADAPT: u32 = 2;
const ADAM: u32 = 3;
const PACK: u32 = 4;
const DRIVE: u32 = 5;

/** Looks at a word this often before sleeping on it. */
const PATIENCE: u32 = 20000;

/** The words that threads meet at; each atomic word has a cache line of its own. */
@unmanaged
export class Crew {
  /** Counts jobs; helpers sleep on it. */
  generation: u32;
  gap0: u64; gap1: u64; gap2: u64; gap3: u64; gap4: u64; gap5: u64; gap6: u64;
  next: u32;
  gap7: u64; gap8: u64; gap9: u64; gap10: u64; gap11: u64; gap12: u64; gap13: u64;
  /** Helpers that have finished the job under way. */
  done: u32;
  gap14: u64; gap15: u64; gap16: u64; gap17: u64; gap18: u64; gap19: u64; gap20: u64;
  kind: u32;
  tasks: u32;
  /** Threads besides the host's. */
  helpers: u32;
  stopped: u32;
  network: Network;
  /** [shares] Share records. */
  shares: usize;
  // Adam.
  weights: usize;
  gradient: usize;
  firstMoment: usize;
  secondMoment: usize;
  /** Floats, a multiple of 4, and floats a task. */
  length: u32;
  portion: u32;
  factors: AdamFactors;
}

function execute(crew: Crew, thread: u32, task: u32): void {
  const network = crew.network;
  switch (crew.kind) {
    case RUN:
      runSample(network, thread, task);
      break;
    case GATHER:
      gatherShare(network, thread, changetype<Share>(crew.shares + task * offsetof<Share>()));
      break;
    case PACK:
      packShare(network, changetype<Share>(crew.shares + task * offsetof<Share>()));
      break;
    case DRIVE:
      driveShare(network, thread, task);
      break;
    case ADAPT:
      adaptSample(network, thread, task);
      break;
    case ADAM: {
      const from = task * crew.portion;
      const count = min(crew.portion, crew.length - from);
      const at = <usize>from << 2;
      adam(
        crew.weights + at, crew.gradient + at, crew.firstMoment + at, crew.secondMoment + at,
        count, crew.factors,
      );
      break;
    }
    default:
      unreachable();
  }
}

function work(crew: Crew, thread: u32): void {
  const next = changetype<usize>(crew) + offsetof<Crew>('next');
  for (;;) {
    const task = atomic.add<u32>(next, 1);
    if (task >= crew.tasks) return;
    execute(crew, thread, task);
  }
}

/** Does a job with all threads; returns when it is done. `blocking`: this thread may sleep. */
export function dispatch(crew: Crew, kind: u32, tasks: u32, blocking: bool): void {
  const base = changetype<usize>(crew);
  crew.kind = kind;
  crew.tasks = tasks;
  if (crew.helpers == 0) {
    for (let task: u32 = 0; task < tasks; task++) execute(crew, 0, task);
    return;
  }
  const done = base + offsetof<Crew>('done');
  atomic.store<u32>(base + offsetof<Crew>('next'), 0);
  atomic.store<u32>(done, 0);
  atomic.add<u32>(base + offsetof<Crew>('generation'), 1);
  atomic.notify(base + offsetof<Crew>('generation'), -1);
  work(crew, 0);
  for (let looked: u32 = 0; ; looked++) {
    const arrived = atomic.load<u32>(done);
    if (arrived == crew.helpers) return;
    if (blocking && looked >= PATIENCE) atomic.wait<i32>(done, <i32>arrived, -1);
  }
}

/** Life of a helper thread: waits for jobs until the crew is stopped. */
export function serve(crew: Crew, thread: u32): void {
  const base = changetype<usize>(crew);
  const generation = base + offsetof<Crew>('generation');
  const done = base + offsetof<Crew>('done');
  let seen: u32 = 0;
  for (;;) {
    let looked: u32 = 0;
    while (atomic.load<u32>(generation) == seen) {
      if (++looked >= PATIENCE) atomic.wait<i32>(generation, <i32>seen, -1);
    }
    seen++;
    if (crew.stopped != 0) return;
    work(crew, thread);
    atomic.add<u32>(done, 1);
    atomic.notify(done, -1);
  }
}

/** Ends all helper threads. */
export function stop(crew: Crew): void {
  crew.stopped = 1;
  const generation = changetype<usize>(crew) + offsetof<Crew>('generation');
  atomic.add<u32>(generation, 1);
  atomic.notify(generation, -1);
}
