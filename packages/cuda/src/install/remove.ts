/** Removes what was installed. */
import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lock } from './lock.ts';

/**
 * All builds, and what was downloaded for them. A TensorFlow that pip installed stays.
 * @returns the bytes that are free now; undefined where there was nothing
 * @throws InputError while another process installs
 */
export function removeBuilds(root: string): number | undefined {
  if (!existsSync(root)) return undefined;
  const unlock = lock(root);
  try {
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) =>
      lstatSync(join(root, name)),
    );
    rmSync(root, { recursive: true });
    return paths.reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
  } finally {
    unlock();
  }
}
