import { mergeConfig } from 'vitest/config';
import base from '../vitest.base.ts';

// These run by themselves: what the main job left behind is looked at behind it (`npm run check-main-job`), and installing takes
// long (`npm run check-packages`, `npm run check-tensorflow`).
export default mergeConfig(base, { test: { exclude: ['mainJob/**', 'installed/**', 'tensorflow/**'] } });
