import { expect, it } from 'vitest';
import { RollbackMap } from '../src/connection/rollbackMap.ts';
import { addRun, chunk, done, take, temporaryStore } from './support/fixtures.ts';

it('goes back to a mark, and stays once it is settled', () => {
  const map = new RollbackMap<string, number>();
  map.set('a', 1);
  map.settle();
  const outer = map.mark();
  map.set('a', 2);
  const inner = map.mark();
  map.set('a', undefined);
  map.set('b', 3);
  map.undoTo(inner);
  expect([map.get('a'), map.get('b')]).toEqual([2, undefined]);
  map.undoTo(outer);
  expect(map.get('a')).toBe(1);
});

it('has digests fit the points after a transaction that failed', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, chunk([0], { a: [1] }));
  const fail = (): void =>
    store.transaction(() => {
      store.appendChunk(runId, attempt, chunk([25], { a: [2] }));
      // Fails the table's type check, and is undone alone.
      expect(() => store.appendChunk(runId, attempt, chunk([50.5], { a: [3] }))).toThrow('INTEGER');
      store.appendChunk(runId, attempt, chunk([50], { a: [4] }));
      throw new Error('the disk is full');
    });
  expect(fail).toThrow('the disk is full');
  store.appendChunk(runId, attempt, chunk([25, 50], { a: [5, 6] }));
  store.finishRun(runId, attempt, done);
  expect(store.damageOfRun(runId)).toEqual([]);
  expect([...store.trajectory(runId, ['a'])[0]!.values]).toEqual([1, 5, 6]);
});
