import { defineConfig } from 'vitest/config';

/** `npm run fuzz`: ten thousand mutants a target, or FUZZ_CASES. */
export default defineConfig({
  test: {
    include: ['test/fuzz/*.test.ts'],
    globalSetup: 'test/temporary.ts',
    env: { FUZZ_CASES: process.env.FUZZ_CASES ?? '10000' },
    reporters: ['verbose'],
  },
});
