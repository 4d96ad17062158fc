// Threads over one shared memory. The host thread posts a job of many tasks and works along; every
// thread takes the next task until none is left. A job ends when all workers have checked in.

import { Job } from '../constants';
import { adamTask } from './adam';
import { adaptSample, driveShare, gatherShare, packShare, runSample } from './network';
import { Share, WorkerPool } from './records.generated';

/** A thread polls a word this often before it sleeps on it. */
const PATIENCE: u32 = 20000;

// @ts-ignore: decorator
@inline
function shareOf(pool: WorkerPool, task: u32): Share {
  return changetype<Share>(pool.shares + task * offsetof<Share>());
}

function execute(pool: WorkerPool, thread: u32, task: u32): void {
  const network = pool.network;
  switch (pool.job) {
    case Job.run:
      runSample(network, thread, task);
      break;
    case Job.gather:
      gatherShare(network, thread, shareOf(pool, task));
      break;
    case Job.pack:
      packShare(network, shareOf(pool, task));
      break;
    case Job.drive:
      driveShare(network, thread, task);
      break;
    case Job.adapt:
      adaptSample(network, thread, task);
      break;
    case Job.adam:
      adamTask(pool.adam, task);
      break;
    default:
      unreachable();
  }
}

function work(pool: WorkerPool, thread: u32): void {
  for (;;) {
    const task = atomic.add<u32>(pool.next, 1);
    if (task >= pool.tasks) return;
    execute(pool, thread, task);
  }
}

/** Does a job with all threads; returns when it is done. `blocking`: this thread may sleep. */
export function dispatch(pool: WorkerPool, job: u32, tasks: u32, blocking: bool): void {
  pool.job = job;
  pool.tasks = tasks;
  if (pool.workers == 0) {
    for (let task: u32 = 0; task < tasks; task++) execute(pool, 0, task);
    return;
  }
  const done = pool.done;
  atomic.store<u32>(pool.next, 0);
  atomic.store<u32>(done, 0);
  atomic.add<u32>(pool.generation, 1);
  atomic.notify(pool.generation, -1);
  work(pool, 0);
  for (let polls: u32 = 0; ; polls++) {
    const arrived = atomic.load<u32>(done);
    if (arrived == pool.workers) return;
    if (blocking && polls >= PATIENCE) atomic.wait<i32>(done, <i32>arrived, -1);
  }
}

/** Life of a worker: waits for jobs until the pool is stopped. */
export function serve(pool: WorkerPool, thread: u32): void {
  const generation = pool.generation;
  const done = pool.done;
  let seen: u32 = 0;
  for (;;) {
    let polls: u32 = 0;
    while (atomic.load<u32>(generation) == seen) {
      if (++polls >= PATIENCE) atomic.wait<i32>(generation, <i32>seen, -1);
    }
    seen++;
    if (pool.stopped != 0) return;
    work(pool, thread);
    atomic.add<u32>(done, 1);
    atomic.notify(done, -1);
  }
}

/** Ends all workers. */
export function stop(pool: WorkerPool): void {
  pool.stopped = 1;
  atomic.add<u32>(pool.generation, 1);
  atomic.notify(pool.generation, -1);
}
