/** The decoders of sound and cochleagrams, as targets. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeAudio } from '../../src/data/audio/decode.ts';
import { DEFAULT_EAR } from '../../src/data/audio/ear.ts';
import { decodeFlac } from '../../src/data/audio/flac.ts';
import { decodeSphere } from '../../src/data/audio/sphere.ts';
import { decodeWav } from '../../src/data/audio/wav.ts';
import type { Waveform } from '../../src/data/audio/waveform.ts';
import { reportOn } from '../../src/data/events/report.ts';
import { openCochleagrams } from '../../src/data/sources/audio/cochleagram-npz.ts';
import { encodeNpy, encodeNpz } from '../data/helpers.ts';
import type { FuzzTarget } from './target.ts';

const FIXTURES = 'test/fixtures/audio';

const fixtures = (ending: string) =>
  readdirSync(FIXTURES)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => new Uint8Array(readFileSync(join(FIXTURES, name))));

function complaint({ sampleRate, samples }: Waveform): string | null {
  if (!(sampleRate >= 1000 && sampleRate <= 768_000)) return `a rate of ${sampleRate} Hz`;
  if (samples.length === 0) return 'no samples';
  return samples.every(Number.isFinite) ? null : 'a sample that is not finite';
}

const wav: FuzzTarget = {
  id: 'wav',
  seeds: () => fixtures('.wav'),
  run: (input) => complaint(decodeWav(input, reportOn('input'))),
};

const flac: FuzzTarget = {
  id: 'flac',
  seeds: () => fixtures('.flac'),
  run: (input) => complaint(decodeFlac(input, reportOn('input'))),
};

const sphere: FuzzTarget = {
  id: 'sphere',
  seeds: () => fixtures('.sph'),
  run: (input) => complaint(decodeSphere(input, reportOn('input'))),
};

const audio: FuzzTarget = {
  id: 'audio',
  seeds: () => [...fixtures('.wav'), ...fixtures('.flac'), ...fixtures('.sph')],
  run: (input) => complaint(decodeAudio(input, 'input', {})),
};

const cochleagrams: FuzzTarget = {
  id: 'cochleagram-npz',
  seeds: () => {
    const members = {
      data: encodeNpy(
        'f4',
        Array.from({ length: 36 }, (_, k) => k / 50),
        [12, 3],
      ),
      offsets: encodeNpy('i4', [0, 5, 12]),
      labels: encodeNpy('u1', [0, 1]),
    };
    const people = {
      speakers: encodeNpy('u1', [0, 1]),
      utterances: encodeNpy('u1', [1, 2]),
    };
    return [encodeNpz(members), encodeNpz({ ...members, ...people })];
  },
  run: async (input) => {
    const set = openCochleagrams(input, 'input', DEFAULT_EAR);
    for (const k of set.recordings.keys()) {
      const { x, times } = await set.read(k);
      if (x.some((channel) => channel >= set.sensor.width)) return 'a channel outside the sensor';
      if (times.some((time, e) => e > 0 && time < times[e - 1]!)) return 'times that descend';
    }
    return null;
  },
};

export const AUDIO_TARGETS: readonly FuzzTarget[] = [wav, flac, sphere, audio, cochleagrams];
