/** Waiting for a lock of another program, in the same words whatever waits. */
import { openWhenUnlocked, whenUnlocked, type Store } from '@ranksweep/store';
import { requireDatabase } from './withStore.ts';

export const waitingText = (isWaiting: boolean): string =>
  isWaiting
    ? 'Waiting: another program has locked the database. Nothing is lost; this goes on when it lets go.'
    : 'The database is free again.';

/** Has waiting told of on standard error. */
export const patience = { onWaiting: (isWaiting: boolean): void => console.error(waitingText(isWaiting)) };

/** Throws as `openStore` for writing. */
export const openPatiently = (path: string): Promise<Store> => openWhenUnlocked(path, patience);

/** @param work an operation of a store of `openPatiently`, which writes all or nothing */
export const patiently = <Result>(work: () => Result): Promise<Result> => whenUnlocked(work, patience);

/**
 * For commands that change what is there, and make no database where there is none.
 * @param work all that it writes is one transaction; it may be called again
 * @throws as `openStore` for reading and for writing
 */
export async function changeStore<Result>(path: string, work: (store: Store) => Result): Promise<Result> {
  requireDatabase(path);
  const store = await openPatiently(path);
  try {
    return await patiently(() => store.transaction(() => work(store)));
  } finally {
    store.close();
  }
}
