/** What happens to a study in a queue, each at a moment that the trial chooses. */
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Random } from '../../src/core/random.ts';
import { CLOCKS_JUMP, end, type Harness, PATIENCE_S } from './harness.ts';

type Fault = (harness: Harness, random: Random) => Promise<void>;

/** Longer than a lock lasts, so that cells find other owners. */
const FREEZE_MS = PATIENCE_S * 2500;

const pick = <Item>(items: readonly Item[], random: Random): Item | undefined =>
  items[Math.floor(random.uniform() * items.length)];

const anyWorker = ({ workers }: Harness, random: Random): number =>
  Math.floor(random.uniform() * workers.length);

const keysOf = (redis: Redis, pattern: string): Promise<string[]> => redis.keys(pattern);

export const FAULTS: Readonly<Record<string, Fault>> = {
  'a worker is killed': (harness, random) =>
    harness.replaceWorker(anyWorker(harness, random), 'SIGKILL'),
  'a worker is stopped': (harness, random) =>
    harness.replaceWorker(anyWorker(harness, random), 'SIGTERM'),
  // Its process goes on computing; when it wakes, its cell has another owner.
  'a worker stands still': async (harness, random) => {
    const { process } = harness.workers[anyWorker(harness, random)]!;
    process.kill('SIGSTOP');
    await pause(FREEZE_MS);
    process.kill('SIGCONT');
  },
  // Somebody tidies up, or a clock is wrong by months.
  'the folder of a worker is removed': async (harness, random) => {
    const index = anyWorker(harness, random);
    const { pid } = harness.workers[index]!.process;
    const folders = (await readdir(tmpdir())).filter(
      (name) => name.startsWith('motifsmith-worker.') && name.includes(`-${pid}-`),
    );
    // The worker may be writing there at this moment.
    const again = { recursive: true, force: true, maxRetries: 10, retryDelay: 20 };
    for (const name of folders) await rm(join(tmpdir(), name), again);
    await pause(1000);
    await harness.replaceWorker(index, 'SIGTERM');
  },
  'the study is killed': async (harness) => {
    await end(harness.client!.process, 'SIGKILL');
    harness.startClient(true);
  },
  'the study is stopped': async (harness) => {
    await end(harness.client!.process, 'SIGTERM');
    harness.startClient(true);
  },
  'the store is killed': async ({ server }, random) => {
    await server.kill();
    await pause(random.uniform() * 1000);
    await server.restart();
  },
  'the network is cut': async ({ server }) => {
    server.signal('SIGSTOP');
    await pause(FREEZE_MS);
    server.signal('SIGCONT');
  },
  'the store is full': async ({ server }, random) => {
    const limit = (bytes: string) => server.ask((redis) => redis.config('SET', 'maxmemory', bytes));
    await limit('1mb');
    await pause(random.uniform() * FREEZE_MS);
    await limit('0');
  },
  'the store loses all': ({ server }) => server.ask((redis) => redis.flushall()).then(() => {}),
  // The stalled cell goes to another worker while the first still works on it.
  'a cell gets a second owner': ({ server }, random) =>
    server.ask(async (redis) => {
      const lock = pick(await keysOf(redis, 'motifsmith:*:lock'), random);
      if (lock !== undefined) await redis.del(lock);
    }),
  // What that does to all keys that end by themselves.
  'the clock of the store jumps ahead': ({ server }) =>
    server.ask(async (redis) => {
      const keys = [
        ...(await keysOf(redis, 'motifsmith:*:lock')),
        ...(await keysOf(redis, 'motifsmith:*:stalled-check')),
        ...(await keysOf(redis, 'motifsmith-upload:*')),
      ];
      if (keys.length > 0) await redis.unlink(keys);
    }),
  ...(CLOCKS_JUMP && {
    'all other clocks jump': async (harness, random) => {
      harness.setClock(Math.round((random.uniform() - 0.5) * 2000));
    },
  }),
  'files are damaged': ({ server }, random) =>
    server.ask(async (redis) => {
      const key = pick(await keysOf(redis, 'motifsmith-files:*'), random);
      const field = key && pick(await redis.hkeys(key), random);
      if (key && field) await redis.hset(key, field, 'damaged');
    }),
};
