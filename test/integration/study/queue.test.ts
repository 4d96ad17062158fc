/** Studies by the workers of a queue, each a process as a user starts it, with a real store. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryFolder, tinySpikeSet } from '../../experiment/tiny.ts';
import { contents } from '../../queue/harness.ts';
import { NO_REDIS, RedisServer } from '../../study/redis-server.ts';
import { tinyStudy, writeStudy } from '../../study/tiny-study.ts';
import {
  begin,
  beginWith,
  MAIN,
  motifsmith,
  motifsmithWith,
  type Running,
} from '../cli/command.ts';

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

  function keep(started: Running): Running {
    running.add(started);
    return started;
  }

  const startWorker = (...args: string[]): Running => keep(begin('worker', ...args));

  async function stop(worker: Running): Promise<string> {
    worker.child.kill('SIGTERM');
    const { code, stderr } = await worker.ended;
    running.delete(worker);
    expect(code, stderr).toBe(0);
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

  test('the cell of a worker that is killed continues from its last checkpoint elsewhere', async () => {
    const root = temporaryFolder();
    const settings = tinyStudy().settings as Record<string, object>;
    const training = { ...settings.training, epochs: 200 };
    const changes = { seeds: [1], methods: ['dense'], settings: { ...settings, training } };
    const { file, data } = writeStudy(root, changes);
    const given = ['--data', `letters=${data}`];
    const local = join(root, 'local');
    await motifsmith('study', file, ...given, '--output', local);
    const server = await startServer();
    const queue = ['--queue', server.url];
    const queued = join(root, 'queued');
    const study = keep(begin('study', file, ...given, '--output', queued, ...queue));
    const worker = [...queue, ...given, '--jobs', '1', '--patience', '1'];
    const first = startWorker(...worker);
    const stored = () => server.ask((redis) => redis.keys('motifsmith-files:*'));
    await expect.poll(stored, { timeout: 60_000, interval: 20 }).toHaveLength(1);
    // The folder says who has it, though nothing of it is there yet.
    const status = async () => {
      const { stdout } = await motifsmith('study', 'status', queued, '--json');
      const [cell] = (JSON.parse(stdout) as { cells: { state: string; holder: object }[] }).cells;
      return cell;
    };
    const holder = { pid: first.child.pid, state: 'unknown', here: false };
    await expect
      .poll(status, { timeout: 60_000 })
      .toMatchObject({ state: 'working', holder: expect.objectContaining(holder) });
    first.child.kill('SIGKILL');
    await first.ended;
    const second = startWorker(...worker);
    const { code, stderr } = await study.ended;
    expect(code, stderr).toBe(0);
    expect(await stop(second)).toContain('test accuracy');
    expect(contents(queued)).toEqual(contents(local));
    expect(readdirSync(queued)).not.toContain('remote-cells.json');
    // What it has cost travels with its files.
    const cost = readFileSync(join(queued, 'runs/letters/dense/seed-1/cost.json'), 'utf8');
    expect(JSON.parse(cost)).toMatchObject({ attempts: 2 });
  });

  test('workers that lack the data or have another version leave cells to others; no password shows', async () => {
    const root = temporaryFolder();
    const { file, data } = writeStudy(root, { seeds: [1], methods: ['dense'] });
    const others = join(root, 'others.npz');
    writeFileSync(others, tinySpikeSet({ change: ({ time }) => time!.fill(1, 0, 9) }));
    const secret = 'correct-horse';
    const server = await startServer('--requirepass', secret);
    const foreign = { 'bull:mail:meta': 'theirs', other: 'theirs too' };
    const withPassword = <Result>(question: (redis: Redis) => Promise<Result>) =>
      server.ask(async (redis) => {
        await redis.auth(secret);
        return question(redis);
      });
    await withPassword((redis) => redis.mset(foreign));
    const variables = { MOTIFSMITH_QUEUE_PASSWORD: secret };
    const start = (args: string[], main?: string) => keep(beginWith(variables, args, main));
    const queue = ['--queue', server.url];

    const output = join(root, 'study');
    const study = start(['study', file, '--data', `letters=${data}`, '--output', output, ...queue]);
    const lacking = start(['worker', ...queue]);
    const mistaken = start(['worker', ...queue, '--data', `letters=${others}`]);
    const newer = start(
      ['worker', ...queue, '--data', `letters=${data}`],
      otherInstallation(root, { version: '9.9.9' }),
    );
    await Promise.all([
      lacking.shown('warning:'),
      mistaken.shown('warning:'),
      newer.shown('warning:'),
    ]);
    const address = `redis://default:${secret}@127.0.0.1:${server.port}`;
    const status = await motifsmith('queue', 'status', '--queue', address);
    expect(status.stdout).toMatch(/^tiny\.[0-9a-f]{8}\.letters: 1 cell, 1 waiting/);
    const right = keep(begin('worker', '--queue', address, '--data', `letters=${data}`));
    const { code, stderr, stdout } = await study.ended;
    expect(code, stderr).toBe(0);

    expect(await stop(lacking)).toContain('lacks its data; the cells are left to others');
    expect(await stop(mistaken)).toContain('The data are not those that the study is done with');
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await stop(newer)).toContain(`for version ${version}, this worker has 9.9.9`);
    const said = [stderr, stdout, status.stdout, await stop(right)];
    expect(said.at(-1)).toContain('test accuracy');
    const written = readdirSync(output, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect([...said, ...written].filter((text) => text.includes(secret))).toEqual([]);
    const left = await withPassword(async (redis) => {
      const keys = (await redis.keys('*')).sort();
      return Object.fromEntries(
        await Promise.all(keys.map(async (key) => [key, await redis.get(key)])),
      );
    });
    expect(left).toEqual(foreign);
  });

  test('a study that changes while it is in the queue, and one that is cancelled', async () => {
    const root = temporaryFolder();
    const { file, data } = writeStudy(root, { seeds: [1], methods: ['dense'] });
    const given = ['--data', `letters=${data}`];
    const server = await startServer();
    const queued = ['--output', join(root, 'queued'), '--queue', server.url];
    const first = keep(begin('study', file, ...given, ...queued));
    await first.shown('1 to do');
    const id = async () => {
      const { stdout } = await motifsmith('queue', 'status', '--queue', server.url, '--json');
      return JSON.parse(stdout).queues[0]?.cells[0]?.id;
    };
    await expect.poll(id, { timeout: 60_000 }).toBe('letters/dense/seed-1');
    first.child.kill('SIGTERM');
    expect(await first.ended).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('--queue redis://'),
    });

    const changed = writeStudy(root, { seeds: [2], methods: ['feedforward', 'dense'] }).file;
    const local = join(root, 'local');
    await motifsmith('study', changed, ...given, '--output', local);
    const worker = startWorker('--queue', server.url, ...given);
    const second = await motifsmith('study', changed, ...given, ...queued);
    expect({ code: second.code, stderr: second.stderr }).toMatchObject({ code: 0 });
    const { 'runs/letters/dense/seed-1/config.json': _, ...made } = contents(join(root, 'queued'));
    expect(made).toEqual(contents(local));
    await stop(worker);

    const third = keep(
      begin('study', file, ...given, '--output', join(root, 'third'), '--queue', server.url),
    );
    await expect.poll(id, { timeout: 60_000 }).toBe('letters/dense/seed-2');
    third.child.kill('SIGKILL');
    await third.ended;
    const wrong = await motifsmith('queue', 'cancel', 'tiny', '--queue', server.url);
    expect(wrong).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Cancelled: tiny\./) });
    expect(await server.ask((redis) => redis.keys('motifsmith:*'))).toEqual([]);
    expect(await motifsmith('queue', 'cancel', 'tiny', '--queue', server.url)).toMatchObject({
      code: 2,
    });
  });

  test('a store that cannot keep a queue is refused in words that say why', async () => {
    const primary = await startServer();
    const locked = await startServer('--requirepass', 'correct-horse');
    const replica = await startServer('--replicaof', '127.0.0.1', String(primary.port));
    const forgetful = await startServer('--maxmemory-policy', 'allkeys-lru');
    const full = await startServer();
    await full.ask((redis) => redis.config('SET', 'maxmemory', '1'));
    const folder = temporaryFolder();
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const made = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost'.split(' ');
    const names = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate];
    execFileSync('openssl', [...made, ...names], { stdio: 'ignore' });
    const tls = await RedisServer.start(temporaryFolder(), [], { key, certificate });
    servers.push(tls);
    const at = ({ port }: RedisServer, user = '') => `redis://${user}127.0.0.1:${port}`;
    const secure = `rediss://localhost:${tls.port}`;
    const trust = { NODE_EXTRA_CA_CERTS: certificate };
    const cases: [address: string, answer: string, variables?: Record<string, string>][] = [
      ['queue.lab', '2: error: The address of the queue is not one of Redis.'],
      ['http://127.0.0.1', '2: error: The address of the queue is not one of Redis.'],
      [`${at(primary)}/99`, '6: error: The store has no database of this number.'],
      ['redis://127.0.0.1:1', '6: error: Nothing answers at this address.'],
      [at(locked), '6: error: The store asks for a password.'],
      [at(locked, ':wrong-horse@'), '6: error: The store refuses user or password.'],
      [at(replica), '6: error: The store can only be read: it is a replica.'],
      [
        at(forgetful),
        '2: error: The store cannot keep a queue. When it is full it drops what it holds (maxmemory-policy allkeys-lru).',
      ],
      [at(full), '6: error: The store is full.'],
      [at(tls), '6: error: The store closed the connection at once.'],
      [at(primary).replace('redis', 'rediss'), '6: error: The store does not answer.'],
      [secure, '6: error: The certificate of the store cannot be trusted.'],
      [secure, '0: ', trust],
    ];
    const answers = cases.map(async ([address, _, variables = {}]) => {
      const asked = ['queue', 'status', '--queue', address];
      const { code, stderr } = await motifsmithWith(variables, ...asked);
      return `${code}: ${stderr.split('\n')[0]}`;
    });
    expect(await Promise.all(answers)).toEqual(cases.map(([, answer]) => answer));
  });
});

test('without the optional packages, a queue says how to install them', async () => {
  const main = otherInstallation(temporaryFolder(), {}, ['bullmq', 'ioredis']);
  const { code, stderr } = await beginWith({}, ['worker', '--queue', 'redis://queue.lab'], main)
    .ended;
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('npm install bullmq ioredis'),
  });
});

/**
 * The compiled package with another manifest, and without some of its packages.
 * @returns its command line
 */
function otherInstallation(
  root: string,
  changes: Record<string, string>,
  without: readonly string[] = [],
): string {
  const installed = join(MAIN, '../../..');
  const folder = join(root, 'other-installation');
  cpSync(join(installed, 'dist'), join(folder, 'dist'), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, ...changes }));
  const packages = readdirSync(join(installed, 'node_modules')).filter(
    (name) => !without.includes(name),
  );
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['assets', ...packages.map((name) => join('node_modules', name))]) {
    symlinkSync(join(installed, name), join(folder, name), 'junction');
  }
  return join(folder, 'dist/cli/main.js');
}
