/** Collects what tasks on a cluster publish, for as long as the process that asks for it. Arguments: the database, and that process. */
import { openWhenUnlocked, whenUnlocked } from '@ranksweep/store';
import { endWithParent } from '@ranksweep/store/endWithParent';
import { followSweep, slurmFolders } from '@ranksweep/sweep';

const [db, parent] = process.argv.slice(2) as [string, string];
endWithParent(Number(parent));
const folders = slurmFolders(db);
if (folders.length > 0) {
  const store = await openWhenUnlocked(db);
  const { signal } = new AbortController();
  await Promise.allSettled(
    folders.map((folder) => followSweep(store, folder, { signal, whenFree: (work) => whenUnlocked(work) })),
  );
  store.close();
}
