import type { Cell } from '@ranksweep/kinds';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStore, type Store } from '../src/index.ts';
import { addRun, chunk, config, done, newRun, newSweep, take, temporaryStore } from './support/fixtures.ts';

it('gives the runs of a part by cell, with the final value of a metric', () => {
  const store = temporaryStore();
  const sweep = store.upsertSweep(newSweep);
  const runs = store.registerRuns(sweep, [
    newRun({ cell: { a: 1 }, config: config({ seed: 0 }) }),
    newRun({ cell: { a: 0 }, config: config({ seed: 1 }) }),
    newRun({ cell: { a: 0 }, config: config({ seed: 2 }) }),
    newRun({ cell: {}, config: config({ seed: 3 }), part: 'other' }),
    newRun({ cell: { a: 2 }, config: config({ seed: 0 }) }),
  ]);
  const end = (place: number, columns: Record<string, number[]>): void => {
    const { runId } = runs[place]!;
    const attempt = take(store, runId);
    store.appendChunk(runId, attempt, chunk([0, 50], columns));
    store.finishRun(runId, attempt, done);
  };
  end(0, { train_loss: [4, 0.5] });
  end(1, { train_loss: [4, NaN] });
  end(2, { other: [1, 2] });
  expect(store.cellRuns(sweep, 'main', 'train_loss')).toEqual([
    { cell: 0, runId: 1, status: 'done', iterations: 50, value: 0.5 },
    { cell: 1, runId: 2, status: 'done', iterations: 50, value: NaN },
    { cell: 1, runId: 3, status: 'done', iterations: 50, value: undefined },
    { cell: 2, runId: 1, status: 'done', iterations: 50, value: 0.5 },
  ]);
  expect(store.cellRuns(sweep, 'other', 'train_loss')).toEqual([
    { cell: 0, runId: 4, status: 'pending', iterations: 0, value: undefined },
  ]);
  expect(store.cellRuns(sweep, 'none', 'train_loss')).toEqual([]);
  expect(store.cellRuns(sweep, 'other', 'none')).toHaveLength(1);
});

it('names the metrics that runs have ended with', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  expect(store.finalMetrics([runId])).toEqual([]);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, chunk([0, 50], { train_loss: [4, 1], component_norm_1: [0, 1] }));
  expect(store.finalMetrics([runId])).toEqual([]);
  store.finishRun(runId, attempt, done);
  expect(store.finalMetrics([runId, 99])).toEqual(['train_loss', 'component_norm_1']);
  expect(store.finalMetrics([])).toEqual([]);
});

describe('cells of a part', () => {
  let seed = 0;
  /** Registers a run of its own in each cell. @returns the cells' numbers */
  function register(store: Store, cells: readonly Cell[], part = 'main'): number[] {
    const runs = cells.map((cell) => newRun({ cell, part, config: config({ seed: seed++ }) }));
    return store.registerRuns(1, runs).map(({ runId }) => store.runPlaces(runId)[0]!.cell);
  }

  it('are numbered as they come, each by what its axes are', () => {
    const store = temporaryStore();
    store.upsertSweep(newSweep);
    expect(register(store, [{ a: 2, b: 'x' }, { a: 1, b: 'x' }, { b: 'x', a: 2 }, {}, { a: 2 }, {}])).toEqual(
      [0, 1, 0, 2, 3, 2],
    );
    expect(register(store, [{ a: 2 }, {}, { a: 9 }])).toEqual([3, 2, 4]);
    expect(register(store, [{ a: 9 }], 'other')).toEqual([0]);
    expect(store.cellValues(1, 'main')).toEqual([
      { cell: 0, name: 'a', value: 2 },
      { cell: 0, name: 'b', value: 'x' },
      { cell: 1, name: 'a', value: 1 },
      { cell: 1, name: 'b', value: 'x' },
      { cell: 3, name: 'a', value: 2 },
      { cell: 4, name: 'a', value: 9 },
    ]);
  });

  it('have values that a plain client compares: numbers, text, and JSON of all else', () => {
    const store = temporaryStore();
    store.upsertSweep(newSweep);
    register(store, [{ a: 8, b: 0.5, c: 'x', d: true, e: [1, [2]], f: -0, g: 2 ** 60 }]);
    const client = new Database(store.path, { readonly: true });
    expect(client.prepare('SELECT name, value, typeof(value) FROM cells').raw().all()).toEqual([
      ['a', 8, 'integer'],
      ['b', 0.5, 'real'],
      ['c', 'x', 'text'],
      ['d', 'true', 'text'],
      ['e', '[1,[2]]', 'text'],
      ['f', 0, 'integer'],
      ['g', 2 ** 60, 'real'],
    ]);
    client.close();
  });

  it('keep their numbers, whoever registers them and whatever fails in between', () => {
    const values = fc.constantFrom<Cell>({}, { a: 1 }, { a: 2 }, { a: 'x' }, { b: true }, { a: 1, b: [1] });
    const steps = fc.array(
      fc.record({ by: fc.constantFrom(0, 1), fails: fc.boolean(), cells: fc.array(values) }),
    );
    fc.assert(
      fc.property(steps, (taken) => {
        const store = temporaryStore();
        const stores = [store, openStore(store.path)];
        store.upsertSweep(newSweep);
        const expected = new Map<string, number>();
        for (const { by, fails, cells } of taken) {
          const one = stores[by]!;
          if (fails) {
            const fail = (): never => {
              register(one, cells);
              throw new Error('not this time');
            };
            expect(() => one.transaction(fail)).toThrow('not this time');
            continue;
          }
          for (const cell of cells) {
            const key = JSON.stringify(cell);
            if (!expected.has(key)) expected.set(key, expected.size);
          }
          expect(register(one, cells)).toEqual(cells.map((cell) => expected.get(JSON.stringify(cell))));
        }
        for (const one of stores) one.close();
      }),
      { numRuns: 30 },
    );
  });

  it('are those of a sweep that is damaged no more once it is taken up', () => {
    const store = temporaryStore();
    store.upsertSweep(newSweep);
    register(store, [{ a: 1 }, { a: 2 }]);
    store.finishSweep(1);
    const client = new Database(store.path);
    client.exec('UPDATE cells SET value = 7 WHERE value = 1');
    client.close();
    store.upsertSweep(newSweep);
    expect(register(store, [{ a: 2 }])).toEqual([0]);
    expect(store.cellValues(1, 'main')).toEqual([{ cell: 0, name: 'a', value: 2 }]);
  });

  it('go with their sweep alone', () => {
    const store = temporaryStore();
    store.upsertSweep(newSweep);
    register(store, [{ a: 1 }, { a: 2 }]);
    store.deleteStep({ runIds: [2] });
    expect(store.cellValues(1, 'main')).toHaveLength(2);
    store.deleteStep({ sweepIds: [1] });
    expect(store.cellValues(1, 'main')).toEqual([]);
  });
});
