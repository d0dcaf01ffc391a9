import { defineConfig } from 'vitest/config';

// mainJob looks at what the main job left behind, so it runs behind it, by `npm run check-main-job`.
export default defineConfig({ test: { exclude: ['mainJob/**'], testTimeout: 60_000 } });
