/** Data as the server lists and looks into them: what is there, what is wrong, and what is out of bounds. */
import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type {
  DataPlace,
  DataRecording,
  DataReport,
  FolderList,
} from '../../../src/studio/api/data.ts';
import type { Estimate } from '../../../src/studio/api/start.ts';
import type { Limits } from '../../../src/studio/server/limits.ts';
import type { Studio } from '../../../src/studio/server/server.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { call, get, opened, post, refusal } from './studio.ts';

// Processes take their time to begin on a busy machine.
vi.setConfig({ testTimeout: 120_000 });
process.env.MOTIFSMITH_CACHE = temporaryFolder();

/** Two classes of tables, `time,channel` a line. */
function writeSet(folder: string, each = 4): void {
  for (const [name, step] of [
    ['up', 1],
    ['down', -1],
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let k = 0; k < each; k++) {
      const at = (e: number) => (12 + step * (e % 12)) % 12;
      const rows = Array.from({ length: 60 }, (_, e) => `${8 * e + k},${at(e)}`);
      writeFileSync(join(folder, name, `${k}.csv`), `t_ms,channel\n${rows.join('\n')}\n`);
    }
  }
}

async function studioOn(limits: Partial<Limits> = {}) {
  const root = join(realpathSync(temporaryFolder()), 'root');
  mkdirSync(root);
  return { root, ...(await opened(limits, [], [root])) };
}

const of = (place: object) => new URLSearchParams({ ...place }).toString();
const list = (studio: Studio, path: string) =>
  get<FolderList>(studio, `/api/folders?${of({ path })}`);
const ask = (studio: Studio, place: DataPlace) => get<DataReport>(studio, `/api/data?${of(place)}`);

/** The report once all has been read, or it has failed. */
async function report(studio: Studio, place: DataPlace): Promise<DataReport> {
  let found = await ask(studio, place);
  await expect
    .poll(
      async () => {
        if (found.state === 'opening' || found.state === 'reading')
          found = await ask(studio, place);
        return found.state;
      },
      { timeout: 60_000, interval: 100 },
    )
    .toMatch(/finished|failed/);
  return found;
}

test('folders are listed within those that are allowed, and links are not followed', async () => {
  const { studio, root } = await studioOn({ entries: 4 });
  expect(await get<FolderList>(studio, '/api/folders')).toEqual({
    ...{ path: null, above: null, more: 0, whole: true, links: 0 },
    entries: [{ name: 'root', path: root, kind: 'folder', bytes: null }],
  });
  const markup = '<b onclick=x>&amp;';
  mkdirSync(join(root, 'inner', markup), { recursive: true });
  for (const name of ['10.csv', '9.csv', '.hidden', '11.csv', '12.csv', '13.csv']) {
    writeFileSync(join(root, 'inner', name), 'four');
  }
  symlinkSync('/etc', join(root, 'inner', 'elsewhere'));
  const inner = join(root, 'inner');
  const listed = await list(studio, inner);
  expect(listed.entries.map(({ name, bytes }) => [name, bytes])).toEqual([
    [markup, null],
    ...[9, 10, 11].map((k) => [`${k}.csv`, 4]),
  ]);
  expect(listed).toMatchObject({ above: root, more: 2, whole: true, links: 1 });
  expect((await list(studio, root)).above).toBe(null);

  const refused = async (path: string) =>
    refusal(await call(studio, `/api/folders?${of({ path })}`));
  for (const path of ['/etc', join(inner, 'elsewhere'), join(inner, 'elsewhere', 'passwd')]) {
    expect([path, await refused(path)]).toEqual([path, '403 forbidden']);
  }
  expect(await refused(`${root}/../..`)).toBe('403 forbidden');
  expect(await refused(`${root}-other`)).toBe('403 forbidden');
  expect(await refused(`${root}/a\0b`)).toBe('403 forbidden');
  expect(await refused(join(root, 'gone'))).toBe('404 notFound');
  expect(await refused(join(inner, '9.csv'))).toBe('404 notFound');
  for (const path of ['/etc', join(inner, 'elsewhere'), '/etc/passwd']) {
    const reply = await call(studio, `/api/data?${of({ path })}`);
    expect([path, refusal(reply)]).toEqual([path, '403 forbidden']);
  }
  expect(refusal(await call({ port: studio.port }, '/api/folders'))).toBe('401 token');
  expect(refusal(await call(studio, '/api/data'))).toBe('400 badRequest');
  expect(refusal(await call(studio, '/api/data?path=a&task=b'))).toBe('400 badRequest');
});

