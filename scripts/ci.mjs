/**
 * A clean install, then `npm test`: what a newcomer does, on a clean checkout. `.ci/run` and the
 * workflows run this script. Arguments are passed on to Vitest: `node scripts/ci.mjs --project browser`.
 *
 * Chromium, Vulkan's loader, Redis and Slurm are what the tests use that npm cannot install. On Linux, as root, this installs them;
 * otherwise the tests that need one are skipped where it is missing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const VULKAN = ['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/libvulkan.so.1`);

const isOnPath = (name) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));

/** Runs a command line, and ends with its exit code if it fails. */
function run(command) {
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** What the tests need, and the package of Debian that has it. */
const PROGRAMS = [
  {
    isThere: () => Boolean(process.env.CHROMIUM) || CHROMIUM.some(isOnPath),
    install: 'chromium',
    without: 'There is no Chromium: the tests in a browser are skipped.',
  },
  {
    isThere: () => VULKAN.some(existsSync),
    install: 'libvulkan1',
    without: 'There is no Vulkan loader: the tests of the engine for graphics cards are skipped.',
  },
  {
    isThere: () => isOnPath('redis-server'),
    install: 'redis-server',
    without: 'There is no redis-server: the tests of queues are skipped.',
  },
  {
    isThere: () => isOnPath('slurmctld'),
    install: 'slurm-wlm munge',
    without: 'There is no Slurm: the tests on it are skipped.',
  },
];

const missing = () => PROGRAMS.filter(({ isThere }) => !isThere());
if (process.platform === 'linux' && missing().length > 0) {
  if (process.getuid() === 0 && isOnPath('apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (command) =>
      spawnSync(`apt-get ${command}`, { shell: true, stdio: 'inherit', env });
    apt('update');
    // One by one: a system that lacks one may have the others.
    for (const { install } of missing()) apt(`install -y --no-install-recommends ${install}`);
  }
  for (const { without } of missing()) console.error(without);
}

process.chdir(join(import.meta.dirname, '..'));
run('npm ci --no-audit --no-fund');
const parameters = process.argv.slice(2);
run(['npm test', ...(parameters.length > 0 ? ['--', ...parameters] : [])].join(' '));
