/** `ranksweep restore`: a backup in the database's place. */
import { InputError } from '@ranksweep/core';
import { restore as restoreDatabase, type Restored } from '@ranksweep/store';
import { countOf, formatBytes } from '@ranksweep/text';
import type { ExitStatus } from '../exitStatus.ts';
import { interruptible } from '../interruptible.ts';
import { print } from '../render/print.ts';

export interface RestoreOptions {
  readonly force?: boolean;
  readonly db: string;
}

/** @throws InputError, with nothing changed, for a backup that is not sound, or a database in use or with more in it */
export function restore(backup: string, { force = false, db }: RestoreOptions): Promise<ExitStatus> {
  return interruptible(async (signal) => {
    const restored = await restoreDatabase(backup, db, { force, signal });
    print(`${db}: ${formatBytes(restored.bytes)}, a sound copy of ${backup}`);
    for (const line of linesOf(restored)) print(line);
  });
}

function linesOf({ replaced, lost }: Restored): string[] {
  if (replaced === undefined) return [];
  return [
    `What was there before is now ${replaced}, with its log beside it.`,
    ...(lost instanceof InputError ? [`What it has could not be compared: ${lost.message}`] : []),
    ...(typeof lost === 'number' && lost > 0
      ? [`It has ${countOf(lost, 'run')} that the backup has not, or not as far.`]
      : []),
  ];
}
