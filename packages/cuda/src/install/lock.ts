/** One process at a time installs into a folder. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { currentProcess, hasEnded, type ProcessIdentity } from '@ranksweep/machine';

/**
 * @param root exists
 * @returns what unlocks it
 * @throws InputError while another process has the lock; that of one that has ended is taken over
 */
export function lock(root: string): () => void {
  const path = join(root, '.lock');
  const holder = readHolder(path);
  if (holder !== undefined && hasEnded(holder)) rmSync(path, { force: true });
  try {
    writeFileSync(path, JSON.stringify(currentProcess()), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const who = holder === undefined ? '' : ` (process ${holder.pid})`;
    throw new InputError(
      `${root}: expected no other process that installs into it, found one${who}: wait for it; ` +
        `where there is none, remove ${path}`,
    );
  }
  return () => rmSync(path, { force: true });
}

function readHolder(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined; // None, or one that is being written.
  }
}
