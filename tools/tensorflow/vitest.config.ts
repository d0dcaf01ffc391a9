/**
 * `npm run check-tensorflow`: TensorFlow's native library as `install-cuda` builds it, and then on it the suite that all engines pass,
 * all of its cases. It takes minutes, so it runs by itself.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

export default defineConfig({
  test: {
    globalSetup: './installTensorflow.ts',
    projects: [
      mergeConfig(base, {
        test: { name: 'build', isolate: true, include: ['*.test.ts'], testTimeout: 1_200_000 },
      }),
      mergeConfig(base, {
        root: fileURLToPath(new URL('../../packages/engine', import.meta.url)),
        test: {
          name: 'engine suite',
          isolate: true,
          include: ['test/suite/*.test.ts'],
          env: { SUITE_ENGINES: 'tfjs-native' },
          maxWorkers: 2, // 250 seconds of a processor's time
          // One of the others moves the build for a while.
          sequence: { groupOrder: 1 },
        },
      }),
    ],
  },
});
