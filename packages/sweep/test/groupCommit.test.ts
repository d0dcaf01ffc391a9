import type { Store } from '@ranksweep/store';
import { describe, expect, it } from 'vitest';
import { GroupCommit } from '../src/groupCommit.ts';

interface Recorded {
  readonly log: string[];
  readonly writes: GroupCommit;
  /** Adds a write that is logged, and what follows it. */
  add(name: string): void;
}

/** @param commit stands for SQLite's */
function recording(commit: () => void = () => {}): Recorded {
  const log: string[] = [];
  const transaction = <Result>(work: () => Result): Result => {
    const result = work();
    commit();
    log.push('commit');
    return result;
  };
  const writes = new GroupCommit({ transaction } as Store, () => log.push('failed'));
  const add = (name: string): void =>
    writes.add(() => {
      log.push(`write ${name}`);
      return () => log.push(`after ${name}`);
    });
  return { log, writes, add };
}

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

  it('commits what is left when it is closed, and not twice', async () => {
    const { log, writes, add } = recording();
    add('a');
    writes.close();
    expect(log).toEqual(['write a', 'commit', 'after a']);
    await turn();
    expect(log).toHaveLength(3);
  });

  it('does not go on after a commit that fails, and tells of the first failure', async () => {
    let failures = 0;
    const { log, writes, add } = recording(() => {
      if (failures < 2) throw new Error(`full ${++failures}`);
    });
    add('a');
    add('b');
    await turn();
    expect(log).toEqual(['write a', 'write b', 'failed']);
    add('c');
    await turn();
    add('d');
    expect(() => writes.close()).toThrow('full 1');
    expect(log.slice(3)).toEqual(['write c', 'failed', 'write d', 'commit', 'after d']);
  });

  it('undoes the whole group when one write throws', () => {
    const { log, writes, add } = recording();
    add('a');
    writes.add(() => {
      throw new Error('no room');
    });
    add('b');
    expect(() => writes.close()).toThrow('no room');
    expect(log).toEqual(['write a', 'failed']);
  });
});
