/**
 * Packs the package as npm publishes it and installs it in an empty project. It is compiled into a
 * folder of its own first: the working tree's `dist` may be older than its sources.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from './entry-points.ts';

const call = promisify(execFile);
const MEBIBYTE = 2 ** 20;

/** Runs a program to its end. @throws Error with all that it printed, unless it exits with 0 */
export async function run(
  program: string,
  parameters: readonly string[],
  folder: string,
): Promise<string> {
  try {
    // npm is a batch file on Windows, which only a shell starts.
    const shell = process.platform === 'win32' && program === 'npm';
    const options = { cwd: folder, maxBuffer: 64 * MEBIBYTE, shell };
    return (await call(program, [...parameters], options)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${parameters.join(' ')} failed:\n${stdout}${stderr}`, {
      cause: error,
    });
  }
}

/** What `npm pack --json` says of a tarball. */
export interface Tarball {
  readonly filename: string;
  /** Bytes, packed. */
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

async function pack(folder: string, ...more: readonly string[]): Promise<Tarball> {
  return JSON.parse(await run('npm', ['pack', '--json', '--ignore-scripts', ...more], folder))[0];
}

/** What would be packed of the working tree as it is; nothing is written. */
export function packedFromTree(): Promise<Tarball> {
  return pack(PROJECT, '--dry-run');
}

export interface Installation {
  readonly tarball: Tarball;
  /** Where the tarball is. */
  readonly file: string;
  /** A project with nothing but the package. */
  readonly folder: string;
  remove(): void;
}

export async function installPackage(): Promise<Installation> {
  const root = mkdtempSync(join(tmpdir(), 'motifsmith-package-'));
  const [staged, folder] = [join(root, 'package'), join(root, 'project')];
  mkdirSync(staged);
  mkdirSync(folder);
  const compiler = join(PROJECT, 'node_modules/typescript/bin/tsc');
  const compile = [compiler, '-p', join(PROJECT, 'tsconfig.build.json')];
  await run(process.execPath, [...compile, '--outDir', join(staged, 'dist')], PROJECT);
  const page = [
    '-c',
    'src/studio/page/vite.config.ts',
    '--outDir',
    join(staged, 'dist/studio/page'),
  ];
  const bundler = join(PROJECT, 'node_modules/vite/bin/vite.js');
  await run(process.execPath, [bundler, 'build', ...page], PROJECT);
  const { files } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
  const texts = files.filter((name: string) => name !== 'dist' && !name.startsWith('!'));
  for (const name of ['package.json', ...texts]) {
    cpSync(join(PROJECT, name), join(staged, name), { recursive: true });
  }
  const tarball = await pack(staged, '--pack-destination', root);
  const empty = { name: 'consumer', version: '1.0.0', private: true, type: 'module' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(empty));
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...quiet, join(root, tarball.filename)], folder);
  const remove = () => rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  return { tarball, file: join(root, tarball.filename), folder, remove };
}
