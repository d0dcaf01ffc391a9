/** An open database for the time of a piece of work. */
import { openStore, type ReadOnlyStore } from '@ranksweep/store';

/** @throws InputError when there is no database that can be read at `path` */
export function withReadOnlyStore<Result>(path: string, work: (store: ReadOnlyStore) => Result): Result {
  const store = openStore(path, { readOnly: true });
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** @throws InputError when there is no database that can be read at `path` */
export const requireDatabase = (path: string): void => withReadOnlyStore(path, () => undefined);
