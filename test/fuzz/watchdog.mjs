/**
 * Ends the process when one input takes too long: after some seconds of computing, or, if it only waits, after
 * a minute or two. A thread of its own, because a reader that never returns leaves the process no other.
 */
import { workerData } from 'node:worker_threads';

const { input, computingMs, waitingMs } = workerData;
const LOOK_MS = 250;

const computed = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

let seen = -1;
let since = { clock: 0, computed: 0 };
setInterval(() => {
  const now = { clock: performance.now(), computed: computed() };
  const at = Atomics.load(input, 0);
  if (at !== seen) [seen, since] = [at, now];
  else if (now.computed - since.computed > computingMs) process.kill(process.pid, 'SIGXCPU');
  else if (now.clock - since.clock > waitingMs) process.kill(process.pid, 'SIGALRM');
}, LOOK_MS);
