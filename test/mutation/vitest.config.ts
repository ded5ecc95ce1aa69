import { defineConfig } from 'vitest/config';

/** Runs the tests that mutate.ts names. */
export default defineConfig({
  test: {
    include: process.env.MUTATION_TESTS!.split(' '),
    globalSetup: 'test/temporary.ts',
    testTimeout: 60_000,
  },
});
