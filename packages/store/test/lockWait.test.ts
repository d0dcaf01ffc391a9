import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { isLocked, openStore, openWhenUnlocked, whenUnlocked } from '../src/index.ts';
import { addRun, newSweep, temporaryFolder } from './support/fixtures.ts';

/** Another program's connection, which has locked the database. */
function locked(path: string): Database.Database {
  const other = new Database(path);
  onTestFinished(() => void other.close());
  other.exec('BEGIN EXCLUSIVE');
  return other;
}

function storeWithRun(name = 'a.db'): string {
  const path = join(temporaryFolder(), name);
  const store = openStore(path);
  addRun(store);
  store.close();
  return path;
}

/** Tells whether it waits, and has the other program let go when it does. */
function patienceWith(other: Database.Database): {
  readonly told: boolean[];
  readonly onWaiting: (isWaiting: boolean) => void;
} {
  const told: boolean[] = [];
  const onWaiting = (isWaiting: boolean): void => {
    told.push(isWaiting);
    if (isWaiting) other.exec('COMMIT');
  };
  return { told, onWaiting };
}

it('waits where a new database is being made', async () => {
  const path = join(temporaryFolder(), 'new.db');
  const other = locked(path);
  const { told, onWaiting } = patienceWith(other);
  const store = await openWhenUnlocked(path, { onWaiting });
  expect(store.sweeps()).toEqual([]);
  expect(told).toEqual([true, false]);
  store.close();
});

it.each(['merge', 'delete', 'vacuum', 'upsert'] as const)(
  'waits for a lock at the beginning of %s, tells of it, and then does all of it',
  async (operation) => {
    const path = storeWithRun();
    const from = storeWithRun('other.db');
    const store = await openWhenUnlocked(path);
    onTestFinished(() => store.close());
    const other = locked(path);
    const { told, onWaiting } = patienceWith(other);
    const work = {
      merge: () => store.mergeFrom(from).kept,
      delete: () => (store.deleteStep({ sweepIds: [1] }) ? -1 : store.sweeps().length),
      vacuum: () => (store.vacuum(), 0),
      upsert: () => store.upsertSweep({ ...newSweep, specHash: 'new' }),
    };
    const expected = { merge: 1, delete: 0, vacuum: 0, upsert: 2 };
    expect(await whenUnlocked(work[operation], { onWaiting })).toBe(expected[operation]);
    expect(told).toEqual([true, false]);
  },
);

it('waits for a lock of the database that is merged', async () => {
  const [path, from] = [storeWithRun(), storeWithRun('other.db')];
  const store = await openWhenUnlocked(path);
  onTestFinished(() => store.close());
  const other = new Database(from);
  onTestFinished(() => void other.close());
  other.pragma('locking_mode = EXCLUSIVE');
  other.exec('BEGIN EXCLUSIVE; DELETE FROM tags; COMMIT'); // from now on it keeps the lock
  const told: boolean[] = [];
  const onWaiting = (isWaiting: boolean): void => {
    told.push(isWaiting);
    if (isWaiting) other.close();
  };
  expect((await whenUnlocked(() => store.mergeFrom(from), { onWaiting })).kept).toBe(1);
  expect(told).toEqual([true, false]);
});

it('is interrupted, with nothing written', async () => {
  const path = storeWithRun();
  const store = await openWhenUnlocked(path);
  onTestFinished(() => store.close());
  locked(path);
  const controller = new AbortController();
  const upsert = whenUnlocked(() => store.upsertSweep({ ...newSweep, specHash: 'new' }), {
    onWaiting: () => controller.abort(new Error('enough')),
    signal: controller.signal,
  });
  await expect(upsert).rejects.toThrow('enough');
  expect(store.sweeps()).toHaveLength(1);
});

it('waits for nothing but locks', async () => {
  await expect(
    whenUnlocked(() => {
      throw new Error('no room');
    }),
  ).rejects.toThrow('no room');
});

it('is the same error whether a lock is met at opening or later', async () => {
  const path = join(temporaryFolder(), 'new.db');
  locked(path);
  const opening = (): unknown => openStore(path, { waitMs: 0 });
  expect(opening).toThrow(`another program has locked ${path}`);
  try {
    opening();
  } catch (error) {
    expect(isLocked(error)).toBe(true);
  }
});
