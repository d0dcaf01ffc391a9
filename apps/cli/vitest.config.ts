import { defineConfig } from 'vitest/config';

// Every test starts the program; a busy machine may take its time.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000 } });
