import { mergeConfig } from 'vitest/config';
import base from '../vitest.base.ts';

// mainJob looks at what the main job left behind, so it runs behind it, by `npm run check-main-job`.
export default mergeConfig(base, { test: { exclude: ['mainJob/**'] } });
