import { renameSync } from 'node:fs';
import type { Store } from '@ranksweep/store';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { GroupCommit } from '../../src/record/groupCommit.ts';
import { temporaryStore } from '../support/sweeps.ts';

interface Recorded {
  readonly log: string[];
  readonly writes: GroupCommit;
  /** Adds a write that is logged, and what follows it. */
  add(name: string, tookMs?: number): void;
}

/** @param commit stands for SQLite's */
function recording(commit: () => void = () => {}): Recorded {
  const log: string[] = [];
  let clockMs = 0;
  const transaction = <Result>(work: () => Result): Result => {
    const result = work();
    commit();
    log.push('commit');
    return result;
  };
  const store = { transaction } as unknown as Store;
  const writes = new GroupCommit({
    store,
    now: () => clockMs,
    onFailure: () => log.push('failed'),
    onWaiting: (isWaiting) => log.push(isWaiting ? 'waiting' : 'going on'),
  });
  const add = (name: string, tookMs = 0): void =>
    writes.add(() => {
      log.push(`write ${name}`);
      clockMs += tookMs;
      return () => log.push(`after ${name}`);
    });
  return { log, writes, add };
}

const addSweep = (store: Store, name: string): number =>
  store.upsertSweep({ name, definition: name, preset: name, spec: {}, specHash: name });

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('GroupCommit', () => {
  it('commits what is added in one turn of the event loop once, and goes on after that', async () => {
    const { log, add } = recording();
    add('a');
    await Promise.resolve();
    add('b');
    expect(log).toEqual([]);
    await turn();
    expect(log).toEqual(['write a', 'write b', 'commit', 'after a', 'after b']);
    add('c');
    await turn();
    expect(log.slice(5)).toEqual(['write c', 'commit', 'after c']);
  });

  it('commits what takes long in several groups, in order, and others have their turn in between', async () => {
    const { log, add } = recording();
    let isOver = false;
    onTestFinished(() => void (isOver = true));
    setImmediate(function told() {
      log.push('turn');
      if (!isOver) setImmediate(told);
    });
    add('a', 15);
    add('b', 15);
    add('c', 1);
    add('d', 30);
    add('e');
    for (let turns = 0; turns < 6; turns++) await turn();
    const groups = log.filter((entry, i) => entry !== 'turn' || log[i - 1] !== 'turn').join();
    expect(groups).toContain('write a,write b,commit,after a,after b,turn,write c,write d,commit');
    expect(groups).toContain('commit,after c,after d,turn,write e,commit,after e');
  });

  it('refuses all that waits behind a group that could not be written', async () => {
    let commits = 0;
    const { log, add } = recording(() => {
      if (++commits === 2) throw new Error('no room');
    });
    for (const name of ['a', 'b', 'c']) add(name, 30);
    for (let turns = 0; turns < 6; turns++) await turn();
    expect(log).toEqual(['write a', 'commit', 'after a', 'write b', 'failed']);
  });

  it('commits what is left when it is closed, and not twice', async () => {
    const { log, writes, add } = recording();
    add('a');
    await writes.close();
    expect(log).toEqual(['write a', 'commit', 'after a']);
    await turn();
    expect(log).toHaveLength(3);
  });

  it('writes nothing more after a commit that fails, though the next one would not, and tells of it', async () => {
    let failures = 0;
    const { log, writes, add } = recording(() => {
      if (failures < 1) throw new Error(`full ${++failures}`);
    });
    add('a');
    add('b');
    await turn();
    expect(log).toEqual(['write a', 'write b', 'failed']);
    add('c');
    await expect(writes.run(() => 1)).rejects.toThrow('full 1');
    await expect(writes.close()).rejects.toThrow('full 1');
    expect(log).toEqual(['write a', 'write b', 'failed']);
  });

  it('undoes the whole group when one write throws', async () => {
    const { log, writes, add } = recording();
    add('a');
    writes.add(() => {
      throw new Error('no room');
    });
    add('b');
    await expect(writes.close()).rejects.toThrow('no room');
    expect(log).toEqual(['write a', 'failed']);
  });

  it('gives what a write returned once that is durable, or why it is not', async () => {
    let isFull = false;
    const { log, writes } = recording(() => {
      if (isFull) throw new Error('full');
    });
    expect(await writes.run(() => log.length)).toBe(0);
    expect(log).toEqual(['commit']);
    isFull = true;
    await expect(writes.run(() => 1)).rejects.toThrow('full');
  });

  it('waits for another program that has locked the database, tells of it, and loses nothing', async () => {
    const store = temporaryStore();
    const told: boolean[] = [];
    const writes = new GroupCommit({
      store,
      onFailure: () => expect.unreachable(),
      onWaiting: (isWaiting) => {
        told.push(isWaiting);
        if (isWaiting) other.exec('COMMIT');
      },
    });
    const other = new Database(store.path);
    onTestFinished(() => void other.close());
    for (const name of ['a', 'b']) {
      other.exec('BEGIN EXCLUSIVE');
      const sweepId = writes.run(() => addSweep(store, name));
      expect(store.sweep(await sweepId)!.name).toBe(name);
    }
    await writes.close();
    expect(told).toEqual([true, false, true, false]);
  });

  it('is closed when all is written, however long another program has locked the database', async () => {
    const store = temporaryStore();
    const writes = new GroupCommit({ store, onFailure: () => expect.unreachable() });
    const other = new Database(store.path);
    onTestFinished(() => void other.close());
    other.exec('BEGIN EXCLUSIVE');
    writes.add(() => {
      addSweep(store, 'a');
      return () => {};
    });
    const closed = writes.close(); // it has tried once by now
    other.exec('COMMIT');
    await closed;
    expect(store.sweeps().map(({ name }) => name)).toEqual(['a']);
  });

  it('fails when a lock is met after it has begun: what was undone cannot be written again', async () => {
    const store = temporaryStore();
    let failures = 0;
    const writes = new GroupCommit({ store, onFailure: () => failures++ });
    const other = new Database(store.path, { timeout: 0 });
    onTestFinished(() => void other.close());
    const refused: string[] = [];
    writes.run(() => 1).catch(({ code }: { code: string }) => refused.push(code));
    writes.add(() => {
      addSweep(store, 'a');
      other.exec('BEGIN IMMEDIATE'); // the group's own transaction is in the way of this one
      return () => expect.unreachable();
    });
    await expect(writes.close()).rejects.toThrow('another program has locked');
    await turn();
    expect(refused).toEqual(['SQLITE_BUSY']);
    expect(failures).toBe(1);
    expect(store.sweeps()).toEqual([]);
  });

  it('gives up a write that is not to wait for a lock any more, and keeps the others', async () => {
    const store = temporaryStore();
    const controller = new AbortController();
    const other = new Database(store.path);
    onTestFinished(() => void other.close());
    const writes = new GroupCommit({ store, onFailure: () => expect.unreachable() });
    other.exec('BEGIN EXCLUSIVE');
    const upsert = (name: string) => () =>
      store.upsertSweep({ name, definition: name, preset: 'a', spec: {}, specHash: name });
    const given = writes.run(upsert('given up'), controller.signal);
    const kept = writes.run(upsert('kept'));
    controller.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    other.exec('COMMIT');
    await writes.close();
    expect(store.sweep(await kept)!.name).toBe('kept');
    expect(store.sweeps()).toHaveLength(1);
  });

  it('does not give up where there is no lock', async () => {
    const { writes } = recording();
    expect(await writes.run(() => 7, AbortSignal.abort())).toBe(7);
  });

  it('fails when the file is no longer where it was', async () => {
    const store = temporaryStore();
    const writes = new GroupCommit({ store, onFailure: () => {} });
    renameSync(store.path, `${store.path}.moved`);
    await expect(writes.run(() => store.releaseDeadRuns())).rejects.toThrow('moved, deleted or replaced');
    renameSync(`${store.path}.moved`, store.path);
  });
});
