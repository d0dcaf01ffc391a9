/** A run that is tried again and again, in databases that have different moments of it. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openStore, type Store } from '../src/index.ts';
import { addRun, chunk, done, saved, take, temporaryFolder, temporaryStore } from './support/fixtures.ts';
import { dump } from './support/mergeStores.ts';

/** What an attempt does before it ends: how many snapshots it makes, and whether the last is saved. */
interface Try {
  readonly length: number;
  readonly isSaved: boolean;
  readonly end: 'failed' | 'interrupted';
}

const MOST_TRIES = 4;

const tries: fc.Arbitrary<Try[]> = fc.array(
  fc.record({
    length: fc.integer({ min: 0, max: 3 }),
    isSaved: fc.boolean(),
    end: fc.constantFrom('failed', 'interrupted'),
  }),
  { minLength: 1, maxLength: MOST_TRIES },
);

function attempt(store: Store, { length, isSaved, end }: Try, lane = 'lane-1'): void {
  if (store.run(1)!.status === 'failed') store.reopenRuns([1]);
  const number = take(store, 1, { lane });
  const begun = store.run(1)!.iterations;
  const iterations = Array.from({ length }, (_, i) => begun + 10 * (i + 1));
  if (length > 0) store.appendChunk(1, number, chunk(iterations, { a: iterations.map(Math.sqrt) }));
  if (length > 0 && isSaved) store.saveCheckpoint(1, number, saved(iterations.at(-1)!, number));
  if (end === 'interrupted') store.releaseRun(1, number);
  else
    store.finishRun(1, number, {
      ...done,
      status: 'failed',
      iterations: begun,
      stopReason: null,
      error: `${number}`,
    });
}

/** Copies of a database after each of some steps. @returns their paths */
function moments(steps: readonly ((store: Store) => void)[]): string[] {
  const store = temporaryStore();
  addRun(store);
  store.close();
  const folder = temporaryFolder();
  return steps.map((step, i) => {
    const open = openStore(store.path);
    step(open);
    open.close();
    const path = join(folder, `${i}.db`);
    copyFileSync(store.path, path);
    return path;
  });
}

const failing: Try = { length: 0, isSaved: false, end: 'failed' };

it('is, merged in any order, what its last attempt has left', () => {
  const places = Array.from({ length: 2 * MOST_TRIES - 1 }, (_, i) => i);
  const orders = fc.shuffledSubarray(places, { minLength: places.length });
  fc.assert(
    fc.property(tries, orders, (all, order) => {
      const steps = all.flatMap((one) => [
        (store: Store) => attempt(store, one),
        (store: Store) => store.reopenRuns(store.run(1)!.status === 'failed' ? [1] : []),
      ]);
      const paths = moments(steps.slice(0, -1));
      const store = temporaryStore();
      for (const place of order) if (place < paths.length) store.mergeFrom(paths[place]!);
      const [{ sweeps: _, ...merged }, { sweeps: __, ...last }] = [dump(store.path), dump(paths.at(-1)!)];
      expect(merged).toEqual(last);
    }),
    { numRuns: 15 },
  );
});

it('has failed as often as where it was tried last, though it had failed here, with points that it has not there', () => {
  const [first, second] = moments([
    (store) => attempt(store, { ...failing, length: 3 }),
    (store) => attempt(store, failing),
  ]);
  const store = openStore(first!);
  expect(store.mergeFrom(second!)).toMatchObject({ replaced: 1, kept: 0 });
  expect(store.run(1)).toMatchObject({ status: 'failed', attempts: 2, error: '2' });
  expect(store.mergeFrom(second!)).toMatchObject({ replaced: 0, kept: 1 });
  store.close();
});

it('stays as it is where it was tried more often, but apart: its points are not given up', () => {
  const [here] = moments([(store) => attempt(store, { ...failing, length: 3 }, 'another')]);
  const there = moments([(store) => attempt(store, failing), (store) => attempt(store, failing)]).at(-1)!;
  const store = openStore(here!);
  expect(store.mergeFrom(there)).toMatchObject({ replaced: 0, kept: 1 });
  expect(store.run(1)).toMatchObject({ status: 'failed', attempts: 1 });
  store.close();
});
