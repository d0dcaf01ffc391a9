/** A small disk of its own for a database, which can be filled and made read-only without harm to others. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const SIZE = '96m';

export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * Mounts one where that is allowed.
 * @returns whether it is there
 */
export function mountSmallDisk(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  if (!isRoot()) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'ranksweep-chaos', folder], {
      stdio: 'ignore',
    });
    mounted.add(folder);
    return true;
  } catch {
    return false;
  }
}

export function unmount(folder: string): void {
  mounted.delete(folder);
  execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' });
}

const mounted = new Set<string>();
process.on('exit', () => mounted.forEach(unmount));
