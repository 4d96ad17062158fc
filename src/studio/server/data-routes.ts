/** What is answered about data, and about runs that could be started on them. */
import type { Context, Hono } from 'hono';
import type { DataPlace } from '../data-api.ts';
import type { DataFolders } from './data-folders.ts';
import type { DataLooks } from './data-looks.ts';
import { Refusal } from './refusal.ts';

export interface DataParts {
  readonly folders: DataFolders;
  readonly looks: DataLooks;
}

/** @param wholeNumber reads a number of the query */
export function addDataRoutes(
  // biome-ignore lint/suspicious/noExplicitAny: of whichever bindings
  app: Hono<any>,
  { folders, looks }: DataParts,
  wholeNumber: (name: string, text: string | undefined) => number,
): void {
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
