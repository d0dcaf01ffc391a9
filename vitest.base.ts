/** What all projects' tests have in common. */
import { defineConfig } from 'vitest/config';

// Node would warn of both on stderr of every process that a test starts; nx sets the second.
if (process.env.NO_COLOR) delete process.env.FORCE_COLOR;

// No test fails because the machine is slow: a time limit is there to end what would never end.
export default defineConfig({
  test: {
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Below the test's own, so that what was waited for is told.
    expect: { poll: { timeout: 240_000 } },
  },
});
