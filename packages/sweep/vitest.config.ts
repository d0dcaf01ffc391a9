import { defineConfig } from 'vitest/config';

// Tests start worker threads and whole runs; a busy machine may take its time.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });
