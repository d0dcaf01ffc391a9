import { mergeConfig } from 'vitest/config';
import base from '../vitest.base.ts';

// These run by themselves: what the main job left behind is looked at behind it (`npm run check-main-job`), and installing takes
// long (`npm run check-packages`, `npm run check-tensorflow`).
//
// Nx starts this project and the command's last, since no other depends on them: what is left then has both cores.
export default mergeConfig(base, {
  test: { isolate: true, maxWorkers: 2, exclude: ['mainJob/**', 'installed/**', 'tensorflow/**'] },
});
