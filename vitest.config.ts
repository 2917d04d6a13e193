import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The end-to-end tests start processes; more workers than two would only wait for each other on two cores.
    maxWorkers: 2,
    // None takes this long; a busy machine must not make one fail.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
