/** A whole search on a graphics card, or rather on a software adapter. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { createWebgpuEngine } from '../../src/engine/webgpu/engine.ts';
import { SearchJob } from '../../src/search/search-job.ts';
import { useSoftwareAdapter } from '../engine/software-adapter.ts';
import { finish, toySource } from '../training/toy.ts';
import { expectSameWhenKilled } from './resumed.ts';
import { SETTINGS, searchInput, TEMPLATE } from './toy.ts';

const isThere = useSoftwareAdapter();
// The adapter compiles every shader for the processor, which has other tests to run at the same time.
vi.setConfig({ testTimeout: 600_000 });

describe.skipIf(!isThere)('a search on webgpu', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createWebgpuEngine();
  });

  it('goes on with the same bits after a kill before any step', async () => {
    await expectSameWhenKilled({ ...searchInput(), engine });
  });

  it('finds a network that learns a separable task', async () => {
    const job = await SearchJob.start({
      ...searchInput({
        sizeEpochs: 3,
        typeEpochs: 3,
        retrain: { ...SETTINGS.retrain, epochs: 25 },
      }),
      engine,
      template: { ...TEMPLATE, hidden: [{ kind: 'scml', neurons: 8 }], lateral: false },
      train: toySource(24, 1),
      test: toySource(40, 3),
    });
    await finish(job);
    expect(job.result().test.accuracy).toBeGreaterThan(0.9);
  });
});
