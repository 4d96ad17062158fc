/** The Dataset for PyTorch in the documents gives the samples that Motifsmith reads from the same file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decodeInMemory } from '../../src/data/datasets/decode.ts';
import { writeSpikeNpz } from '../../src/data/datasets/spike-npz-writer.ts';
import { channelCount } from '../../src/data/events/address-events.ts';
import { createTransform, KEEP_ALL } from '../../src/data/events/transform.ts';
import type { RecordingSet } from '../../src/data/sources/recording-set.ts';
import { spikeNpz } from '../../src/data/sources/spike-npz/spike-npz.ts';
import { findSyntheticTask } from '../../src/data/sources/synthetic/index.ts';
import { memoryStore } from '../data/sources/memory-store.ts';
import { python, pythonHas } from '../exchange/python.ts';
import { readDocument } from './markdown.ts';

it.skipIf(!pythonHas('torch', 'numpy'))(
  'SpikeTrains: each sample to its own end, batches padded',
  async () => {
    const [snippet] = readDocument('docs/data/own-recordings.md').codeBlocks.filter(({ text }) =>
      text.includes('class SpikeTrains'),
    );
    const set = findSyntheticTask('spike-patterns').create({ trainPerClass: 3, testPerClass: 2 });
    const decode = (from: RecordingSet, binMs: number, counts: boolean) =>
      decodeInMemory(from, createTransform(from.sensor, { ...KEEP_ALL, binMs, counts }));
    const folder = mkdtempSync(join(tmpdir(), 'motifsmith-'));
    try {
      const chunks: Uint8Array[] = [];
      await writeSpikeNpz(await decode(set, 1, true), 1, {
        append: async (bytes) => void chunks.push(bytes.slice()),
      });
      const bytes = Buffer.concat(chunks);
      writeFileSync(join(folder, 'spikes.npz'), bytes);
      writeFileSync(join(folder, 'snippet.py'), snippet!.text);
      const found = JSON.parse(python('run_dataset.py', folder));
      const store = memoryStore({ 'spikes.npz': new Uint8Array(bytes) });
      const options = { sensor: null } as Parameters<typeof spikeNpz.open>[1];
      const { samples, recordings, sensor } = await decode(
        await spikeNpz.open(store, options),
        2,
        false,
      );
      for (const [split, name] of (['train', 'test'] as const).entries()) {
        const wanted = recordings.flatMap((info, k) =>
          info.split === name ? [samples.read(k)] : [],
        );
        expect(wanted.length).toBeGreaterThan(3);
        expect(found.splits[split]).toEqual(
          wanted.map(({ label, steps, offsets, channels }) => ({
            label,
            shape: [steps, channelCount(sensor)],
            ones: Array.from({ length: steps }, (_, t) => [
              ...channels.slice(offsets[t], offsets[t + 1]).sort(),
            ]),
          })),
        );
      }
      // Of different lengths, and nothing but zeros behind each end.
      const { lengths, shape, behind } = found.batch;
      expect(new Set(lengths).size).toBeGreaterThan(1);
      expect(shape).toEqual([lengths.length, Math.max(...lengths), channelCount(sensor)]);
      expect(behind).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
