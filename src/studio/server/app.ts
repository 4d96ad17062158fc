/**
 * What each address answers. The guard has checked every request before; here are only the routes, and
 * each passes its work on to the file that does it.
 */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono, type HonoRequest } from 'hono';
import { PRESET_NAMES, preset, presetSummary } from '../../config/presets/presets.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { isLocked } from '../../run/lock/lock.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import {
  type DeletedRun,
  type Entered,
  type Preset,
  type ProcessLog,
  type ProductList,
  type RunNotes,
  type RunSummary,
  type Started,
  TOKEN_HEADER,
} from '../api.ts';
import { parseBody } from './body.ts';
import type { ChildRuns } from './child-runs.ts';
import { addDataRoutes, type DataParts } from './data-routes.ts';
import { documentFile, isDocumentName, readDocument } from './documents.ts';
import type { Estimates } from './estimates.ts';
import { EventChannel } from './event-channel.ts';
import { SECURITY_HEADERS, tooLarge } from './guard.ts';
import type { Limits } from './limits.ts';
import { readLog } from './log-file.ts';
import { checkPlace, readMetrics } from './metrics.ts';
import { changeNotes, readChange, readNotes } from './notes-file.ts';
import type { PageFiles } from './page-files.ts';
import { type OpenFile, openRunFile, runFolder } from './paths.ts';
import { type Products, readAsked } from './products.ts';
import { errorReply, Refusal } from './refusal.ts';
import { followRun, type RunFeed } from './run-feed.ts';
import type { RunIndex } from './run-index.ts';
import { type OpenSamples, splitName } from './samples.ts';
import type { Session } from './session.ts';
import { newRun, readRequest, requestSchema, requireData } from './start-run.ts';

import { folderOf, listStudies, studyReport, sweepOf } from './studies.ts';

import { studyResultsReply } from './study-results.ts';

import { readKey, type Trash } from './trash.ts';

export interface Parts {
  /** The runs folder, resolved. */
  readonly root: string;
  readonly index: RunIndex;
  readonly feed: RunFeed;
  readonly children: ChildRuns;
  readonly samples: OpenSamples;
  readonly trash: Trash;
  readonly products: Products;
  readonly page: PageFiles;
  readonly data: DataParts;
  readonly estimates: Estimates;
  /** Open streams; all of them end with the server. */
  readonly channels: Set<EventChannel>;
  readonly limits: Limits;
  readonly session: Session;
  /** Called with defects. */
  readonly onDefect: (error: unknown) => void;
}

type Env = { Bindings: HttpBindings };

