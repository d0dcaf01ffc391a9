/** TensorFlow's native library as `install-cuda` builds it. It takes minutes, so it runs by itself. */
import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

export default mergeConfig(base, {
  test: { globalSetup: './installTensorflow.ts', fileParallelism: false, testTimeout: 1_200_000 },
});
