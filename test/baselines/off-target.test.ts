import { expect, test } from 'vitest';
import { offTarget } from '../../src/baselines/reservoir/off-target.ts';

const calibrated = (meanRate: number) => ({
  ...({ event: 'calibrated', stage: 'calibrate', epoch: 1 } as const),
  ...{ inputGain: 0.0625, meanRate, targetRate: 0.05 },
});

test('a liquid far from its target gets a remedy', () => {
  const loud = offTarget(calibrated(0.3))!;
  expect(loud.message).toMatch(/fires 0\.3 spikes .* not 0\.05: it keeps itself firing/);
  expect(loud.remedy).toMatch(/nearer to 0.*calibrate=plasticity/);
  const silent = offTarget(calibrated(0.01))!;
  expect(silent.message).toMatch(/silent/);
  expect(silent.remedy).toMatch(/inputWeight/);
  for (const rate of [0.03, 0.05, 0.099]) expect(offTarget(calibrated(rate))).toBeNull();
});