export function studioApp(parts: Parts): Hono<Env> {
  const { root, index, feed, children, samples, trash, products, page, limits, session } = parts;
  const app = new Hono<Env>();

  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value);
    if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', 'no-store');
  });
  app.onError((error, context) => {
    const { status, headers, body } = errorReply(error);
    if (status === 500) parts.onDefect(error);
    return context.json(body, status as 400, { ...headers });
  });

  app.post('/api/session', (context) => {
    const token = session.exchange(context.req.header(TOKEN_HEADER) ?? '');
    if (token === null) refuse(noSession(context.req));
    return context.json<Entered>({ token });
  });

  // Here and not in the guard, so that whatever is taken for an address of the API is covered.
  app.use('/api/*', async (context, next) => {
    if (!session.shownBy(context.env.incoming.headers)) refuse(noSession(context.req));
    await next();
  });

  app.get('/api/runs', async (context) => context.json(await index.list()));
  app.get('/api/stream', (context) => stream(context, parts, null, (to) => feed.add(to)));
  app.get('/api/studies', async (context) => context.json(await listStudies(root, limits)));
  app.get('/api/study', async (context) =>
    context.json(await studyReport(root, context.req.query('id') ?? '', limits)),
  );
  app.get('/api/sweep', async (context) =>
    context.json(await sweepOf(root, context.req.query('id') ?? '', limits)),
  );
  app.get('/api/study/results', async (context) => {
    const folder = await folderOf('study', root, context.req.query('id') ?? '', limits);
    return context.json(await studyResultsReply(folder));
  });
  app.get('/api/presets', (context) => context.json(presets()));
  app.get('/api/schema', (context) => context.json(requestSchema()));

  app.get('/api/runs/:id{.+}/:what', async (context) => {
    const { id, what } = context.req.param();
    const folder = await runFolder(root, id);
    const query = (name: string) => context.req.query(name);
    if (isDocumentName(what)) {
      const document = await readDocument(folder, what, limits.documentBytes);
      if (document !== null) return context.json(document);
      throw new Refusal('notFound', `The run has no ${documentFile(what)}.`, {
        where: id,
        remedy: 'It may be written as the run progresses; for a group, look at its members.',
      });
    }
    switch (what) {
      case 'metrics':
        return context.json(await readMetrics(folder, wholeNumber('from', query('from')), limits));
      case 'stream': {
        // A browser that reconnects says where it was.
        const place = context.req.header('Last-Event-ID') ?? query('from');
        const from = wholeNumber('from', place);
        await checkPlace(folder, from);
        await index.summary(id);
        return stream(
          context,
          parts,
          id,
          (to) => void followRun(to, index, { id, folder, from }, limits),
        );
      }
      case 'weights':
        return weights(folder);
      case 'log': {
        const { group } = await index.summary(id);
        const owner = group === null ? folder : await runFolder(root, group);
        return context.json<ProcessLog>(await readLog(owner, limits));
      }
      case 'products':
        return context.json<ProductList>(products.list(id));
      case 'product': {
        const { name, ...opened } = await products.open(id, query('what') ?? '');
        return download(opened, `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
      }
      case 'notes':
        return context.json<RunNotes>(await readNotes(folder, limits.documentBytes));
      case 'samples': {
        const split = splitName(query('split'));
        return context.json(await samples.list(folder, split, wholeNumber('from', query('from'))));
      }
      case 'sample': {
        const split = splitName(query('split'));
        return context.json(
          await samples.sample(folder, split, wholeNumber('index', query('index'))),
        );
      }
      default:
        throw noRoute(context.req.path);
    }
  });

  const body = async ({ raw }: HonoRequest) => parseBody(await readBody(raw, limits), limits);
  app.get('/api/trash', async (context) => context.json(await trash.list()));
  app.post('/api/trash/restore', async (context) => {
    const id = await trash.restore(readKey(await body(context.req)));
    return context.json<Started>({ id });
  });
  app.post('/api/trash/erase', async (context) => {
    await trash.erase(readKey(await body(context.req)));
    return context.json(await trash.list());
  });
  addDataRoutes(app, parts.data, wholeNumber);
  app.post('/api/estimate', async (context) => {
    const asked = await readRequest(await body(context.req));
    await requireData(asked);
    return context.json(parts.estimates.of(asked));
  });
  app.post('/api/runs', async (context) => {
    const asked = await readRequest(await body(context.req));
    await requireData(asked);
    parts.estimates.rest();
    const id = await children.start(() => newRun(asked, root));
    return context.json<Started>({ id }, 201);
  });
  // One route: the router takes addresses of several with this pattern for one another's.
  app.post('/api/runs/:id{.+}/:what{stop|resume|notes|delete|make}', async (context) => {
    const { id, what } = context.req.param();
    if (what === 'notes') {
      const folder = await runFolder(root, id);
      const asked = readChange(await body(context.req));
      return context.json<RunNotes>(await changeNotes(folder, asked, limits.documentBytes));
    }
    const run = await index.summary(id);
    if (what === 'delete') return context.json<DeletedRun>(await remove(run, parts));
    if (what === 'make') {
      const asked = readAsked(await body(context.req));
      requireFinished(run);
      await products.make(id, await runFolder(root, id), asked);
      return context.json<ProductList>(products.list(id), 202);
    }
    const owner = run.group === null ? run : await index.summary(run.group);
    if (what === 'stop') stop(owner, children);
    else await resume(owner, root, children);
    return context.json<Started>({ id: owner.id }, 202);
  });

  app.all('/api/*', (context) => refuse(noRoute(context.req.path)));
  app.get('*', async (context) => {
    const { bytes, headers } = await page.read(decodeURIComponent(context.req.path));
    return context.body(bytes, 200, { ...headers });
  });
  app.post('*', () => refuse(new Refusal('method', 'Only GET is allowed here.')));
  return app;
}

function refuse(refusal: Refusal): never {
  throw refusal;
}

function noSession(request: HonoRequest): Refusal {
  const missing = request.header(TOKEN_HEADER) === undefined;
  return new Refusal('token', missing ? 'A token is missing.' : 'The token is wrong.', {
    where: `header ${TOKEN_HEADER}`,
    remedy: 'Open the address that the terminal shows: it contains the token.',
  });
}

function noRoute(path: string): Refusal {
  return new Refusal('notFound', 'There is no such address.', {
    where: path,
    remedy: 'docs/studio.md lists them.',
  });
}

function presets(): Preset[] {
  return PRESET_NAMES.map((name) => ({
    name,
    summary: presetSummary(name),
    config: preset(name)!,
  }));
}

/** @throws MotifsmithError `usage` */
function wholeNumber(name: string, text: string | undefined): number {
  if (text === undefined) return 0;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new MotifsmithError('usage', `${JSON.stringify(text)} is not a whole number.`, {
    where: `query ${name}`,
    remedy: 'Give 0 or more.',
  });
}

/** @throws Refusal `tooLarge`, or `badRequest` if it ends early */
async function readBody({ body }: Request, limits: Limits): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > limits.bodyBytes) throw tooLarge(limits);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('badRequest', 'The body is incomplete.');
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function weights(folder: string): Promise<Response> {
  const opened = await openRunFile(folder, RUN_FILES.weights);
  if (opened === null) {
    throw new Refusal('notFound', 'The run has no weights yet.', {
      where: RUN_FILES.weights,
      remedy: 'They are written when it finishes.',
    });
  }
  return download(opened);
}

/** @param disposition what the file is called, and that it is to be kept */
function download({ file, bytes }: OpenFile, disposition?: string): Response {
  const body = Readable.toWeb(file.createReadStream({ end: Math.max(0, bytes - 1) }));
  return new Response(body as ReadableStream, {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Length': String(bytes),
      ...(disposition && { 'Content-Disposition': disposition }),
    },
  });
}

function requireFinished({ id, state }: RunSummary): void {
  if (state === 'finished') return;
  throw new Refusal('conflict', `The run is ${state}.`, {
    where: id,
    remedy: 'It has a trained network once it is finished.',
  });
}

/** Opens an event stream, if the limit allows it. @throws Refusal `busy` */
function stream(
  context: Context<Env>,
  { channels, limits }: Parts,
  id: string | null,
  begin: (channel: EventChannel) => void,
): Response {
  if (channels.size >= limits.streams) {
    throw new Refusal('busy', `${limits.streams} streams are open already.`, {
      where: id ?? 'all runs',
      remedy: 'Close a page of the studio.',
    });
  }
  const { incoming } = context.env;
  const channel = new EventChannel(limits, () => incoming.socket.destroy());
  channels.add(channel);
  channel.signal.addEventListener('abort', () => channels.delete(channel));
  // The client may leave before it has read a byte, or while nothing is being written.
  incoming.socket.once('close', () => channel.end());
  begin(channel);
  return new Response(channel.body, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' },
  });
}

function stop(run: RunSummary, children: ChildRuns): void {
  if (children.isAlive(run.id)) {
    children.stop(run.id);
    return;
  }
  const elsewhere = run.state === 'running';
  throw new Refusal(
    'conflict',
    elsewhere ? 'Another process is working on this run.' : `The run is ${run.state}.`,
    {
      where: run.id,
      remedy: elsewhere
        ? 'Stop it where it was started, with Ctrl-C.'
        : 'There is nothing to stop.',
    },
  );
}

async function remove({ id, group }: RunSummary, parts: Parts): Promise<DeletedRun> {
  const { root, children, trash, products } = parts;
  const refuse = (message: string, remedy: string) =>
    new Refusal('conflict', message, { where: id, remedy });
  if (group !== null) {
    throw refuse(`The run is a part of ${group}.`, 'Delete that as a whole.');
  }
  if (children.isAlive(id)) throw refuse('A process is working on this run.', 'Stop it first.');
  const deleted = await trash.put(id, await runFolder(root, id));
  children.forget(id);
  await products.forget(id);
  return deleted;
}

async function resume(run: RunSummary, root: string, children: ChildRuns): Promise<void> {
  const { id, command, kind, name, method, strategy, seed, dataset } = run;
  const folder = await runFolder(root, id);
  const facts = {
    kind: kind === 'group' ? kind : ('run' as const),
    command,
    name,
    method,
    strategy,
    seed,
  };
  await children.start(async () => {
    if (run.state === 'finished') {
      throw new Refusal('conflict', 'The run is finished.', {
        where: id,
        remedy: 'Start another.',
      });
    }
    if (children.isAlive(id) || (await isLocked(folder))) {
      throw new Refusal('conflict', 'Another process is working on this run.', {
        where: join(folder, 'lock'),
        remedy: 'Wait for it to end, or stop it where it was started.',
      });
    }
    return {
      id,
      folder,
      facts: { ...facts, dataset, problem: null },
      files: {},
      arguments: () => [command, '--resume', folder, '--json'],
    };
  });
}
