/** An open database for the time of a piece of work. */
import { openStore, type ReadOnlyStore, type Store } from '@ranksweep/store';

/** @throws InputError when there is no database that can be read at `path` */
export function withReadOnlyStore<Result>(path: string, work: (store: ReadOnlyStore) => Result): Result {
  const store = openStore(path, { readOnly: true });
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** For commands that change what is there, and make no database where there is none. Throws as `openStore` for either. */
export function withExistingStore<Result>(path: string, work: (store: Store) => Result): Result {
  requireDatabase(path);
  const store = openStore(path);
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** @throws InputError when there is no database that can be read at `path` */
export const requireDatabase = (path: string): void => withReadOnlyStore(path, () => undefined);
