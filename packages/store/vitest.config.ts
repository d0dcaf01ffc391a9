import { defineConfig } from 'vitest/config';

// Some tests start processes of their own, which takes seconds on a machine that is busy.
export default defineConfig({ test: { testTimeout: 30_000 } });
