/** Loads TensorFlow.js from npm's packages, which nothing needs that does not compute with it. */
import { createRequire } from 'node:module';
import type { TensorFlow } from '../tensorflow.ts';

/** They are CommonJS, and share one instance of the core with what is required beside them. */
const load = createRequire(import.meta.url);

export const requireCore = (): TensorFlow => load('@tensorflow/tfjs-core') as TensorFlow;

/** Registers the backend of a package. */
export function requireBackend(name: 'cpu' | 'wasm' | 'webgpu'): void {
  load(`@tensorflow/tfjs-backend-${name}`);
}

export function isInstalled(name: string): boolean {
  try {
    load.resolve(name);
    return true;
  } catch {
    return false;
  }
}
