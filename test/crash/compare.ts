/**
 * Compares every byte below two folders. Only what is listed here may differ: figures that depend on a
 * clock, logs of processes, checkpoints between the ends of stages, which are made wherever a run is stopped, and what a
 * repair has set aside: a repair that was killed may go on as a resumed run.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** Fields that hold seconds of a clock, by the name of the file. */
const CLOCK_FIELDS: readonly (readonly [file: RegExp, fields: readonly string[]])[] = [
  [/(^|\/)summary\.json$/, ['timing', 'seconds']],
  // With its hash over the rest, seconds included.
  [/(^|\/)checkpoints\/\d+\.json$/, ['seconds', 'sha256']],
];

/** Files that hold nothing but what a run has cost. */
const COST_FILES = /(^|\/)cost\.(json|csv|md)$/;

const SET_ASIDE = /\.(damaged|before-repair)-\d+$/;
/** What processes have printed, each start after the one before. */
const LOG = /(^|\/)process\.log$/;

const CHECKPOINT = /(^|\/)checkpoints\/\d+\.(json|safetensors)$/;

/** Names of all files and empty folders below a folder, ascending. */
function namesBelow(folder: string): string[] {
  const names: string[] = [];
  const visit = (path: string) => {
    const entries = readdirSync(path, { withFileTypes: true });
    if (entries.length === 0 && path !== folder) names.push(`${relative(folder, path)}/`);
    for (const entry of entries) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) visit(inner);
      else names.push(relative(folder, inner));
    }
  };
  visit(folder);
  return names.sort();
}

/** What a file holds apart from the clock, as text or bytes that can be compared. */
function timeless(folder: string, name: string): Buffer {
  const bytes = readFileSync(join(folder, name));
  // The studio writes in which folder of the harness its runs are.
  if (basename(name) === 'config.json') {
    return Buffer.from(
      bytes.toString('utf8').replace(/"output": ".*\/trials\/[^/]*/, '"output": "'),
    );
  }
  const fields = CLOCK_FIELDS.find(([file]) => file.test(name))?.[1];
  if (fields === undefined) return bytes;
  const text = JSON.stringify(JSON.parse(bytes.toString('utf8')), (key, value) =>
    fields.includes(key) ? undefined : value,
  );
  return Buffer.from(text);
}

/** A checkpoint that marks no end of a stage. */
function isPassing(folder: string, name: string): boolean {
  if (!CHECKPOINT.test(name)) return false;
  const header = join(folder, dirname(name), `${basename(name).split('.')[0]}.json`);
  // Tensors alone are no checkpoint.
  return existsSync(header) && JSON.parse(readFileSync(header, 'utf8')).stageEnd === false;
}

/** @returns what differs, in words; empty if nothing does */
export function differences(expected: string, found: string): string[] {
  const compared = (folder: string) =>
    new Set(namesBelow(folder).filter((name) => !SET_ASIDE.test(name) && !LOG.test(name)));
  const [wanted, present] = [compared(expected), compared(found)];
  const result: string[] = [];
  for (const name of wanted) {
    if (present.has(name)) {
      if (COST_FILES.test(name) || name.endsWith('/')) continue;
      const [before, after] = [timeless(expected, name), timeless(found, name)];
      if (!before.equals(after)) result.push(`${name} differs${place(before, after)}`);
    } else if (!isPassing(expected, name)) result.push(`${name} is missing`);
  }
  for (const name of present) {
    if (wanted.has(name)) continue;
    const bytes = name.endsWith('/') ? 0 : statSync(join(found, name)).size;
    if (!isPassing(found, name)) result.push(`${name} is left over (${bytes} bytes)`);
  }
  return result;
}

function place(before: Buffer, after: Buffer): string {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  return ` from byte ${at} (${before.length} and ${after.length} bytes)`;
}
