/** TensorFlow.js from npm's packages, which are loaded where something computes with them. */
import { createRequire } from 'node:module';
import type { TensorFlow } from '../tensorflow.ts';

/** The backends register themselves with this one instance. */
export const loadCore = async (): Promise<TensorFlow> => (await import('@tensorflow/tfjs-core')).default;

const { resolve } = createRequire(import.meta.url);

export function isInstalled(name: string): boolean {
  try {
    resolve(name);
    return true;
  } catch {
    return false;
  }
}
