import { readdirSync, readlinkSync } from 'node:fs';
import { StorageError } from '@ranksweep/core';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished, vi } from 'vitest';
import { isLocked, LeaseLostError, openStore, query, type Store } from '../src/index.ts';
import { addRun, chunk, config, done, newRun, newSweep, take, temporaryStore } from './support/fixtures.ts';

/** A run of each seed, claimed. */
function claimedRuns(store: Store, seeds: number): number[] {
  const sweepId = store.upsertSweep(newSweep);
  const runs = Array.from({ length: seeds }, (_, seed) => newRun({ config: config({ seed }) }));
  const runIds = store.registerRuns(sweepId, runs).map(({ runId }) => runId);
  store.transaction(() => runIds.forEach((runId) => take(store, runId)));
  return runIds;
}

/** Has SQLite roll back, as it may when the disk is full, when a point of this value is inserted. */
function rollBackAt(store: Store, value: number): void {
  const client = new Database(store.path);
  client.exec(
    `CREATE TRIGGER full BEFORE INSERT ON points WHEN NEW.value = ${value}
     BEGIN SELECT RAISE(ROLLBACK, 'no room'); END`,
  );
  client.close();
}

it('commits what several runs write at once, and returns the result', () => {
  const store = temporaryStore();
  const runIds = claimedRuns(store, 3);
  const other = openStore(store.path, { readOnly: true });
  const statuses = (): (string | undefined)[] => runIds.map((runId) => other.run(runId)?.status);
  const result = store.transaction(() => {
    for (const runId of runIds) {
      store.appendChunk(runId, 1, chunk([0], { a: [runId] }));
      store.finishRun(runId, 1, done);
    }
    expect(statuses()).toEqual(['running', 'running', 'running']);
    expect(other.recordedMetrics(runIds[0]!)).toEqual([]);
    return 'written';
  });
  expect(result).toBe('written');
  expect(statuses()).toEqual(['done', 'done', 'done']);
  expect(runIds.map((runId) => other.finals(runId).get('a'))).toEqual(runIds);
  other.close();
});

it('refuses an attempt without its lease alone', () => {
  const store = temporaryStore();
  const [first, lost, last] = claimedRuns(store, 3) as [number, number, number];
  store.cancelRuns([lost]);
  store.transaction(() => {
    store.finishRun(first, 1, done);
    expect(() => store.appendChunk(lost, 1, chunk([0], { never_stored: [1] }))).toThrow(LeaseLostError);
    expect(() => store.finishRun(lost, 1, done)).toThrow(LeaseLostError);
    store.finishRun(last, 1, done);
  });
  expect([first, lost, last].map((runId) => store.run(runId)?.status)).toEqual(['done', 'cancelled', 'done']);
  expect(store.recordedMetrics(lost)).toEqual([]);
});

it('undoes an operation that fails, and knows its metrics afterwards', () => {
  const store = temporaryStore();
  const [broken, sound] = claimedRuns(store, 2) as [number, number];
  // An iteration that is not whole fails the table's type check, after many points were inserted.
  const iterations = [...Array.from({ length: 500 }, (_, i) => i), 0.5];
  store.transaction(() => {
    expect(() => store.appendChunk(broken, 1, chunk(iterations, { a: iterations }))).toThrow(/INTEGER/);
    store.appendChunk(sound, 1, chunk([0], { a: [5] }));
  });
  expect(store.recordedMetrics(broken)).toEqual([]);
  expect([...store.trajectory(sound, ['a'])[0]!.values]).toEqual([5]);
});

it('writes nothing when the work throws, and knows metrics and parameters afterwards', () => {
  const store = temporaryStore();
  const sweepId = store.upsertSweep(newSweep);
  const register = (): number => store.registerRuns(sweepId, [newRun()])[0]!.runId;
  const append = (runId: number): void =>
    store.appendChunk(runId, take(store, runId), chunk([0], { a: [1] }));
  expect(() =>
    store.transaction(() => {
      append(register());
      throw new Error('no more');
    }),
  ).toThrow('no more');
  expect(store.runsOfSweep(sweepId)).toEqual([]);

  const runId = register();
  expect(query(store.path, 'SELECT "init.std" FROM run_table').rows).toEqual([[0.01]]);
  append(runId);
  expect(store.recordedMetrics(runId)).toEqual(['a']);
});

it('writes nothing more once SQLite has rolled it back in its midst', () => {
  const store = temporaryStore();
  const [first, full, last] = claimedRuns(store, 3) as [number, number, number];
  rollBackAt(store, 13);
  expect(() =>
    store.transaction(() => {
      store.finishRun(first, 1, done);
      expect(() => store.appendChunk(full, 1, chunk([0], { a: [13] }))).toThrow('no room');
      store.finishRun(last, 1, done);
    }),
  ).toThrow('rolled back');
  expect([first, full, last].map((runId) => store.run(runId)?.status)).toEqual([
    'running',
    'running',
    'running',
  ]);
  store.finishRun(first, 1, done);
  expect(store.run(first)?.status).toBe('done');
});

it('is one with a single operation', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  expect(store.transaction(() => store.transaction(() => take(store, runId)))).toBe(1);
  expect(store.run(runId)?.status).toBe('running');
});

it('begins nothing under the lock of another program, and says so once it has waited', () => {
  const store = temporaryStore();
  const other = new Database(store.path);
  onTestFinished(() => void other.close());
  other.exec('BEGIN IMMEDIATE');
  const work = vi.fn();
  const failure = (() => {
    try {
      store.transaction(work, { waitMs: 10 });
      return undefined;
    } catch (error) {
      return error;
    }
  })();
  expect(failure).toBeInstanceOf(StorageError);
  expect((failure as Error).message).toContain(`another program has locked ${store.path}`);
  expect(isLocked(failure)).toBe(true);
  expect(work).not.toHaveBeenCalled();
  other.exec('COMMIT');
  store.transaction(work, { waitMs: 10 });
  expect(work).toHaveBeenCalledOnce();
});

it.skipIf(process.platform !== 'linux')('keeps in memory what a statement or an operation would undo', () => {
  const store = temporaryStore();
  const sweepId = store.upsertSweep(newSweep);
  const runs = Array.from({ length: 300 }, (_, seed) => newRun({ config: config({ seed }) }));
  // A temporary file of SQLite's is deleted as soon as it is open.
  const deletedFiles = (): number =>
    readdirSync('/proc/self/fd').filter((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`).endsWith('(deleted)');
      } catch {
        return false; // that of the listing itself
      }
    }).length;
  const before = deletedFiles();
  store.transaction(() => {
    store.registerRuns(sweepId, runs);
    expect(deletedFiles()).toBe(before);
  });
});
