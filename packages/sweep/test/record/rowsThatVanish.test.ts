/** What a sweep says of rows and files that another program takes away while it goes on. */
import { statSync, truncateSync } from 'node:fs';
import { query, type Store } from '@ranksweep/store';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { run, smallSweep, temporaryStore } from '../support/sweeps.ts';

/** Runs a sweep of six runs, and has something done when the third has ended. */
function runAnd(store: Store, work: () => void): Promise<unknown> {
  let ended = 0;
  return run(store, smallSweep(), { observer: { ended: () => void (++ended === 3 && work()) } });
}

it('does not say that a run is done whose rows another program has deleted', async () => {
  const store = temporaryStore();
  const taken = runAnd(store, () => {
    const client = new Database(store.path);
    client.exec(
      `DELETE FROM points WHERE run_id = (SELECT min(id) FROM runs WHERE status = 'done') AND iteration > 0`,
    );
    client.close();
  });
  await expect(taken).rejects.toThrow(/found 1 that are not \(run \d has other points/);
  await expect(run(store, smallSweep())).resolves.toMatchObject({ reused: 6 });
});

it('stops where the log is cut short, and goes on once the rest of it is taken away', async () => {
  const store = temporaryStore();
  const log = `${store.path}-wal`;
  await expect(runAnd(store, () => truncateSync(log, 0))).rejects.toThrow('its log (-wal) cut short');
  store.close();
  expect(statSync(log).size).toBe(0);
  expect(query(store.path, 'PRAGMA integrity_check').rows).toEqual([['ok']]);
});
