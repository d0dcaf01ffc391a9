/** `npm run coverage`: which lines the tests of all projects reach, themselves or through threads. Processes that they start are not seen. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    projects: ['packages/*', 'apps/*', 'tools/vitest.config.ts'],
    coverage: {
      provider: 'v8',
      include: ['**/src/**/*.ts'], // below each project's folder,
      reporter: ['text-summary', 'html'],
      reportsDirectory: '.coverage',
    },
  },
});
