import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/temporary.ts',
    // Builds in child processes share two cores with the other files.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
