/** What is answered about data, and about runs that could be started on them. */
import type { Context } from 'hono';
import type { DataPlace } from '../api/data.ts';
import { wholeNumber } from './answers.ts';
import type { App, Parts } from './parts.ts';
import { Refusal } from './refusal.ts';

export function addDataRoutes(app: App, { data: { folders, looks } }: Parts): void {
  app.get('/api/folders', async (context) =>
    context.json(await folders.list(context.req.query('path') ?? null)),
  );
  app.get('/api/data', async (context) => context.json(await looks.report(placeOf(context))));
  app.get('/api/recording', async (context) =>
    context.json(
      await looks.recording(placeOf(context), wholeNumber('index', context.req.query('index'))),
    ),
  );
}

/** @throws Refusal `badRequest` */
function placeOf({ req }: Context): DataPlace {
  const { path, task } = req.query();
  if (path !== undefined && task === undefined) return { path };
  if (task !== undefined && path === undefined) return { task };
  throw new Refusal('badRequest', 'Either a path or a task is needed.', {
    where: 'query',
    remedy: 'Give path or task.',
  });
}
