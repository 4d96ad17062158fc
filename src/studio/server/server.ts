/**
 * Assembles the studio and opens its port, on this machine only: there is no option for another address,
 * because anyone who has the token can start processes here, and it is sent over plain HTTP.
 * To use it on a remote machine, forward the port (`ssh -L`).
 */
import { realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { MotifsmithError } from '../../core/errors.ts';
import { studioApp } from './app.ts';
import { removeAbandonedFolders } from './child-folder.ts';
import { ChildRuns } from './child-runs.ts';
import { Connections } from './connections.ts';
import { DataFolders } from './data-folders.ts';
import { DataLooks } from './data-looks.ts';
import { Estimates } from './estimates.ts';
import type { EventChannel } from './event-channel.ts';
import { Guard, SECURITY_HEADERS } from './guard.ts';
import { LIMITS, type Limits } from './limits.ts';
import { PageFiles } from './page-files.ts';
import { Products } from './products.ts';
import { errorReply } from './refusal.ts';
import { RunColumns } from './run-columns.ts';
import { RunFeed } from './run-feed.ts';
import { RunIndex } from './run-index.ts';
import { OpenSamples } from './samples.ts';
import { Session } from './session.ts';
import { Trash } from './trash.ts';

const HOST = '127.0.0.1';
/** Connections that wait to be taken; what the system allows may be less. */
const BACKLOG = 4096;

export interface StudioOptions {
  /** The folder with the runs; it exists. */
  readonly runs: string;
  /** Folders in which data may be looked for; none if left out. */
  readonly dataRoots?: readonly string[];
  /** The one port to use, or the first to try; 0 for any. */
  readonly port: number;
  /** How many ports to try, one after the other, if the first is taken. */
  readonly tries: number;
  /** The command that runs `motifsmith`, with its first arguments. */
  readonly program: readonly string[];
  /** Where the build puts the page. */
  readonly page: string;
  readonly limits?: Partial<Limits>;
  /** Called with defects. */
  readonly onDefect: (error: unknown) => void;
}

/** A studio that is open. */
export interface Studio {
  readonly port: number;
  /** Required by every request to the API; new with every start. */
  readonly token: string;
  /** Address with the token in its fragment, which browsers do not send. */
  readonly url: string;
  /** An address that can be used once, and when it was; each takes the place of the one before. */
  invite(): { readonly url: string; readonly used: Promise<void> };
  /** Whether there is a page to show. */
  readonly pageBuilt: boolean;
  /** Running processes that were started here. */
  readonly working: () => number;
  /** Ends streams and replies, asks the processes that were started here to save, and awaits them. */
  close(): Promise<void>;
  /** Kills those processes. */
  kill(): void;
}

/** @throws MotifsmithError `inputOutput` if no port is free, `usage` if there is no such folder of data */
export async function openStudio(options: StudioOptions): Promise<Studio> {
  const limits = { ...LIMITS, ...options.limits };
  const root = await realpath(options.runs);
  await removeAbandonedFolders();
  const children = new ChildRuns(options.program, limits);
  const index = new RunIndex(root, () => children.started(), limits);
  const channels = new Set<EventChannel>();
  const samples = new OpenSamples(limits);
  const page = new PageFiles(options.page);
  const folders = new DataFolders(await resolved(options.dataRoots ?? []), limits);
  const looks = new DataLooks(folders, limits);
  const data = { folders, looks };
  const estimates = new Estimates(limits);
  const feed = new RunFeed(index, root, limits);
  const { onDefect } = options;
  const session = new Session();
  const trash = new Trash(root);
  const products = new Products(options.program, limits);
  const app = studioApp({
    ...{
      root,
      index,
      columns: new RunColumns(root, index, limits),
      feed,
      children,
      samples,
      trash,
      products,
      page,
      channels,
      limits,
      session,
      onDefect,
    },
    ...{ data, estimates },
  });
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersMs),
    keepAliveTimeout: 5000,
  });
  const connections = new Connections(limits);
  server.on('connection', (socket: Socket) => connections.add(socket));
  const port = await listen(server, options.port, options.tries);
  const guard = new Guard(port, limits);
  // The guard sees requests as they arrived, before any address has been parsed.
  const answer = getRequestListener((request, env) => app.fetch(request, env as HttpBindings), {
    overrideGlobalObjects: false,
  });
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { socket, headers } = incoming;
    if (socket.destroyed) return;
    try {
      const caller = connections.request(socket, session.shownBy(headers));
      if (caller === 'done') {
        socket.destroy();
        return;
      }
      if (caller === 'stranger') outgoing.setHeader('Connection', 'close');
      const [method, url] = [incoming.method!, incoming.url!];
      const hosts = incoming.headersDistinct.host ?? [];
      guard.check({ method, url, headers, hosts }, caller === 'session');
    } catch (error) {
      refuse(outgoing, error);
      return;
    }
    void answer(incoming, outgoing);
  });
  const address = `http://${HOST}:${port}/`;
  return {
    port,
    token: session.token,
    url: `${address}#token=${session.token}`,
    invite: () => {
      const { code, used } = session.invite();
      return { url: `${address}#code=${code}`, used };
    },
    pageBuilt: await page.there(),
    working: () => children.alive,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const channel of channels) channel.end();
      await children.close();
      server.closeAllConnections();
      await closed;
      await Promise.all([samples, looks, estimates, products].map((one) => one.close()));
    },
    kill: () => children.kill(),
  };
}

/** @throws MotifsmithError `usage` */
async function resolved(folders: readonly string[]): Promise<string[]> {
  return Promise.all(
    folders.map(async (folder) => {
      const real = await realpath(folder).catch(() => null);
      if (real !== null && (await stat(real)).isDirectory()) return real;
      throw new MotifsmithError('usage', 'There is no such folder of data.', {
        where: `--data-root ${folder}`,
        remedy: 'Give a folder in which recordings lie.',
      });
    }),
  );
}

/** The rest of such a request is not read, and its connection not used again. */
function refuse(outgoing: ServerResponse, error: unknown): void {
  const { status, headers, body } = errorReply(error);
  const text = JSON.stringify(body);
  outgoing.writeHead(status, {
    ...SECURITY_HEADERS,
    ...headers,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
  outgoing.end(text);
}

async function listen(server: Server, first: number, tries: number): Promise<number> {
  for (let port = first; ; port++) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port, host: HOST, backlog: BACKLOG }, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return (server.address() as AddressInfo).port;
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && port + 1 < first + tries) continue;
      const last = first + tries - 1;
      throw new MotifsmithError(
        'inputOutput',
        code === 'EADDRINUSE'
          ? `Port ${tries === 1 ? `${first} is` : `${first} … ${last} are`} taken.`
          : `Port ${port} cannot be opened (${code}).`,
        { where: `${HOST}:${port}`, remedy: 'Give another with --port.', cause },
      );
    }
  }
}
