/** Clock, terminal and browser. */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Finding, ok, warning } from './finding.ts';

/** Before Motifsmith existed, and later than it will be used. */
const [EARLIEST, LATEST] = [Date.UTC(2024, 0), Date.UTC(2100, 0)];

/** Results depend on no clock, but records and file names have dates. */
export function clock(now = Date.now()): Finding {
  const finding = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  return now > EARLIEST && now < LATEST
    ? ok(finding)
    : warning(finding, 'Set the clock: dates of runs would be wrong.');
}

export interface TerminalFacts {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly colours: boolean;
  readonly utf8: boolean;
}

/** The first of the variables that is set decides about the character set. */
function isUtf8({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  return process.platform === 'win32' || /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}

function terminalFacts(): TerminalFacts {
  const { isTTY, columns } = process.stderr;
  return {
    isTerminal: isTTY === true,
    columns: columns ?? 0,
    colours: isTTY === true && process.stderr.hasColors(),
    utf8: isUtf8(process.env),
  };
}

/** Progress bars and motifs are drawn with characters beyond ASCII, on 80 columns. */
export function terminal(facts: TerminalFacts = terminalFacts()): Finding {
  const { isTerminal, columns, colours, utf8 } = facts;
  if (!isTerminal) return ok('none, so progress is printed line by line');
  const finding = `${columns} columns, ${colours ? 'colours' : 'no colours'}`;
  if (!utf8) return warning(`${finding}, not UTF-8`, 'Run `export LC_ALL=C.UTF-8`.');
  if (columns < 80) return warning(finding, 'Make it 80 columns wide, or use --quiet.');
  return ok(`${finding}, UTF-8`);
}

/** Where a browser is looked for on Linux and other Unixes; macOS and Windows have one. */
const BROWSERS = [
  'x-www-browser',
  'firefox',
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'brave-browser',
];

/** The studio opens its page in the default browser. */
export async function browser(env: NodeJS.ProcessEnv = process.env): Promise<Finding> {
  if (process.platform === 'darwin' || process.platform === 'win32') {
    return ok('that of the system');
  }
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) {
    return ok('no desktop, so `motifsmith studio` only prints its address');
  }
  for (const name of BROWSERS) {
    for (const folder of (env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name);
      const found = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (found) return ok(path);
    }
  }
  return warning('none found', 'Install one, or open the address that `motifsmith studio` prints.');
}
