/** Where builds of TensorFlow's native library are. */
import { join, resolve } from 'node:path';
import { cacheFolder } from '@ranksweep/machine';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The user's folder of builds, one folder each: RANKSWEEP_CUDA, or else `ranksweep/tfjs-cuda` in the user's cache. */
export function cudaFolder(env: Environment = process.env): string {
  return env.RANKSWEEP_CUDA ? resolve(env.RANKSWEEP_CUDA) : join(cacheFolder(env), 'tfjs-cuda');
}
