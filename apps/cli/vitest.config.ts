import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

// Most of the time is spent in processes that tests start and wait for, and it is more than that of all other projects.
export default mergeConfig(base, {
  test: { isolate: true, maxWorkers: 2, globalSetup: './test/support/runSmallSweep.ts' },
});
