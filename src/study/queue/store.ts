/**
 * The connection to the store of a queue, Redis or Valkey. It lives in a process that never computes: locks on cells
 * have to be renewed on time. User and password go to the store and nowhere else; messages name the address alone.
 */
import { isIP } from 'node:net';
import type { Redis, RedisOptions } from 'ioredis';
import { MotifsmithError } from '../../core/errors.ts';
import { PROBE_KEY } from './keys.ts';

/** The variable of the environment with the password, if the address has none. */
const PASSWORD_VARIABLE = 'MOTIFSMITH_QUEUE_PASSWORD';

const CONNECT_MS = 10_000;
/** Longest pause between two attempts to connect again. */
const RETRY_MS = 2000;
/** The first version with everything that is used here. */
const OLDEST = [6, 2] as const;

export interface Store {
  readonly redis: Redis;
  readonly bullmq: typeof import('bullmq');
  /** `redis://host:6379/0`, without user and password. */
  readonly address: string;
  /** Whether it can be asked now. */
  isThere(): boolean;
  /** Ends the connection; what is in the store stays. */
  close(): void;
}

/** An optional package of this project. */
async function optional<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    throw new MotifsmithError('usage', 'Queues need two packages that are not installed.', {
      where: '--queue',
      remedy:
        'Install them beside motifsmith: npm install bullmq ioredis (with --global if motifsmith is).',
      cause,
    });
  }
}

interface Address {
  readonly options: RedisOptions;
  readonly shown: string;
}

/** @throws MotifsmithError `usage` that shows nothing of an address that may hold a password */
function parseAddress(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : null;
  const secure = url?.protocol === 'rediss:';
  const database = /^\/(\d{0,5})$/.exec(url?.pathname || '/')?.[1];
  if (url === null || !(secure || url.protocol === 'redis:') || !url.hostname) {
    throw wrongAddress('The address of the queue is not one of Redis.');
  }
  if (database === undefined || url.search !== '' || url.hash !== '') {
    throw wrongAddress('After host and port, the address has more than the number of a database.');
  }
  const port = url.port === '' ? 6379 : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const password = decoded(url.password) || process.env[PASSWORD_VARIABLE];
  const username = decoded(url.username);
  return {
    options: {
      host,
      port,
      db: Number(database),
      ...(username === '' ? {} : { username }),
      ...(password ? { password } : {}),
      ...(secure ? { tls: isIP(host) ? {} : { servername: host } } : {}),
    },
    shown: `${url.protocol}//${url.hostname}:${port}${database === '' ? '' : `/${database}`}`,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrongAddress('User or password in the address have a % that is not part of a code.');
  }
}

const wrongAddress = (message: string): MotifsmithError =>
  new MotifsmithError('usage', message, {
    where: '--queue',
    remedy: `Write redis://HOST:PORT, or rediss://HOST:PORT for TLS, with USER:PASSWORD@ before the host or the password in the variable ${PASSWORD_VARIABLE}.`,
  });

/**
 * Connects, and sees that the store can keep a queue.
 * @param onLost called whenever the connection is lost; it is made again by itself
 * @throws MotifsmithError `usage` if a package or the address is wrong, `inputOutput` if the store refuses
 */
export async function openStore(
  text: string,
  onLost: (notice: MotifsmithError) => void = () => {},
): Promise<Store> {
  const { options, shown: address } = parseAddress(text);
  const { Redis: Client } = await optional(() => import('ioredis'));
  const bullmq = await optional(() => import('bullmq'));
  let ready = false;
  let problem: Error | null = null;
  const redis = new Client({
    ...options,
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    // Whatever is asked while the store is away is asked again when it is back.
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => (ready ? Math.min(attempt * 100, RETRY_MS) : null),
  });
  redis.on('error', (error) => {
    problem ??= error;
  });
  try {
    await redis.connect();
    // Not fatal to the client, which would go on with another database.
    if (problem !== null && /DB index/.test(String(problem))) throw problem;
    await check(redis);
  } catch (error) {
    redis.disconnect();
    if (error instanceof MotifsmithError) throw error;
    throw refusal(problem ?? error, address);
  }
  ready = true;
  let lost = false;
  redis.on('ready', () => {
    lost = false;
  });
  redis.on('close', () => {
    if (!ready || lost) return;
    lost = true;
    onLost(
      new MotifsmithError('inputOutput', `The connection to ${address} is lost; trying again.`),
    );
  });
  return {
    redis,
    bullmq,
    address,
    isThere: () => redis.status === 'ready',
    close() {
      ready = false;
      redis.disconnect();
    },
  };
}

