/**
 * A clean install, then `npm test`: what a newcomer does, on a clean checkout. `.ci/run` and the
 * workflows run this script. Arguments are passed on to Vitest: `node scripts/ci.mjs --project browser`.
 *
 * Chromium is the one thing the tests use that npm cannot install. On Linux, as root, this installs it;
 * otherwise the tests in a browser are skipped where there is none.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const isOnPath = (name) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));

/** Runs a command line, and ends with its exit code if it fails. */
function run(command) {
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function hasChromium() {
  return Boolean(process.env.CHROMIUM) || CHROMIUM.some(isOnPath);
}

if (process.platform === 'linux' && !hasChromium()) {
  if (process.getuid() === 0 && isOnPath('apt-get')) {
    spawnSync('apt-get update && apt-get install -y --no-install-recommends chromium', {
      shell: true,
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  if (!hasChromium()) console.error('There is no Chromium: the tests in a browser are skipped.');
}

process.chdir(join(import.meta.dirname, '..'));
run('npm ci --no-audit --no-fund');
const parameters = process.argv.slice(2);
run(['npm test', ...(parameters.length > 0 ? ['--', ...parameters] : [])].join(' '));
