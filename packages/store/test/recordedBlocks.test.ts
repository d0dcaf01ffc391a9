import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TrajectoryChunk } from '@ranksweep/core';
import { DamagedRunError, LeaseLostError, openStore, type Store } from '../src/index.ts';
import { SNAPSHOTS_PER_BLOCK } from '../src/readers/recordedBlocks.ts';
import { addRun, chunk, done, finalState, saved, take, temporaryStore } from './support/fixtures.ts';

/** A run whose first attempt has recorded so much, and was saved there; the second has it now. */
function resumed(recorded: readonly TrajectoryChunk[]): { store: Store; runId: number; attempt: number } {
  const store = temporaryStore();
  const runId = addRun(store);
  const first = take(store, runId);
  for (const one of recorded) store.appendChunk(runId, first, one);
  const last = Math.max(...recorded.flatMap(({ iterations }) => [...iterations]));
  store.saveCheckpoint(runId, first, saved(last, 1));
  store.releaseRun(runId, first);
  return { store, runId, attempt: take(store, runId) };
}

/** Each block as rows: iteration, then a value a metric. */
const rows = ({ metrics, iterations, values }: TrajectoryChunk): number[][] =>
  [...iterations].map((iteration, i) => [
    iteration,
    ...metrics.map((_, m) => values[m * iterations.length + i]!),
  ]);

it('gives a run its snapshots back in blocks of bounded size, metrics in the order asked for', () => {
  const iterations = Array.from({ length: 2 * SNAPSHOTS_PER_BLOCK + 3 }, (_, i) => 25 * i);
  const a = iterations.map((i) => (i === 50 ? NaN : i / 7));
  const b = iterations.map((i) => (i === 75 ? Infinity : 1 - i));
  const { store, runId, attempt } = resumed([chunk(iterations, { a, b, unasked: a })]);
  const blocks = [...store.recordedBlocks(runId, attempt, ['b', 'absent', 'a'])];
  expect(blocks.map((block) => [block.metrics, block.iterations.length])).toEqual([
    [['b', 'a'], SNAPSHOTS_PER_BLOCK],
    [['b', 'a'], SNAPSHOTS_PER_BLOCK],
    [['b', 'a'], 3],
  ]);
  expect(blocks.flatMap(rows)).toEqual(iterations.map((iteration, i) => [iteration, b[i], a[i]]));
});

it('joins metrics that were not recorded at the same iterations', () => {
  const iterations = fc.uniqueArray(fc.nat(3 * SNAPSHOTS_PER_BLOCK), { maxLength: 20 });
  const dense = fc.constantFrom(0, SNAPSHOTS_PER_BLOCK - 1, SNAPSHOTS_PER_BLOCK, SNAPSHOTS_PER_BLOCK + 1);
  fc.assert(
    fc.property(iterations, iterations, dense, (some, others, count) => {
      const upTo = (own: number[], n: number): number[] =>
        [...new Set([...own, ...Array.from({ length: n }, (_, i) => i)])].sort((x, y) => x - y);
      const [ofA, ofB] = [upTo([0, ...some], count), upTo([0, ...others], 0)];
      const { store, runId, attempt } = resumed([
        chunk(ofA, { a: ofA.map((i) => 2 * i) }),
        chunk(ofB, { b: ofB.map((i) => 3 * i) }),
      ]);
      const blocks = [...store.recordedBlocks(runId, attempt, ['a', 'b'])];
      expect(blocks.every((block) => block.iterations.length <= SNAPSHOTS_PER_BLOCK)).toBe(true);
      const expected = upTo([...ofA, ...ofB], 0).map((i) => [
        i,
        ofA.includes(i) ? 2 * i : NaN,
        ofB.includes(i) ? 3 * i : NaN,
      ]);
      expect(blocks.flatMap(rows)).toEqual(expected);
      store.close();
    }),
    { numRuns: 12 },
  );
});

it('has what stays of a run, and nothing that the attempt appends', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const first = take(store, runId);
  expect([...store.recordedBlocks(runId, first, ['a'])]).toEqual([]);
  store.appendChunk(runId, first, chunk([0, 25], { a: [1, 2] }));
  store.finishRun(runId, first, {
    ...done,
    snapshots: [chunk([50], { a: [3] })],
    finalState: { ...finalState(1), endOnly: true },
  });
  const second = take(store, runId, { from: ['done'] });
  const blocks = store.recordedBlocks(runId, second, ['a']);
  const block = blocks.next().value as TrajectoryChunk;
  store.appendChunk(runId, second, chunk([75], { a: [4] }));
  expect(rows(block)).toEqual([
    [0, 1],
    [25, 2],
  ]);
  expect([...blocks]).toEqual([]);
  expect(rows([...store.recordedBlocks(runId, second, ['a'])][0]!)).toHaveLength(2);
});

it('lets others write between two blocks', () => {
  const iterations = Array.from({ length: SNAPSHOTS_PER_BLOCK + 1 }, (_, i) => i);
  const { store, runId, attempt } = resumed([chunk(iterations, { a: iterations })]);
  const blocks = store.recordedBlocks(runId, attempt, ['a']);
  blocks.next();
  const other = openStore(store.path, { waitMs: 0 });
  expect(other.changeTags(1, { add: ['draft'] })).toEqual(['draft']);
  other.close();
  expect([...blocks]).toHaveLength(1);
});

it('tells of points that are not what was written, behind the last block', () => {
  const iterations = Array.from({ length: 2 * SNAPSHOTS_PER_BLOCK + 1 }, (_, i) => i);
  const ofBlocks = [7, SNAPSHOTS_PER_BLOCK, 2 * SNAPSHOTS_PER_BLOCK].flatMap((iteration) => [
    `UPDATE points SET value = 9 WHERE metric_id = 2 AND iteration = ${iteration}`,
    `DELETE FROM points WHERE metric_id = 2 AND iteration = ${iteration}`,
  ]);
  for (const change of [...ofBlocks, 'DELETE FROM points WHERE metric_id = 2']) {
    const { store, runId, attempt } = resumed([chunk(iterations, { a: iterations, b: iterations })]);
    const client = new Database(store.path);
    client.exec(change);
    client.close();
    // Also where others are asked for: nothing of the run counts then.
    for (const names of [['a', 'b'], ['a']]) {
      const blocks = store.recordedBlocks(runId, attempt, names);
      expect([blocks.next().done, blocks.next().done, blocks.next().done]).toEqual([false, false, false]);
      expect(() => blocks.next()).toThrow(DamagedRunError);
    }
    store.close();
  }
});

it('has no row of an iteration at which others alone were measured', () => {
  const { store, runId, attempt } = resumed([
    chunk([0, 1, 2], { a: [5, 6, 7] }),
    chunk([0, 2], { b: [8, 9] }),
  ]);
  const [block, ...others] = store.recordedBlocks(runId, attempt, ['b']);
  expect([rows(block!), others]).toEqual([
    [
      [0, 8],
      [2, 9],
    ],
    [],
  ]);
});

it('is for the attempt that has the run', () => {
  const iterations = Array.from({ length: SNAPSHOTS_PER_BLOCK + 1 }, (_, i) => i);
  const { store, runId, attempt } = resumed([chunk(iterations, { a: iterations })]);
  expect(() => store.recordedBlocks(runId, attempt - 1, ['a']).next()).toThrow(LeaseLostError);
  const blocks = store.recordedBlocks(runId, attempt, ['a']);
  blocks.next();
  store.cancelRuns([runId]);
  expect(() => blocks.next()).toThrow(LeaseLostError);
});
