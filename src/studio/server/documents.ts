/** The JSON files of a run: each is read within a bound and checked against the schema of `run`. */
import { join } from 'node:path';
import type { Analysis } from '../../analysis/analysis.ts';
import { parseJson } from '../../files/read.ts';
import { parseAnalysis } from '../../run/analysis-file.ts';
import { parseStoredArchitecture, type StoredArchitecture } from '../../run/architecture-file.ts';
import { checkRunFile } from '../../run/run-record.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { parseSummary } from '../../run/schema/summary.ts';
import type { RunSettings, SummaryFile } from '../api/record.ts';
import { damagedFile, openRunFile } from './paths.ts';

/** What is served under the last part of an address. */
interface Documents {
  readonly record: RunSettings;
  readonly summary: SummaryFile;
  readonly architecture: StoredArchitecture;
  readonly analysis: Analysis;
}

export type DocumentName = keyof Documents;

const DOCUMENTS: {
  readonly [Name in DocumentName]: {
    readonly file: string;
    readonly parse: (value: unknown, path: string) => Documents[Name];
  };
} = {
  record: { file: RUN_FILES.config, parse: checkRunFile },
  summary: { file: RUN_FILES.summary, parse: parseSummary },
  architecture: { file: RUN_FILES.architecture, parse: parseStoredArchitecture },
  analysis: { file: RUN_FILES.analysis, parse: parseAnalysis },
};

export const isDocumentName = (name: string): name is DocumentName =>
  Object.hasOwn(DOCUMENTS, name);

/** Name of a document's file. */
export const documentFile = (name: DocumentName): string => DOCUMENTS[name].file;

/**
 * A document of a run.
 * @param limit bytes
 * @returns null if there is none
 * @throws MotifsmithError `artifact` naming the field if it is damaged
 */
export async function readDocument<Name extends DocumentName>(
  folder: string,
  name: Name,
  limit: number,
): Promise<Documents[Name] | null> {
  const { file, parse } = DOCUMENTS[name];
  const value = await readRunJson(folder, file, limit);
  return value === undefined ? null : parse(value, join(folder, file));
}

/**
 * The JSON in a file of a run, unchecked.
 * @returns undefined if there is none
 * @throws MotifsmithError `artifact` if it is not JSON or larger than `limit` bytes
 */
export async function readRunJson(folder: string, name: string, limit: number): Promise<unknown> {
  const path = join(folder, name);
  const opened = await openRunFile(folder, name);
  if (opened === null) return undefined;
  try {
    if (opened.bytes > limit) throw damagedFile(path, `has ${opened.bytes} bytes`);
    const content = Buffer.allocUnsafe(opened.bytes);
    const { bytesRead } = await opened.file.read(content, 0, opened.bytes, 0);
    return parseJson(content.subarray(0, bytesRead), path);
  } finally {
    await opened.file.close();
  }
}