test('a folder of very many files is listed in bounded time', async () => {
  const { studio, root } = await studioOn({ entries: 20, listMs: 0 });
  for (let k = 0; k < 500; k++) writeFileSync(join(root, `${k}.csv`), '');
  const found = await list(studio, root);
  expect(found.whole).toBe(false);
  expect(found.entries.length).toBeLessThan(500);
});

test('a set is looked into: classes, figures, settings that fit, its recordings', async () => {
  const { studio, root, defects } = await studioOn();
  const path = join(root, 'channels');
  writeSet(path);
  const { state, done, total, found } = await report(studio, { path });
  expect([state, done, total]).toEqual(['finished', 8, 8]);
  expect(found).toMatchObject({
    ...{ kind: 'set', format: 'camera-folder', recordings: 8, unfit: null },
    classes: [
      { name: 'down', none: 4 },
      { name: 'up', none: 4 },
    ],
    sensor: { width: 12, height: 1 },
    durationMs: { max: 472 },
  });
  const { suggestion } = found!;
  expect(suggestion).toMatchObject({ train: 6, test: 2, inputs: 12 });
  expect(suggestion!.doubts.join()).toContain('2 classes have fewer than 10 recordings');
  expect(suggestion!.kinds.quick).toMatchObject({ data: { path, format: 'camera-folder' } });
  expect(suggestion!.kinds.paper).toMatchObject({
    ...{ data: { binMs: 1 }, search: { sizeEpochs: 150, typeEpochs: 150 } },
    training: { epochs: 400 },
  });

  const recording = `/api/recording?${of({ path })}&index=`;
  const drawn = await get<DataRecording>(studio, `${recording}7`);
  expect(drawn).toMatchObject({ id: 'up/3.csv', class: 'up', events: 60, every: 1, inputs: 12 });
  expect(drawn.offsets.at(-1)).toBe(60);
  expect(refusal(await call(studio, `${recording}8`))).toBe('404 notFound');
  expect(refusal(await call(studio, `${recording}x`))).toBe('400 usage');
  expect(defects).toEqual([]);
});

test('what is empty, foreign, damaged or behind a link is said, and the rest is read', async () => {
  const { studio, root, defects } = await studioOn();
  const problemOf = async (name: string) =>
    (await report(studio, { path: join(root, name) })).problem;
  mkdirSync(join(root, 'empty'));
  expect(await problemOf('empty')).toMatchObject({ kind: 'data', message: 'There are no files.' });
  mkdirSync(join(root, 'foreign'));
  writeFileSync(join(root, 'foreign', 'letter.docx'), 'Dear reader');
  expect(await problemOf('foreign')).toMatchObject({
    message: expect.stringContaining('of no known kind'),
    remedy: expect.stringContaining('Give another folder'),
  });

  const mixed = join(root, 'mixed');
  writeSet(mixed, 12);
  writeFileSync(join(mixed, 'up', 'bad.csv'), 't_ms,channel\nx,y\n');
  const secret = join(realpathSync(temporaryFolder()), 'secret.csv');
  writeFileSync(secret, 't_ms,channel\n1,1\n2,2\n');
  symlinkSync(secret, join(mixed, 'up', 'link.csv'));
  const { found, state } = await report(studio, { path: mixed });
  expect([state, found!.recordings]).toEqual(['finished', 26]);
  expect(found!.damaged.total).toBe(2);
  expect(found!.damaged.first.map(({ what }) => what).join()).toContain('outside the folders');

  const single = join(mixed, 'up', '0.csv');
  const one = await report(studio, { path: single });
  expect(one.found ?? one).toMatchObject(
    one.found ? { unfit: { kind: 'data' } } : { state: 'failed' },
  );

  writeSet(join(root, 'pair'));
  rmSync(join(root, 'pair', 'down'), { recursive: true });
  const { found: poor } = await report(studio, { path: join(root, 'pair') });
  expect(poor).toMatchObject({
    suggestion: null,
    unfit: { message: expect.stringContaining('All recordings are of one class') },
  });
  expect(defects).toEqual([]);
});