/** Whether the store is new enough, can be written, and keeps what it is given. */
async function check(redis: Redis): Promise<void> {
  const info = await redis.info();
  const field = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';
  const [major = 0, minor = 0] = field('redis_version').split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw unfit(`It has version ${field('redis_version')}.`, 'Use Redis 6.2 or later, or Valkey.');
  }
  const policy = field('maxmemory_policy');
  if (policy !== '' && policy !== 'noeviction') {
    throw unfit(
      `When it is full it drops what it holds (maxmemory-policy ${policy}).`,
      'Set its maxmemory-policy to noeviction.',
    );
  }
  await redis.set(PROBE_KEY, '1', 'PX', 1000);
}

const unfit = (reason: string, remedy: string): MotifsmithError =>
  new MotifsmithError('usage', `The store cannot keep a queue. ${reason}`, {
    where: '--queue',
    remedy,
  });

/** What stores and networks answer, and what to do about it. */
const ANSWERS: readonly (readonly [RegExp, string, string])[] = [
  [
    /WRONGPASS|invalid password|invalid username-password/i,
    'The store refuses user or password.',
    'Check them.',
  ],
  [
    /NOAUTH|Authentication required/i,
    'The store asks for a password.',
    `Set the variable ${PASSWORD_VARIABLE}, or write redis://USER:PASSWORD@HOST.`,
  ],
  [
    /without any password configured/i,
    'The store has no password, but one is given.',
    `Leave it out, and unset ${PASSWORD_VARIABLE}.`,
  ],
  [/READONLY/, 'The store can only be read: it is a replica.', 'Give the address of the primary.'],
  [
    /^OOM|used memory/,
    'The store is full.',
    'Raise its maxmemory, or let `motifsmith study` collect results from it.',
  ],
  [
    /MISCONF/,
    'The store cannot save to its disk, so it refuses to write.',
    'See its log and free some space.',
  ],
  [/NOPERM/, 'The store does not let this user do it.', 'Grant all commands on keys motifsmith*.'],
  [/DB index/, 'The store has no database of this number.', 'Give one of its 16, from 0 to 15.'],
  [/ECONNREFUSED/, 'Nothing answers at this address.', 'Start the store, or check host and port.'],
  [/ENOTFOUND|EAI_AGAIN/, 'There is no such host.', 'Check the address.'],
  [
    /wrong version number|packet length too long|EPROTO|ssl3_|disconnected before secure TLS/i,
    'The store does not speak TLS at this port.',
    'Write redis:// instead of rediss://, or give the TLS port.',
  ],
  [
    /certificate|self.signed|unable to (get|verify)|altname/i,
    'The certificate of the store cannot be trusted.',
    'Name the file of its authority in NODE_EXTRA_CA_CERTS.',
  ],
  [
    /Connection is closed|ECONNRESET|socket hang up|EPIPE/i,
    'The store closed the connection at once.',
    'If it wants TLS, write rediss:// instead of redis://.',
  ],
  [
    /ETIMEDOUT/,
    'The store does not answer.',
    'Check the address, whether a firewall is in the way, and whether the port is one of TLS (rediss://) or not (redis://).',
  ],
];

/** What a store or network has refused, as one error without credentials. */
export function refusal(cause: unknown, address: string): MotifsmithError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const found = ANSWERS.find(([pattern]) => pattern.test(text) || pattern.test(code));
  const [, message, remedy] = found ?? [null, 'The store refuses.', 'See the log of the store.'];
  return new MotifsmithError('inputOutput', message, {
    where: found ? address : `${address}: ${text.slice(0, 200)}`,
    remedy,
  });
}
