import { defineConfig } from 'vitest/config';
import { ClosingLine } from './test/support/closing-line.ts';

const EVERY_TEST = ['*/test/**/*.test.ts', 'test/**/*.test.ts'];
/** They exchange a module of Node for a rig: those that run in the same process afterwards would get it too. */
const MOCKS_A_MODULE = ['ingest/test/journal/writer-fault.test.ts'];

const shared = { testTimeout: 20_000, hookTimeout: 60_000, pool: 'forks' } as const;

export default defineConfig({
  test: {
    // One more than the two cores that the tests must do with: much of their time is waiting for servers they started.
    maxWorkers: 3,
    reporters: ['default', new ClosingLine()],
    projects: [
      {
        test: {
          ...shared,
          name: 'one process',
          include: EVERY_TEST,
          exclude: ['**/node_modules/**', ...MOCKS_A_MODULE],
          // What one file has loaded serves the next: a third of all the time went into loading it again.
          isolate: false,
        },
      },
      { test: { ...shared, name: 'own process', include: MOCKS_A_MODULE } },
    ],
  },
});
