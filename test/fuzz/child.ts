/** Fuzzes one decoder in a process of its own, so that a hang or an exhausted heap ends only it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fuzz } from './fuzz.ts';
import { FUZZ_TARGETS } from './targets.ts';

/** Where inputs that led to findings are kept. */
const FOLDER = 'build/fuzz';

const [id, seed, first, inputs] = process.argv.slice(2);
const target = FUZZ_TARGETS.find((candidate) => candidate.id === id)!;
const report = await fuzz(target, {
  seed: Number(seed),
  first: Number(first),
  inputs: Number(inputs),
  onProgress: (done) => process.send!({ done }),
  onFinding: ({ input }, bytes) => {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${FOLDER}/${id}-${input}`, bytes);
  },
});
process.send!({ report, peakMemory: 1024 * process.resourceUsage().maxRSS }, () =>
  process.disconnect(),
);
