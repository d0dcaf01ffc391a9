import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

// TensorFlow.js keeps one memory for all that a process computes.
export default mergeConfig(base, { test: { isolate: true } });
