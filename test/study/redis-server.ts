/** A Redis server of a test's own: on a free port of this machine, in a folder of its own, with its log of writes. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** Why tests with a store are skipped; null if they are not. */
export const NO_REDIS: string | null = (() => {
  try {
    execFileSync('redis-server', ['--version']);
    return null;
  } catch {
    return 'skipped: there is no redis-server';
  }
})();

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

interface TlsFiles {
  readonly key: string;
  readonly certificate: string;
}

export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  readonly #options: readonly string[];
  readonly #tls: TlsFiles | null;
  #process: ChildProcess | null = null;

  private constructor(
    port: number,
    folder: string,
    options: readonly string[],
    tls: TlsFiles | null,
  ) {
    this.port = port;
    this.#folder = folder;
    this.#options = options;
    this.#tls = tls;
  }

  /**
   * @param options of redis-server, e.g. `['--requirepass', 'secret']`
   * @param tls to be asked only with TLS
   */
  static async start(
    folder: string,
    options: readonly string[] = [],
    tls: TlsFiles | null = null,
  ): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), folder, options, tls);
    await server.restart();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  #listen(): string[] {
    const port = String(this.port);
    if (this.#tls === null) return ['--port', port];
    const { key, certificate } = this.#tls;
    const files = ['--tls-key-file', key, '--tls-cert-file', certificate];
    const clients = ['--tls-ca-cert-file', certificate, '--tls-auth-clients', 'no'];
    return ['--port', '0', '--tls-port', port, ...files, ...clients];
  }

  /** Starts it with what its log of writes holds. */
  async restart(): Promise<void> {
    const place = ['--bind', '127.0.0.1', '--dir', this.#folder, '--save', ''];
    const options = [...this.#listen(), ...place, '--appendonly', 'yes', ...this.#options];
    this.#process = spawn('redis-server', options, { stdio: 'ignore' });
    for (;;) {
      const answer = await this.ask((redis) => redis.ping()).catch(({ message }: Error) => message);
      if (!/closed|ECONNREFUSED|LOADING/.test(answer)) return;
      await pause(20);
    }
  }

  /** One question on a connection of its own. */
  async ask<Result>(question: (redis: Redis) => Promise<Result>): Promise<Result> {
    const redis = new Redis(this.port, '127.0.0.1', {
      lazyConnect: true,
      retryStrategy: null,
      enableReadyCheck: false,
      ...(this.#tls === null ? {} : { tls: { rejectUnauthorized: false } }),
    });
    redis.on('error', () => {});
    try {
      await redis.connect();
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#process?.kill(name);
  }

  /** Ends it at once, as a power cut would. */
  async kill(): Promise<void> {
    const process = this.#process;
    if (process === null || process.exitCode !== null || process.signalCode !== null) return;
    process.kill('SIGKILL');
    await once(process, 'exit');
  }
}
