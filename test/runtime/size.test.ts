/** What a page has to load for the runtime: its size, and that nothing of training is in it. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bundle } from '../browser/bundle.ts';

/** Bytes, gzipped, with the kernel. */
const LARGEST = 60_000;
const ALLOWED = [
  'src/core/errors.ts',
  'src/core/json.ts',
  'src/core/expected.ts',
  'src/core/limits.ts',
  'src/core/math.ts',
  'src/core/parse-json.ts',
  'src/core/settings/allowed.ts',
  'src/core/settings/key-path.ts',
  'src/core/settings/problem.ts',
  'src/data/events/address-events.ts',
  'src/data/events/input-channel.ts',
  'src/engine/wasm/arena.ts',
  'src/engine/wasm/chunk-layout.ts',
  'src/engine/wasm/layer-memory.ts',
  'src/engine/wasm/sizes.ts',
  'src/engine/wasm/slice-layout.ts',
  'src/engine/wasm/stream.ts',
  'src/entries/runtime.ts',
  'src/exchange/deployment.ts',
  'src/exchange/network-tensors.ts',
  'src/formats/complain.ts',
  'src/formats/half.ts',
  'src/formats/safetensors.ts',
  'src/kernels/compile.ts',
  'src/kernels/constants.ts',
  'src/kernels/record-layout.ts',
  'src/kernels/records/layer.ts',
  'src/kernels/runtime-kernels.ts',
  'src/kernels/runtime.generated.ts',
];

test('the runtime with its kernel is below 60 kB gzipped and has no dependency', async () => {
  const { code, sources } = await bundle('src/entries/runtime.ts');
  const strangers = sources.filter(
    (path) => !/^src\/(runtime|model)\//.test(path) && !ALLOWED.includes(path),
  );
  expect(strangers).toEqual([]);
  const text = new TextDecoder().decode(code);
  // Nothing is imported when the module runs, from Node or anywhere else.
  expect(text).not.toMatch(/\bimport\b|\brequire\b/);
  expect(gzipSync(code).length).toBeLessThan(LARGEST);
});
