/**
 * What each address answers. The guard has checked every request before; here are only the routes, and
 * each passes its work on to the file that does it.
 */
import { Hono, type HonoRequest } from 'hono';
import { PRESET_NAMES, preset, presetSummary } from '../../config/presets/presets.ts';
import { type Entered, TOKEN_HEADER } from '../api/protocol.ts';
import type { Preset } from '../api/start.ts';
import { noRoute, stream } from './answers.ts';
import { addDataRoutes } from './data-routes.ts';
import { SECURITY_HEADERS } from './guard.ts';
import type { Env, Parts } from './parts.ts';
import { errorReply, Refusal } from './refusal.ts';
import { addRunRoutes } from './run-routes.ts';
import { requestSchema } from './start-run.ts';
import { addStudyRoutes } from './study-routes.ts';
import { addTrashRoutes } from './trash-routes.ts';

export function studioApp(parts: Parts): Hono<Env> {
  const { index, columns, feed, page, session } = parts;
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
  app.get('/api/columns', async (context) => context.json(await columns.list()));
  app.get('/api/columns/values', async (context) =>
    context.json(await columns.values(context.req.queries('column') ?? [])),
  );
  app.get('/api/presets', (context) => context.json(presets()));
  app.get('/api/schema', (context) => context.json(requestSchema()));

  addRunRoutes(app, parts);
  addStudyRoutes(app, parts);
  addTrashRoutes(app, parts);
  addDataRoutes(app, parts);
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

function presets(): Preset[] {
  return PRESET_NAMES.map((name) => ({
    name,
    summary: presetSummary(name),
    config: preset(name)!,
  }));
}
