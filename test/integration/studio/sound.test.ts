/** The sound that samples were made from, over HTTP: what is sent, and what never is. */
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { decodeAudio } from '../../../src/data/audio/decode.ts';
import type { RunSample } from '../../../src/studio/api/samples.ts';
import { temporaryFolder, tinyConfig, writeTiny } from '../../experiment/tiny.ts';
import { SOUNDS, SPHERE_VALUES, soundRun } from '../../studio/server/sound-run.ts';
import { call, get, opened, post, refusal, stream } from '../../studio/server/studio.ts';
import { MAIN } from '../cli/command.ts';

// Processes take their time to begin on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const PROGRAM = [process.execPath, MAIN];

describe('a run on sound files', async () => {
  const { studio, defects } = await opened({ soundBytes: 4000 }, PROGRAM);
  let run: Awaited<ReturnType<typeof soundRun>>;
  beforeAll(async () => {
    run = await soundRun(studio);
  });
  const address = (what: string) => `/api/runs/${run.id}/${what}`;
  const sound = async (query: string) => {
    const headers = { 'X-Motifsmith-Token': studio.token };
    const reply = await fetch(`http://127.0.0.1:${studio.port}${address(`sound?${query}`)}`, {
      headers,
    });
    return {
      status: reply.status,
      headers: reply.headers,
      bytes: new Uint8Array(await reply.arrayBuffer()),
    };
  };
  const refused = async (query: string) => refusal(await call(studio, address(`sound?${query}`)));

  test('sends each as RIFF/WAVE with its own rate and every sample, whatever its kind, up to the limit', async () => {
    for (const [index, { recording, sampleRate, samples }] of SOUNDS.entries()) {
      const sample = await get<RunSample>(studio, address(`sample?split=test&index=${index}`));
      expect([sample.recording, sample.hasSound]).toEqual([recording, true]);
      if (44 + 2 * samples > 4000) {
        expect(await refused(`split=test&index=${index}`)).toBe('413 tooLarge');
        continue;
      }
      const { status, headers, bytes } = await sound(`split=test&index=${index}`);
      expect([status, headers.get('content-type')]).toEqual([200, 'audio/wav']);
      expect(headers.get('content-length')).toBe(String(44 + 2 * samples));
      const decoded = decodeAudio(bytes, 'reply', { strict: true });
      expect([decoded.sampleRate, decoded.samples.length]).toEqual([sampleRate, samples]);
    }
    const { bytes } = await sound('split=test&index=2');
    const { samples } = decodeAudio(bytes, 'reply', { strict: true });
    expect(Array.from(samples, (value) => 32_768 * value)).toEqual(SPHERE_VALUES);
    expect((await sound('split=train&index=5')).status).toBe(200);
    expect(defects).toEqual([]);
  });

  test('takes a number and a split, and never a path', async () => {
    expect(await refused('split=test&index=3')).toBe('404 notFound');
    expect(await refused('split=validation&index=0')).toBe('404 notFound');
    for (const index of [
      '../../etc/passwd',
      '%2Fetc%2Fpasswd',
      '-1',
      '1e3',
      '0x1',
      '%00',
      '9'.repeat(30),
    ]) {
      expect(await refused(`split=test&index=${index}`)).toBe('400 usage');
    }
    for (const split of ['..', '../train', '%2e%2e%2ftrain', 'TEST', '__proto__']) {
      expect(await refused(`split=${split}&index=0`)).toBe('400 usage');
    }
    expect(refusal(await call(studio, `/api/runs/..%2f${run.id}/sound?index=0`))).toMatch(
      /^40[034] /,
    );
    expect((await call({ port: studio.port }, address('sound?index=0'))).status).toBe(401);
    const other = { 'Sec-Fetch-Site': 'cross-site' };
    expect(refusal(await call(studio, address('sound?index=0'), { headers: other }))).toBe(
      '403 forbidden',
    );
  });

  test('sends nothing of what has taken the place of a sound since', async () => {
    const file = join(run.data, SOUNDS[2].recording);
    const secret = join(temporaryFolder(), 'secret.txt');
    writeFileSync(secret, 'root:x:0:0');
    rmSync(file);
    symlinkSync(secret, file);
    const { status, text } = await call(studio, address('sound?split=test&index=2'));
    expect(status).toBe(404);
    expect(text).toContain('neither RIFF/WAVE nor FLAC nor NIST SPHERE');
    expect(text).not.toContain('root:x');
    // Opened once more, they are no longer the data of the run.
    expect(await refused('split=test&index=2')).toMatch(/^(404 data|422 artifact)$/);
    expect(defects).toEqual([]);
  });
});

test('spikes have no sound', async () => {
  const { studio } = await opened({}, PROGRAM);
  const { data } = writeTiny(temporaryFolder());
  const config = { ...tinyConfig(data, '/nowhere'), training: { epochs: 1 } };
  const all = await stream(studio, '/api/stream');
  await post(studio, '/api/runs', { config, command: 'train', architecture: 'self', seed: 1 });
  await all.until(({ data }) => data.id === 'custom-self-1-1' && data.state === 'finished');
  all.close();
  const sample = await get<RunSample>(studio, '/api/runs/custom-self-1-1/sample?index=0');
  expect(sample.hasSound).toBe(false);
  expect(sample.recording).not.toBeNull();
  const { text } = await call(studio, '/api/runs/custom-self-1-1/sound?index=0');
  expect(text).toContain('This sample was not made from a sound file.');
});
