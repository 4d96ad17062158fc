/** What `motifsmith engines` lists. */
import { expect, it } from 'vitest';
import { measureEngines } from '../../src/doctor/engine-speed.ts';
import { ENGINE_NAMES } from '../../src/engine/engine.ts';

it('lists every engine with its speed, or with what is missing', async () => {
  const reports = await measureEngines();
  expect(reports.map(({ name }) => name)).toEqual(ENGINE_NAMES);
  for (const report of reports) {
    if (report.works) {
      expect(report.neuronStepsPerSecond).toBeGreaterThan(0);
      expect(report.device === null).toBe(report.name !== 'webgpu');
    } else {
      // The other two run everywhere.
      expect(report.name).toBe('webgpu');
      expect(report.problem).toMatch(/graphics card|not installed/);
      expect(report.remedy).not.toBeNull();
    }
  }
  const speed = Object.fromEntries(
    reports.map((report) => [report.name, report.works ? report.neuronStepsPerSecond : 0]),
  );
  expect(speed.wasm).toBeGreaterThan(5 * speed.reference!);
});
