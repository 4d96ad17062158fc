/** What is answered about deleted runs. */
import type { Started } from '../api/start.ts';
import { jsonBody } from './answers.ts';
import type { App, Parts } from './parts.ts';
import { readKey } from './trash.ts';

export function addTrashRoutes(app: App, { trash, limits }: Parts): void {
  app.get('/api/trash', async (context) => context.json(await trash.list()));
  app.post('/api/trash/restore', async (context) => {
    const id = await trash.restore(readKey(await jsonBody(context.req, limits)));
    return context.json<Started>({ id });
  });
  app.post('/api/trash/erase', async (context) => {
    await trash.erase(readKey(await jsonBody(context.req, limits)));
    return context.json(await trash.list());
  });
}
