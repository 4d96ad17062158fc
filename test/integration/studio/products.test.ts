/** What the studio makes of a finished run is what the command line makes of it, byte for byte. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test, vi } from 'vitest';
import type { Product, ProductList } from '../../../src/studio/api/products.ts';
import { temporaryFolder, tinyConfig, writeTiny } from '../../experiment/tiny.ts';
import { record, writeRun } from '../../studio/server/files.ts';
import { call, get, opened, post, refusal, stream } from '../../studio/server/studio.ts';
import { MAIN } from '../cli/command.ts';

// Processes take their time to begin on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

const { studio, runs, defects } = await opened({ makes: 1 }, [process.execPath, MAIN]);
const folder = temporaryFolder();
const { data } = writeTiny(folder);
const config = { ...tinyConfig(data, '/nowhere'), training: { epochs: 1 } };
const ID = 'custom-self-3-1';

const make = (asked: object) => post(studio, `/api/runs/${ID}/make`, asked);
/** Makes something and waits until it is done. */
async function made(asked: { readonly what: string }): Promise<Product> {
  const { status, text } = await make(asked);
  expect([status, text]).toEqual([202, expect.stringContaining('working')]);
  const now = async () =>
    (await get<ProductList>(studio, `/api/runs/${ID}/products`)).products.find(
      ({ what }) => what === asked.what,
    )!;
  await expect.poll(async () => (await now()).state, { timeout: 120_000 }).not.toBe('working');
  return now();
}
const bytesOf = async (what: string): Promise<Uint8Array> => {
  const address = `http://127.0.0.1:${studio.port}/api/runs/${ID}/product?what=${what}`;
  const reply = await fetch(address, { headers: { 'X-Motifsmith-Token': studio.token } });
  expect(reply.status).toBe(200);
  return new Uint8Array(await reply.arrayBuffer());
};
const listing = () =>
  readdirSync(join(runs, ID), { recursive: true })
    .map(String)
    .filter((name) => name !== 'analysis.json')
    .sort();

test('evaluates, reports and exports a finished run as the command line does', async () => {
  const all = await stream(studio, '/api/stream');
  await post(studio, '/api/runs', { config, command: 'train', architecture: 'self', seed: 3 });
  await all.until(({ data }) => data.id === ID && data.state === 'finished');
  all.close();
  const before = listing();

  const evaluation = await made({ what: 'evaluation' });
  expect(evaluation).toMatchObject({ state: 'made', file: `${ID}-evaluation.json` });
  const { members } = JSON.parse(Buffer.from(await bytesOf('evaluation')).toString());
  expect(evaluation.document).toMatchObject({ members });
  expect(members[0].accuracy).toBe(members[0].recordedTestAccuracy);

  const nir = await made({ what: 'nir' });
  expect(nir).toMatchObject({ file: `${ID}-generic.nir`, document: { report: { losses: [] } } });
  const own = join(folder, 'own.nir');
  spawnSync(process.execPath, [
    ...[MAIN, 'export', join(runs, ID), '--format', 'nir', '--out', own],
  ]);
  expect(Buffer.from(await bytesOf('nir')).equals(readFileSync(own))).toBe(true);
  expect((await bytesOf('nir')).length).toBe(nir.bytes);

  await made({ what: 'report' });
  const report = unzipSync(await bytesOf('report'));
  expect(Object.keys(report)).toContain('report.html');
  expect(Object.keys(report).some((name) => /^report-tables\/.*\.csv$/.test(name))).toBe(true);
  await made({ what: 'pytorch' });
  expect(Object.keys(unzipSync(await bytesOf('pytorch'))).sort()).toEqual([
    ...['motifsmith_network.py', 'weights.safetensors'],
  ]);
  const { products } = await get<ProductList>(studio, `/api/runs/${ID}/products`);
  expect(products.map(({ what }) => what)).toEqual(['evaluation', 'report', 'nir', 'pytorch']);
  expect(listing()).toEqual(before);
});

test('says in the command’s words what cannot be made, and makes nothing else in its place', async () => {
  const { state, problem, file } = await made({ what: 'nir', target: 'lava' } as never);
  expect([state, file]).toEqual(['failed', null]);
  expect(problem).toMatchObject({
    kind: 'usage',
    remedy: expect.stringContaining('--allow-lossy'),
  });
  expect(refusal(await call(studio, `/api/runs/${ID}/product?what=nir`))).toBe('404 notFound');
  const lossy = await made({ what: 'nir', target: 'lava', allowLossy: true } as never);
  expect(lossy).toMatchObject({ state: 'made', file: `${ID}-lava.nir` });
});

test('refuses what it does not know, what is not finished, and too much at once', async () => {
  for (const asked of [{ what: 'passwd' }, { what: 'nir', target: '--data=/etc' }, { out: 'x' }]) {
    expect(refusal(await make(asked))).toBe('400 usage');
  }
  writeRun(runs, 'early', { 'config.json': record() });
  const early = await post(studio, '/api/runs/early/make', { what: 'report' });
  expect(refusal(early)).toBe('409 conflict');
  expect(refusal(await call(studio, `/api/runs/${ID}/product?what=constructor`))).toBe(
    '404 notFound',
  );
  const [first, ...others] = await Promise.all([
    ...['npz', 'npz', 'onnx'].map((what) => make({ what })),
  ]);
  expect(first!.status).toBe(202);
  expect(others.map(refusal)).toEqual(others.map(() => expect.stringMatching(/busy|conflict/)));
  // Another run may get the name of one that is deleted.
  await post(studio, `/api/runs/${ID}/delete`);
  writeRun(runs, ID, { 'config.json': record() });
  expect((await get<ProductList>(studio, `/api/runs/${ID}/products`)).products).toEqual([]);
  await studio.close();
  expect(defects).toEqual([]);
});
