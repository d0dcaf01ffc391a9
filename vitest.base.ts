/** What all projects' tests have in common. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Tests read what commands print, wherever they run: nx asks for colours, and Node warns on stderr where both are set.
process.env.NO_COLOR = '1';
delete process.env.FORCE_COLOR;

// Processes that tests start spend half of their time on reading TypeScript, unless it is kept. Coverage would be less exact.
if (!process.argv.includes('--coverage'))
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/tests', import.meta.url));

// No test fails because the machine is slow: a time limit is there to end what would never end.
export default defineConfig({
  resolve: {
    alias: [
      {
        find: /^fast-check$/,
        replacement: fileURLToPath(new URL('tools/support/fastCheck.ts', import.meta.url)),
      },
    ],
  },
  test: {
    // A process for each file would load the same modules for each: half of the time of the tests of most projects.
    isolate: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Below the test's own, so that what was waited for is told.
    expect: { poll: { timeout: 240_000 } },
  },
});
