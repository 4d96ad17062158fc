/**
 * Small files with the faults that real programs produce, from the folder `cases` beside the optional data
 * or the one that MOTIFSMITH_CASES names: each is read or refused as `cases.json`, or `outcomes.json` in
 * that folder, says. Of others, no more is asked than a result or a refusal that helps. Skipped where there
 * is no such folder.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { decodeAudio, isAudioName } from '../../src/data/audio/decode.ts';
import { decodeRecording } from '../../src/data/cameras/decode-recording.ts';
import type { DecodeOptions } from '../../src/data/cameras/format.ts';
import { guessFormat, HEAD_BYTES } from '../../src/data/cameras/registry.ts';
import { unreadFile } from '../../src/data/cameras/unread.ts';
import { importNir } from '../../src/exchange/nir/import.ts';
import { type Note, noteText } from './helpers.ts';

/** What must come of a file, without options or with some. */
interface Outcome {
  readonly options?: DecodeOptions;
  /** Times of its events in µs of the file's clock. */
  readonly times?: readonly number[];
  readonly polarity?: readonly number[];
  readonly samples?: number;
  /** Channels of a network. */
  readonly inputs?: number;
  /** Kinds of irregularities and how many there are of each. */
  readonly irregular?: readonly string[];
  /** A part of the error, and of its remedy. */
  readonly refused?: readonly [message: string, remedy: string];
}

const FOLDER = process.env.MOTIFSMITH_CASES ?? '../shared/cases';
const OUTCOMES: Record<string, readonly Outcome[]> = Object.assign(
  {},
  ...['test/data/cases.json', join(FOLDER, 'outcomes.json')]
    .filter(existsSync)
    .map((path) => JSON.parse(readFileSync(path, 'utf8'))),
);

async function read(path: string, options: DecodeOptions) {
  const bytes = new Uint8Array(readFileSync(join(FOLDER, path)));
  const notes: Note[] = [];
  const reading = {
    origin: 'absolute',
    ...options,
    onWarning: (note: Note) => notes.push(note),
  } as const;
  if (path.startsWith('nir/')) {
    const { architecture } = importNir(bytes, path, { stepSeconds: 1e-3 }).model;
    return { inputs: architecture.inputs, irregular: [] };
  }
  const irregular = () => notes.filter((note) => 'kind' in note).map(noteText);
  if (isAudioName(path)) {
    const { samples } = decodeAudio(bytes, path, reading);
    return { samples: samples.length, irregular: irregular() };
  }
  const head = bytes.subarray(0, HEAD_BYTES);
  const format = guessFormat(head, path, bytes.length);
  if (format === null) throw unreadFile(head, path, path);
  const { times, polarity } = await decodeRecording(format, bytes, path, reading);
  return { times: [...times], polarity: [...polarity], irregular: irregular() };
}

const folders = ['cameras', 'audio', 'nir'].filter((name) => existsSync(join(FOLDER, name)));
const files = folders.flatMap((name) =>
  readdirSync(join(FOLDER, name)).map((file) => `${name}/${file}`),
);

describe.skipIf(files.length === 0)('cases (skipped without ../shared/cases)', () => {
  it.each(files.filter((file) => !(file in OUTCOMES)))('%s is read or refused', async (file) => {
    const result = await read(file, {}).catch((error: unknown) => error);
    if (result instanceof Error) {
      const kind = file.startsWith('nir/') ? 'artifact' : 'data';
      expect(result).toMatchObject({ kind, where: expect.stringContaining(file) });
      expect((result as MotifsmithError).remedy).toBeTruthy();
    }
  });

  it.each(files.filter((file) => file in OUTCOMES))('%s', async (file) => {
    for (const { options = {}, refused, ...expected } of OUTCOMES[file]!) {
      const result = await read(file, options).catch((error: unknown) => error);
      if (refused === undefined) {
        expect(result).toMatchObject({ irregular: [], ...expected });
        continue;
      }
      expect(result).toBeInstanceOf(MotifsmithError);
      const { message, remedy, where } = result as MotifsmithError;
      expect(message).toContain(refused[0]);
      expect(remedy).toContain(refused[1]);
      expect(where).toContain(file);
    }
  });
});