test('data that vanish while they are looked into, or are not asked for any more, are given up', async () => {
  const { studio, root } = await studioOn({ forgetDataMs: 300 });
  const path = join(root, 'set');
  writeSet(path);
  expect((await report(studio, { path })).state).toBe('finished');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  rmSync(path, { recursive: true });
  expect(refusal(await call(studio, `/api/data?${of({ path })}`))).toBe('404 notFound');
  writeSet(path);
  // A process of its own begins from the start.
  expect((await ask(studio, { path })).done).toBe(0);
});

test('tasks that come with the package have settings for every kind of run', async () => {
  const { studio } = await studioOn();
  for (const task of ['delayed-match', 'temporal-xor', 'spike-patterns', 'cochlea-digits']) {
    const { found, state } = await report(studio, { task });
    expect([task, state, found?.unfit]).toEqual([task, 'finished', null]);
    expect(Object.keys(found!.suggestion!.kinds)).toEqual(['quick', 'normal', 'paper']);
  }
  const { problem } = await report(studio, { task: 'nonsense' });
  expect(problem).toMatchObject({ kind: 'usage' });
});

test('what a run takes is measured by beginning it, once, and nothing is left behind', async () => {
  const { studio, root, runs } = await studioOn({ estimateSeconds: 1 });
  const path = join(root, 'set');
  writeSet(path);
  const { found } = await report(studio, { path });
  const request = { command: 'search', seed: 1, config: found!.suggestion!.kinds.quick };
  const estimate = async (body: object): Promise<Estimate> =>
    JSON.parse((await post(studio, '/api/estimate', body)).text);
  expect((await estimate(request)).state).toBe('waiting');
  let known = await estimate(request);
  await expect
    .poll(
      async () => {
        known = await estimate(request);
        return known.state;
      },
      { timeout: 60_000, interval: 200 },
    )
    .toBe('measured');
  expect(known.seconds).toBeGreaterThan(0);
  expect(known.peakBytes).toBeGreaterThan(1e7);
  expect(await estimate(request)).toEqual(known);
  // One seed has been measured for all.
  const three = await estimate({ ...request, seedCount: 3 });
  expect(three).toEqual({
    ...known,
    seconds: expect.closeTo(3 * known.seconds!, 6),
    diskBytes: 3 * known.diskBytes!,
  });
  expect(refusal(await post(studio, '/api/estimate', { ...request, seedCount: 21 }))).toBe(
    '400 usage',
  );
  expect(await get(studio, '/api/runs')).toMatchObject({ folder: runs, runs: [] });

  const away = { ...request, config: { data: { source: 'recordings', path: join(root, 'no') } } };
  for (const address of ['/api/estimate', '/api/runs']) {
    const reply = await post(studio, address, away);
    expect(refusal(reply)).toBe('404 data');
    expect(JSON.parse(reply.text).error.where).toBe(`data.path: ${join(root, 'no')}`);
  }
  const wrong = await post(studio, '/api/estimate', { ...request, name: '../x' });
  expect(refusal(wrong)).toBe('400 usage');
});
