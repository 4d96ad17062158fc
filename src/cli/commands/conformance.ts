/** `conformance`: an engine against worked cases. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type CaseReport, checkCase } from '../../conformance/conformance.ts';
import { EXIT_CODES, MotifsmithError } from '../../core/errors.ts';
import { parseJson } from '../../core/parse-json.ts';
import type { EngineName } from '../../engine/engine.ts';
import { createEngine } from '../../experiment/engines.ts';
import { counted, scientific } from '../../view/format.ts';
import { textTable } from '../../view/text-table.ts';
import { print, printJson } from '../output.ts';

export interface ConformanceCommandOptions {
  readonly engine: EngineName;
  readonly json?: boolean;
}

export async function conformanceCommand(
  paths: readonly string[],
  { engine: name, json }: ConformanceCommandOptions,
): Promise<void> {
  const engine = await createEngine(name, 1);
  const files = (await Promise.all(paths.map(caseFiles))).flat();
  const reports: CaseReport[] = [];
  for (const file of files) {
    const report = await checkCase(engine, await readCase(file), file);
    reports.push(report);
    if (!json) print(describe(report));
  }
  const failed = reports.filter(({ passed }) => !passed).length;
  if (json) {
    const document = {
      format: 'motifsmith-conformance',
      formatVersion: 1,
      engine: name,
      passed: failed === 0,
      cases: reports,
    };
    printJson(document, finiteOrText);
  } else {
    const verdict = failed === 0 ? 'all pass' : `${failed} failed`;
    print(`${counted(reports.length, 'case')} on the ${name} engine: ${verdict}\n`);
  }
  if (failed > 0) process.exitCode = EXIT_CODES.checkFailed;
}

/** The case files that a path names: itself, or the `.json` files of a folder, by name. */
async function caseFiles(path: string): Promise<string[]> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    // Reading it says what is wrong.
    () => false,
  );
  if (!isFolder) return [path];
  const names = (await readdir(path)).filter((name) => name.endsWith('.json')).sort();
  if (names.length > 0) return names.map((name) => join(path, name));
  throw new MotifsmithError('data', 'There are no case files in this folder.', {
    where: path,
    remedy: 'Give a folder with .json files, or the files.',
  });
}

/** JSON has no infinity, which means a difference beyond any tolerance. */
function finiteOrText(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

async function readCase(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw new MotifsmithError('data', `The case file cannot be read (${code}).`, {
      where: file,
      remedy: 'Check the path.',
      cause,
    });
  }
  try {
    return parseJson(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MotifsmithError('data', `The case file is not JSON: ${reason}.`, {
      where: file,
      remedy: 'Download or write it again.',
      cause,
    });
  }
}

function describe({ file, kind, passed, fields }: CaseReport): string {
  const rows = fields.map(({ field, passed: ok, absoluteError, relativeError, worst, problem }) => [
    `  ${ok ? 'ok  ' : 'FAIL'} ${field}`,
    scientific(absoluteError),
    scientific(relativeError),
    ok ? '' : (problem ?? `at ${worst}`),
  ]);
  const head = ['  field', 'largest error', '÷ tolerance', ''];
  return `${basename(file)} (${kind}): ${passed ? 'pass' : 'FAIL'}\n${textTable([head, ...rows])}\n\n`;
}
