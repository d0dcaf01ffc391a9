import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

// One file registers a kind, which others would find among all.
export default mergeConfig(base, { test: { isolate: true } });
