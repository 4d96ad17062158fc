/** Studies by the workers of a queue, each a process as a user starts it, with a real store. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { NO_REDIS, RedisServer } from '../../study/redis-server.ts';
import { writeStudy } from '../../study/tiny-study.ts';
import { begin, motifsmith, type Running } from '../cli/command.ts';

/** Everything of a study that no clock decides. */
function contents(folder: string): Record<string, string> {
  const ours = (name: string) =>
    /^(results|failures)\.json$|^tables\/|\/(config|architecture|analysis)\.json$|\.jsonl$/.test(
      name,
    ) || /\/weights\.safetensors$/.test(name);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter(ours);
  return Object.fromEntries(
    files.sort().map((name) => [name, readFileSync(join(folder, name)).toString('latin1')]),
  );
}

const skipped = NO_REDIS === null ? '' : ` (${NO_REDIS})`;

describe.skipIf(NO_REDIS !== null)(`studies in a queue${skipped}`, () => {
  const running = new Set<Running>();
  const servers: RedisServer[] = [];
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    for (const server of servers) await server.kill();
  });

  async function startServer(...options: string[]): Promise<RedisServer> {
    const server = await RedisServer.start(temporaryFolder(), options);
    servers.push(server);
    return server;
  }

  function startWorker(...args: string[]): Running {
    const worker = begin('worker', ...args);
    running.add(worker);
    return worker;
  }

  async function stop(worker: Running): Promise<string> {
    worker.child.kill('SIGTERM');
    const { code, stderr } = await worker.ended;
    running.delete(worker);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return stderr;
  }

  test('three workers make the bytes of the local study, and leave nothing in the store', async () => {
    const root = temporaryFolder();
    const { file, data } = writeStudy(root, { seeds: [1, 2, 3] });
    const given = ['--data', `letters=${data}`];
    const local = join(root, 'local');
    expect(await motifsmith('study', file, ...given, '--output', local)).toMatchObject({ code: 0 });

    const server = await startServer();
    const other = join(root, 'elsewhere');
    mkdirSync(other);
    writeFileSync(join(other, 'copy.npz'), readFileSync(data));
    const workers = [1, 2, 3].map(() =>
      startWorker(
        '--queue',
        server.url,
        '--jobs',
        '1',
        '--data',
        `letters=${join(other, 'copy.npz')}`,
      ),
    );
    const queued = join(root, 'queued');
    const study = ['study', file, ...given, '--output', queued, '--queue', server.url];
    expect(await motifsmith(...study)).toMatchObject({ code: 0 });
    expect(contents(queued)).toEqual(contents(local));
    const did = await Promise.all(workers.map(stop));
    expect(did.join('').match(/test accuracy/g)).toHaveLength(6);
    expect(await server.ask((redis) => redis.keys('*'))).toEqual([]);
  });
});
