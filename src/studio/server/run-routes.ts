/** What is answered about one run, and what can be done to it. */
import { RUN_FILES } from '../../run/schema/run-files.ts';
import type { ProductList } from '../api/products.ts';
import type { ProcessLog } from '../api/record.ts';
import type { DeletedRun, RunNotes } from '../api/runs.ts';
import type { Started } from '../api/start.ts';
import { download, jsonBody, noRoute, stream, wholeNumber } from './answers.ts';
import { documentFile, isDocumentName, readDocument } from './documents.ts';
import { readLog } from './log-file.ts';
import { checkPlace, readMetrics } from './metrics.ts';
import { changeNotes, readChange, readNotes } from './notes-file.ts';
import type { App, Parts } from './parts.ts';
import { openRunFile, runFolder } from './paths.ts';
import { readAsked } from './products.ts';
import { Refusal } from './refusal.ts';
import { remove, requireFinished, resume, stop } from './run-changes.ts';
import { followRun } from './run-feed.ts';
import { splitName } from './samples.ts';
import { newRun, readRequest, requireData } from './start-run.ts';

export function addRunRoutes(app: App, parts: Parts): void {
  const { root, index, children, samples, products, limits } = parts;
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
      case 'sound': {
        const split = splitName(query('split'));
        const wav = await samples.sound(folder, split, wholeNumber('index', query('index')));
        return context.body(wav, 200, { 'Content-Type': 'audio/wav' });
      }
      default:
        throw noRoute(context.req.path);
    }
  });

  app.post('/api/estimate', async (context) => {
    const asked = await readRequest(await jsonBody(context.req, limits));
    await requireData(asked);
    return context.json(parts.estimates.of(asked));
  });
  app.post('/api/runs', async (context) => {
    const asked = await readRequest(await jsonBody(context.req, limits));
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
      const asked = readChange(await jsonBody(context.req, limits));
      return context.json<RunNotes>(await changeNotes(folder, asked, limits.documentBytes));
    }
    const run = await index.summary(id);
    if (what === 'delete') return context.json<DeletedRun>(await remove(run, parts));
    if (what === 'make') {
      const asked = readAsked(await jsonBody(context.req, limits));
      requireFinished(run);
      await products.make(id, await runFolder(root, id), asked);
      return context.json<ProductList>(products.list(id), 202);
    }
    const owner = run.group === null ? run : await index.summary(run.group);
    if (what === 'stop') stop(owner, children);
    else await resume(owner, root, children);
    return context.json<Started>({ id: owner.id }, 202);
  });
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
