/** Collects what tasks on a cluster publish, for as long as the process that asks for it. Arguments: the database, and that process. */
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openWhenUnlocked, whenUnlocked, type Store } from '@ranksweep/store';
import { endWithParent } from '@ranksweep/store/endWithParent';
import { followSweep, slurmFolders, type SlurmFolder } from '@ranksweep/sweep';

/** How often to look for sweeps that were submitted meanwhile. */
const LOOK_EVERY_MS = 5000;

const [db, parent] = process.argv.slice(2) as [string, string];
endWithParent(Number(parent));
try {
  await collect();
} catch (error) {
  console.error((error as Error).message);
  process.exit();
}

async function collect(): Promise<never> {
  const followed = new Set<string>();
  let store: Store | undefined;
  for (;;) {
    for (const folder of slurmFolders(db)) {
      const name = nameOf(folder);
      if (name === undefined || followed.has(name)) continue;
      store ??= await openWhenUnlocked(db);
      followed.add(name);
      follow(store, folder);
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** One that cannot be followed does not hold up the others. */
function follow(store: Store, folder: SlurmFolder): void {
  const { signal } = new AbortController();
  followSweep(store, folder, { signal, whenFree: (work) => whenUnlocked(work) }).catch((error: Error) =>
    console.error(`${folder.path}: ${error.message}`),
  );
}

/** A sweep that is submitted again has another folder at the same place. Undefined if the folder has just been put aside. */
function nameOf({ path, sweepFile }: SlurmFolder): string | undefined {
  const found = statSync(sweepFile, { throwIfNoEntry: false });
  return found && `${path} ${found.ino} ${found.mtimeMs}`;
}
