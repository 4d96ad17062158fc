/** Data sets that c-blosc itself packed: every codec and way to shuffle, blocks and streams. */
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZstandard } from '../../../src/formats/zstandard-frame.ts';
import { dataset, openFixture, refusal } from './helpers.ts';

const root = openFixture('blosc.h5');

/** What `writers/blosc.py` wrote. */
function expected(name: string, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const place = i % 9000;
    if (name.endsWith('far') && place >= 300) return 0;
    const value = Math.floor((place * place) / 8) % 1000;
    return name.includes('u1') ? value % 256 : value;
  });
}

describe('Blosc', () => {
  it('with Zstandard is refused where its library is not loaded', () => {
    const error = refusal(() => dataset(root, 'zstd_byte_i4').read());
    expect(error.message).toMatch(/packed by Blosc with Zstandard/);
    expect(error.remedy).toMatch(/h5repack/);
  });

  describe('is read', () => {
    beforeAll(prepareZstandard);
    const names = root.names.filter((name) => !/snappy|random/.test(name));

    it('in every way that a data set can be packed', () => {
      expect(names.length).toBe(23);
    });

    it.each(names)('%s', (name) => {
      const { data } = dataset(root, name).read();
      expect(Array.from(data, Number)).toEqual(expected(name, data.length));
    });

    it('if packing did not pay', () => {
      const { data } = dataset(root, 'zstd_byte_u1_random').read();
      expect(data).toHaveLength(500);
      expect(new Set<unknown>(data).size).toBeGreaterThan(200);
    });
  });

  it('with Snappy is refused by name', () => {
    const error = refusal(() => dataset(root, 'snappy_byte_i4').read());
    expect(error.message).toMatch(/packed by Blosc with Snappy/);
    expect(error.remedy).toMatch(/h5repack/);
  });

  it('is refused before more memory is taken than allowed', () => {
    const small = openFixture('blosc.h5', { mostBytes: 10_000, kind: 'data' });
    const error = refusal(() => dataset(small, 'zstd_byte_i4').read());
    expect(error.message).toMatch(/more than 10000/);
    expect(error.remedy).toMatch(/MOTIFSMITH_LIMITS to hdf5Bytes=/);
  });
});
