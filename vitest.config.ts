import { defineConfig } from 'vitest/config';

/** Chromium, compilers and whole studies on a machine that has other things to do. */
const timeouts = { testTimeout: 120_000, hookTimeout: 120_000 };
/** A cache of decoded data for the tests alone. */
const cache = 'test/cache-folder.ts';
/** Where the package is compiled once, for tests that start it as a process. */
const globalSetup = [cache, 'test/integration/compile.ts'];
const BROWSER = ['test/browser/**/*.test.ts'];
const INTEGRATION = [
  'test/integration/**/*.test.ts',
  'test/package/**/*.test.ts',
  'test/fuzz/**/*.test.ts',
  'test/crash/**/*.test.ts',
  'test/queue/**/*.test.ts',
];

export default defineConfig({
  // Examples import the package by name; tsconfig.json says where its sources are.
  resolve: { tsconfigPaths: true },
  test: {
    // What is waited for may take its time on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...BROWSER, ...INTEGRATION],
          globalSetup: [cache],
          ...timeouts,
        },
      },
      {
        extends: true,
        test: { name: 'integration', include: INTEGRATION, globalSetup, ...timeouts },
      },
      { extends: true, test: { name: 'browser', include: BROWSER, globalSetup, ...timeouts } },
    ],
  },
});
