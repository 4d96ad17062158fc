/** Records have one definition: the AssemblyScript classes, the module and the tables agree on it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { assemblyRecords } from '../../scripts/kernel-records.ts';
import { kernelSourceHash } from '../../scripts/kernel-sources.ts';
import * as kernels from '../../src/kernels/kernels.generated.ts';
import { instantiateKernels, kernelModule } from '../../src/kernels/kernels.ts';
import { checkLayouts, RecordLayout } from '../../src/kernels/record-layout.ts';
import { RECORDS } from '../../src/kernels/records/all.ts';
import { LAYER } from '../../src/kernels/records/layer.ts';
import * as runtime from '../../src/kernels/runtime.generated.ts';

const sharedMemory = () => new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });

describe('generated files are up to date (npm run build:kernels)', () => {
  it.each(Object.entries(assemblyRecords()))('%s', (file, text) => {
    expect(readFileSync(`src/kernels/assembly/${file}`, 'utf8')).toBe(text);
  });

  it('both modules', () => {
    expect(kernels.sourceHash).toBe(kernelSourceHash());
    expect(runtime.sourceHash).toBe(kernelSourceHash());
  });
});

describe('a module is refused', () => {
  const exportsOf = async () => {
    const env = { memory: sharedMemory() };
    return (await WebAssembly.instantiate(await kernelModule(), { env })).exports;
  };

  it('unless it has every field where the table has it', async () => {
    await expect(instantiateKernels(sharedMemory())).resolves.toBeDefined();
    const { neurons, width, ...others } = LAYER.types;
    const swapped = new RecordLayout('Layer', { width, neurons, ...others });
    const exports = await exportsOf();
    expect(() => checkLayouts(exports, [LAYER, swapped])).toThrow(
      expect.objectContaining({ kind: 'internal', where: 'Layer_width' }),
    );
  });

  it('if it has a field more, or a field less', async () => {
    const exports = await exportsOf();
    const { pscTape, ...others } = LAYER.types;
    expect(() => checkLayouts(exports, [new RecordLayout('Layer', others)])).toThrow(
      expect.objectContaining({ kind: 'internal', where: 'Layer_size' }),
    );
    const longer = new RecordLayout('Layer', { ...LAYER.types, another: 'u32' });
    expect(() => checkLayouts(exports, [longer])).toThrow(
      expect.objectContaining({ kind: 'internal', where: 'Layer_another' }),
    );
  });
});

test('no two records share a name, and all field offsets are multiples of 4', () => {
  expect(new Set(RECORDS.map(({ name }) => name)).size).toBe(RECORDS.length);
  for (const layout of RECORDS) expect(layout.bytes).toBe(4 * Object.keys(layout.types).length);
});

test('fill writes all fields, update only those given, each in its type', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const layout = new RecordLayout('Example', { count: 'u32', factor: 'f32', place: 'usize' });
  const words = new Uint32Array(memory.buffer, 64, 4);
  const floats = new Float32Array(memory.buffer, 64, 4);
  words.fill(7);
  layout.fill(memory, 64, { count: 3_000_000_000, factor: -0.5 });
  expect([words[0], floats[1], words[2], words[3]]).toEqual([3_000_000_000, -0.5, 0, 7]);
  layout.update(memory, 64, { place: 128 });
  expect([words[0], floats[1], words[2], words[3]]).toEqual([3_000_000_000, -0.5, 128, 7]);
  expect(layout.readWord(memory, 64, 'place')).toBe(128);
});
