/** Script of the page that checks worked cases on the browser's WebGPU. */
import { type CaseReport, checkCase } from '../../src/conformance/conformance.ts';
import { createEngine } from '../../src/index.ts';

/** What the page does for the test. */
export type CheckCases = (cases: Readonly<Record<string, unknown>>) => Promise<CaseReport[]>;

const checkCases: CheckCases = async (cases) => {
  const engine = await createEngine('webgpu');
  const reports: CaseReport[] = [];
  for (const [name, content] of Object.entries(cases)) {
    reports.push(await checkCase(engine, content, name));
  }
  return reports;
};
Object.assign(globalThis, { checkCases });
