import { defineConfig } from 'vitest/config';
import { ClosingLine } from './test/support/closing-line.ts';

const EVERY_TEST = ['*/test/**/*.test.ts', 'test/**/*.test.ts'];
/** They exchange a module of Node for a rig: those that run in the same process afterwards would get it too. */
const MOCKS_A_MODULE = ['ingest/test/journal/writer-fault.test.ts'];

// A deadline is for what will never come: what is only slow, on a machine that does other work too, is waited for.
const shared = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  pool: 'forks',
  expect: { poll: { timeout: 30_000, interval: 20 } },
} as const;

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
