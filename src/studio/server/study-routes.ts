/** What is answered about studies and sweeps, and what is made of a study. */
import { MotifsmithError } from '../../core/errors.ts';
import type { ProductList } from '../api/products.ts';
import { download, jsonBody } from './answers.ts';
import type { App, Parts } from './parts.ts';
import { readAsked, studyKey } from './products.ts';
import { folderOf, listStudies, studyReport, sweepOf } from './studies.ts';
import { studyResultsReply } from './study-results.ts';

export function addStudyRoutes(app: App, { root, products, limits }: Parts): void {
  const folder = (id: string) => folderOf('study', root, id, limits);
  app.get('/api/studies', async (context) => context.json(await listStudies(root, limits)));
  app.get('/api/study', async (context) =>
    context.json(await studyReport(root, context.req.query('id') ?? '', limits)),
  );
  app.get('/api/sweep', async (context) =>
    context.json(await sweepOf(root, context.req.query('id') ?? '', limits)),
  );
  app.get('/api/study/results', async (context) =>
    context.json(await studyResultsReply(await folder(context.req.query('id') ?? ''))),
  );
  app.get('/api/study/products', async (context) => {
    const id = context.req.query('id') ?? '';
    await folder(id);
    return context.json<ProductList>(products.list(studyKey(id)));
  });
  app.get('/api/study/product', async (context) => {
    const { id = '', what = '' } = context.req.query();
    const { name, ...opened } = await products.open(studyKey(id), what);
    return download(opened, `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
  });
  app.post('/api/study/make', async (context) => {
    const id = context.req.query('id') ?? '';
    const asked = readAsked(await jsonBody(context.req, limits));
    if (asked.what !== 'report') {
      throw new MotifsmithError('usage', 'Of a study, only a report can be made.', {
        where: 'body, field what',
        remedy: 'Ask for the report, or for this of one of its runs.',
      });
    }
    await products.make(studyKey(id), await folder(id), asked);
    return context.json<ProductList>(products.list(studyKey(id)), 202);
  });
}
