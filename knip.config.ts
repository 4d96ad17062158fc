/**
 * What counts as used. `knip` finds files, exports and dependencies that nothing uses; `knip --production`
 * counts the use by the package alone, and so finds code that only tests keep alive. A part of a file
 * may be exported for its test, as long as the file itself uses it.
 */
import type { KnipConfig } from 'knip';

export default ({ production = false }: { readonly production?: boolean }): KnipConfig => ({
  entry: [
    'src/index.ts!',
    'src/entries/*.ts!',
    'src/cli/main.ts!',
    'src/study/worker.ts!',
    'src/studio/server/sample-reader.ts!',
    'src/studio/server/data-reader.ts!',
    // Otherwise found through Vite's configuration, which is not part of production.
    ...(production ? ['src/studio/page/main.tsx!'] : []),
    'bench/{run,decoders}.ts',
    'bench/processes/*.ts',
    'examples/*',
    'scripts/*.{mjs,ts}',
    'scripts/api-reference/*.mjs',
    'test/package/consumer/*.ts',
  ],
  project: [
    'src/**/*.{ts,tsx}!',
    '!src/studio/page/vite.config.ts!',
    '{bench,test}/**/*.{ts,tsx}',
    'examples/*',
    'scripts/**/*.{mjs,ts}',
  ],
  ignore: ['src/kernels/assembly/**'],
  ignoreDependencies: [
    '@arethetypeswrong/cli',
    'assemblyscript',
    'motifsmith-api-reference',
    'typedoc',
  ],
  ignoreIssues: { 'test/package/consumer/program.ts': ['duplicates'] },
  ignoreBinaries: ['mkfifo', 'mount', 'openssl', 'redis-server', 'script', 'umount', 'unshare'],
  ignoreExportsUsedInFile: production,
});
