import { defineConfig } from 'vitest/config';

/** `npm test` leaves out `*.long.test.ts`: whole builds again and again, a fleet, faults. `npm run test:all` does not. */
export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: mode === 'short' ? ['test/**/*.long.test.ts'] : [],
    globalSetup: 'test/temporary.ts',
    maxWorkers: '100%', // on two cores vitest would use one
    // Builds in child processes share two cores with the other files.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
}));
