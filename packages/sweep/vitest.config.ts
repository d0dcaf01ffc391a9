import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

// Some files register engines, or change the environment.
export default mergeConfig(base, { test: { isolate: true } });
