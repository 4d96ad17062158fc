/**
 * Checks every import under `src` against `scripts/rooms.mjs`: a room imports only the rooms that
 * the table allows, type imports included; a pure room imports no Node built-in; and no files import
 * each other in a circle. A package that a room lists as its own is imported nowhere else. `--table` prints the table as Markdown; `--write` writes it into ARCHITECTURE.md.
 *
 * A parser and 80 lines, because dependency-cruiser needs the compiler API, which TypeScript 7 does
 * not have, and Biome wants the table once per room, turned inside out.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';
import { ROOMS } from './rooms.mjs';

const names = Object.keys(ROOMS).sort((a, b) => b.length - a.length);
const roomOf = (file) => names.find((name) => file === name || file.startsWith(`${name}/`));

/** What a file imports or exports from elsewhere, types and dynamic imports included. */
function specifiers(file) {
  const text = readFileSync(`src/${file}`, 'utf8');
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
    text.slice(start + 1, end - 1),
  );
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
  );
  const imported = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
  return [...new Set([...imported, ...exported, ...dynamic])];
}

const files = readdirSync('src', { recursive: true })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('kernels/assembly/'));
const imports = new Map();
const problems = [];

for (const file of files) {
  const room = roomOf(file);
  if (room === undefined) {
    problems.push(`src/${file}: in no room of scripts/rooms.mjs`);
    continue;
  }
  const { runs, imports: allowed } = ROOMS[room];
  const targets = [];
  for (const specifier of specifiers(file)) {
    if (!specifier.startsWith('.')) {
      if (isBuiltin(specifier) && runs !== 'Node' && !ROOMS[room].nodeFiles?.includes(file)) {
        problems.push(`src/${file}: ${room} is ${runs}, so it cannot import ${specifier}`);
      }
      const owner = Object.keys(ROOMS).find((name) => ROOMS[name].packages?.includes(specifier));
      if (owner !== undefined && owner !== room) {
        problems.push(`src/${file}: only ${owner} may import ${specifier}`);
      }
      continue;
    }
    const target = posix.join(posix.dirname(file), specifier);
    targets.push(target);
    const other = roomOf(target);
    if (other !== undefined && other !== room && !allowed.includes(other)) {
      problems.push(`src/${file}: ${room} may not import ${other} (${specifier})`);
    }
  }
  imports.set(file, targets);
}

/** Depth first; a file met again on the way down closes a circle. */
const done = new Set();
function visit(file, path) {
  const at = path.indexOf(file);
  if (at >= 0) problems.push(`circle: ${[...path.slice(at), file].join(' → ')}`);
  if (at >= 0 || done.has(file)) return;
  for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
  done.add(file);
}
for (const file of files) visit(file, []);

/** The table as Markdown, with a line break at the end. */
function table() {
  const rows = Object.entries(ROOMS).map(([name, { runs, holds, imports: allowed }]) => {
    const list = [...new Set(allowed)].map((other) => `\`${other}\``).join(' ') || '–';
    return `| \`${name}\` | ${runs} | ${holds} | ${list} |\n`;
  });
  return `| room | runs in | holds | may import |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}

if (process.argv.includes('--table')) process.stdout.write(table());
if (process.argv.includes('--write')) {
  const text = readFileSync('ARCHITECTURE.md', 'utf8');
  const shown = /(?<=^<!-- rooms:.*-->\n).*?(?=^<!-- \/rooms -->)/ms;
  writeFileSync(
    'ARCHITECTURE.md',
    text.replace(shown, () => table()),
  );
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
