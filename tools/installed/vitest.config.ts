/** `npm run check-packages`: ranksweep as its users install it. It takes longer than other tests, so it runs by itself. */
import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

export default mergeConfig(base, {
  test: {
    globalSetup: './installPackages.ts',
    fileParallelism: false,
    isolate: true,
    testTimeout: 1_200_000, // the main job is one of them
  },
});
