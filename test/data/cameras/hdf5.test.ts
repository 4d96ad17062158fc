/** Recordings in HDF5: where events are found, what is refused, and by which name. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeRecording } from '../../../src/data/cameras/decode-recording.ts';
import type { DecodeOptions } from '../../../src/data/cameras/format.ts';
import { hdf5Events } from '../../../src/data/cameras/hdf5-events.ts';
import { encodeHdf5 } from '../../../src/formats/hdf5/writer.ts';
import { expectFailure } from '../helpers.ts';

const fixture = (path: string) => new Uint8Array(readFileSync(`test/fixtures/${path}`));
const decode = (path: string, options: DecodeOptions = {}) =>
  decodeRecording(hdf5Events, fixture(path), 'a.h5', {
    sensor: { width: 128, height: 128 },
    ...options,
  });

describe('recordings in HDF5', () => {
  it('of DSEC begin with their offset', async () => {
    const { times } = await decode('formats/hdf5-dsec.h5', { origin: 'file' });
    expect([...times.subarray(0, 2)]).toEqual([0, 937]);
    const absolute = await decode('formats/hdf5-dsec.h5', { origin: 'absolute' });
    expect(absolute.times[3]).toBe(70_000);
  });

  it('take the columns of a matrix from data.columns', async () => {
    const columns = ['y', 'x', 't', 'p'] as const;
    const { x } = await decode('formats/hdf5-mvsec.hdf5', { columns: [...columns] });
    expect([...x]).toEqual([30, 20, 0, 127, 6]);
    const short = { columns: ['x', 'y', 't'] as ('x' | 'y' | 't')[] };
    await expectFailure(
      () => decode('formats/hdf5-mvsec.hdf5', short),
      'data',
      /\(5, 4\)/,
      /davis/,
    );
  });

  it('that are transposed are called so', async () => {
    const columns = ['x', 'y', 't', 'p', '-'] as const;
    const decoding = () => decode('formats/hdf5-mvsec.hdf5', { columns: [...columns] });
    await expectFailure(decoding, 'data', /transposed: 5 rows of 4/, /davis/);
  });

  it('packed by ECF are refused by its name', async () => {
    const refusal = await expectFailure(
      () => decode('formats/refused/ecf.hdf5'),
      'data',
      /filter Prophesee's ECF/,
      /CD\/events/,
    );
    expect(refusal.remedy).toContain('metavision');
  });

  it('cached by snnTorch are refused with where to find them', async () => {
    const decoding = () => decode('formats/refused/snntorch.hdf5');
    const refusal = await expectFailure(decoding, 'data', /cache of snntorch/, /its contents/);
    expect(refusal.remedy).toMatch(/made from/);
  });

  it('without events are refused with what they have', async () => {
    await expectFailure(
      () => decode('hdf5/shd_train.h5'),
      'data',
      /no x, y, p and t together.*spikes/,
      /^a\.h5, its contents$/,
    );
  });

  it('have columns beside others with similar names', async () => {
    const row = (...values: number[]) => ({
      data: Float32Array.from(values),
      shape: [values.length],
    });
    const events = { x: row(1, 2), y: row(3, 4), p: row(0, 1), t: row(5, 9) };
    const bytes = encodeHdf5({ events: { ...events, t_offset: row(7), x_max: row(33) } });
    const { times } = await decodeRecording(hdf5Events, bytes, 'a.h5');
    expect([...times]).toEqual([0, 4]);
  });
});
