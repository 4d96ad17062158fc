/** Writers and checks that only tests need: .npy and .npz files built in memory, typed errors. */
import { zipSync } from 'fflate';
import { expect } from 'vitest';
import { type ErrorKind, MotifsmithError } from '../../src/core/errors.ts';
import type { EventSample } from '../../src/data/events/sample.ts';
import type { SampleSource } from '../../src/data/events/sample-source.ts';
import type { OnWarning } from '../../src/data/events/warnings.ts';
import type { NumericType } from '../../src/formats/npy.ts';

/** All samples of a source, in order. */
export function allSamples(source: SampleSource): EventSample[] {
  return Array.from({ length: source.length }, (_, k) => source.read(k));
}

/** An .npy file with any header text: version 1, padded as NumPy does. */
export function npyWithHeader(header: string, body: Uint8Array): Uint8Array {
  const unpadded = 10 + header.length + 1;
  const padding = (64 - (unpadded % 64)) % 64;
  const text = `${header}${' '.repeat(padding)}\n`;
  const bytes = new Uint8Array(10 + text.length + body.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, text.length, true);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes.set(body, 10 + text.length);
  return bytes;
}

const WRITERS: Partial<Record<NumericType, (view: DataView, o: number, value: number) => void>> = {
  u1: (v, o, x) => v.setUint8(o, x),
  u2: (v, o, x) => v.setUint16(o, x, true),
  u4: (v, o, x) => v.setUint32(o, x, true),
  u8: (v, o, x) => v.setBigUint64(o, BigInt(x), true),
  i1: (v, o, x) => v.setInt8(o, x),
  i2: (v, o, x) => v.setInt16(o, x, true),
  i4: (v, o, x) => v.setInt32(o, x, true),
  i8: (v, o, x) => v.setBigInt64(o, BigInt(x), true),
  f4: (v, o, x) => v.setFloat32(o, x, true),
  f8: (v, o, x) => v.setFloat64(o, x, true),
};

export function encodeNpy(
  dtype: NumericType,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): Uint8Array {
  const width = Number(dtype.slice(1));
  const body = new Uint8Array(values.length * width);
  const view = new DataView(body.buffer);
  values.forEach((value, i) => {
    WRITERS[dtype]!(view, i * width, value);
  });
  const descr = `${width === 1 ? '|' : '<'}${dtype}`;
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  return npyWithHeader(header, body);
}

export function encodeNpz(members: Record<string, Uint8Array>): Uint8Array {
  const entries = Object.entries(members).map(([name, bytes]) => [`${name}.npy`, bytes]);
  return zipSync(Object.fromEntries(entries));
}

/** Checks that the call fails with a foreseen error that says where and what to do, and returns it. */
export async function expectFailure(
  call: () => unknown,
  kind: ErrorKind,
  message: RegExp,
  where: RegExp,
): Promise<MotifsmithError> {
  const error = await Promise.resolve()
    .then(call)
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  expect(error).toBeInstanceOf(MotifsmithError);
  const failure = error as MotifsmithError;
  expect(failure.message).toMatch(message);
  expect(failure.kind).toBe(kind);
  expect(failure.where).toMatch(where);
  expect(failure.remedy).toBeTruthy();
  return failure;
}

/** An IDX file of unsigned bytes. */
export const encodeIdx = (shape: number[], data: ArrayLike<number>) =>
  Uint8Array.of(
    ...[0, 0, 8, shape.length],
    ...shape.flatMap((length) => [0, 0, length >> 8, length & 255]),
    ...Array.from(data),
  );

/** What a reader says: a warning, or a kind of irregularity. */
export type Note = Parameters<OnWarning>[0];

/** A warning as it is; an irregularity as its kind and how many there are. */
export const noteText = (note: Note): string =>
  'kind' in note ? `${note.kind} × ${note.count}` : note.what;
