import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Examples import the package by name; tsconfig.json says where its sources are.
  resolve: { tsconfigPaths: true },
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});
