import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Examples import the package by name; tsconfig.json says where its sources are.
  resolve: { tsconfigPaths: true },
  // Chromium, compilers and whole studies on a machine that has other things to do.
  test: { include: ['test/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});
