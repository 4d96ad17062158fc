/** A run on sound files of every kind, begun in a studio. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Studio } from '../../../src/studio/server/server.ts';
import { readFixture, sphereFile, tone, wavFile } from '../../data/audio/fixtures.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { post, stream } from './studio.ts';

const RATE = 8000;

/** 16-bit values of a tone. */
const values = (hertz: number, seconds: number) =>
  Array.from(tone(RATE, hertz, seconds), (sample) => Math.round(32767 * sample) + 0);

const sphere = (samples: readonly number[]) =>
  sphereFile(
    ['channel_count -i 1', `sample_rate -i ${RATE}`, 'sample_byte_format -s2 10'],
    samples.flatMap((value) => [(value >> 8) & 255, value & 255]),
  );

/** The test samples, in the order of the run. */
export const SOUNDS = [
  { recording: 'test/high/a.flac', sampleRate: 12_500, samples: 956 },
  { recording: 'test/high/b.wav', sampleRate: RATE, samples: 2400 },
  { recording: 'test/low/a.sph', sampleRate: RATE, samples: 1600 },
] as const;

/** What the SPHERE file among the test samples holds. */
export const SPHERE_VALUES = values(300, 0.2);

function writeSounds(folder: string): void {
  const write = (path: string, bytes: Uint8Array) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  for (const take of [1, 2, 3]) {
    write(`train/low/${take}.wav`, wavFile(RATE, tone(RATE, 250 + 20 * take, 0.2)));
    write(`train/high/${take}.wav`, wavFile(RATE, tone(RATE, 2000 + 50 * take, 0.2)));
  }
  write('test/high/a.flac', readFixture('flac-piped.flac'));
  write('test/high/b.wav', wavFile(RATE, tone(RATE, 2100, 0.3)));
  write('test/low/a.sph', sphere(SPHERE_VALUES));
}

/**
 * Trains a network on them with the studio's program.
 * @returns the id of the run, and the folder of its data
 */
export async function soundRun(studio: Studio): Promise<{ id: string; data: string }> {
  const data = temporaryFolder();
  writeSounds(data);
  const config = {
    data: { source: 'recordings', path: data, binMs: 5, ear: { sampleRate: RATE } },
    network: { layers: [{ kind: 'scml', neurons: 12 }], motifSizes: [4] },
    training: { epochs: 1, batchSize: 2 },
  };
  const all = await stream(studio, '/api/stream');
  const { text } = await post(studio, '/api/runs', {
    ...{ config, command: 'train', architecture: 'self', seed: 1 },
  });
  const { id } = JSON.parse(text) as { id: string };
  const ended = ['finished', 'failed'];
  const { data: run } = await all.until(
    (one) => one.data.id === id && ended.includes(one.data.state),
  );
  all.close();
  if (run.state !== 'finished') throw new Error(run.problem);
  return { id, data };
}
