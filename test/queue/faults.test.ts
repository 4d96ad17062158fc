/** Every fault once, and what must come of it; `npm run queue-faults` does it many times. */
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../experiment/tiny.ts';
import { MAIN } from '../integration/cli/command.ts';
import { NO_REDIS } from '../study/redis-server.ts';
import { FAULTS } from './faults.ts';
import { Harness } from './harness.ts';
import { runTrial } from './trial.ts';

const skipped = NO_REDIS === null ? '' : ` (${NO_REDIS})`;
/** Faults in one study. */
const EACH = 4;

describe.skipIf(NO_REDIS !== null)(`studies in a queue that is disturbed${skipped}`, () => {
  let harness: Harness | null = null;
  afterAll(() => harness?.close());

  const names = Object.keys(FAULTS);
  const studies = Array.from({ length: Math.ceil(names.length / EACH) }, (_, k) =>
    names.slice(k * EACH, (k + 1) * EACH),
  );
  test.each(studies.map((faults, k) => [faults.join(', '), faults, k + 1] as const))(
    '%s: the bytes of a local study',
    async (_, faults, seed) => {
      harness ??= await Harness.open(MAIN, join(temporaryFolder(), 'harness'), 3);
      const { problems } = await runTrial(harness, faults, seed);
      expect(problems).toEqual([]);
    },
  );
});
