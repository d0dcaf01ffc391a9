import { expect, it } from 'vitest';
import type { NewTrial, Store } from '../src/index.ts';
import { temporaryStore } from './support/fixtures.ts';

const upsert = (store: Store, name: string): number =>
  store.upsertSweep({ name, definition: name, preset: 'p', spec: { name }, specHash: name });

const trial = (number: number, x: number, rest: Partial<NewTrial> = {}): NewTrial => ({
  number,
  cell: { x },
  state: 'running',
  objective: null,
  rung: null,
  ...rest,
});

/** Trials of a sweep with the values of their cells. */
function trialsOf(store: Store, name: string): unknown[] {
  const sweepId = upsert(store, name);
  const values = new Map(store.cellValues(sweepId, 'p').map(({ cell, value }) => [cell, value]));
  return store
    .trials(sweepId)
    .map(({ number, state, objective, cell }) => [number, state, objective, values.get(cell)]);
}

it('takes the trials that are further there, with their cells, and leaves those alone that are not', () => {
  const [here, there] = [temporaryStore(), temporaryStore()];
  const done = { state: 'done', objective: 1 } as const;
  here.recordTrials(upsert(here, 'a'), 'p', [trial(0, 1), trial(1, 2, done), trial(2, 3, done)]);
  there.recordTrials(upsert(there, 'a'), 'p', [
    trial(0, 5, done), // Another was suggested after what had failed was tried again.
    trial(1, 6, { ...done, objective: 7 }),
    trial(2, 3),
    trial(3, 8),
  ]);
  const expected = [
    [0, 'done', 1, 5],
    [1, 'done', 1, 2],
    [2, 'done', 1, 3],
    [3, 'running', null, 8],
  ];
  for (let times = 0; times < 2; times++) {
    here.mergeFrom(there.path);
    expect(trialsOf(here, 'a')).toEqual(expected);
  }
});

it('keeps the trials of sweeps apart whose parts and cells are the same', () => {
  const [here, there] = [temporaryStore(), temporaryStore()];
  upsert(here, 'b'); // Sweeps have other numbers here.
  for (const [name, objective] of [
    ['a', 1],
    ['b', 2],
  ] as const)
    there.recordTrials(upsert(there, name), 'p', [trial(objective, 4, { state: 'done', objective })]);
  here.mergeFrom(there.path);
  expect(trialsOf(here, 'a')).toEqual([[1, 'done', 1, 4]]);
  expect(trialsOf(here, 'b')).toEqual([[2, 'done', 2, 4]]);
});
