import { expect, it } from 'vitest';
import { newSweep, temporaryStore } from './support/fixtures.ts';

it('adds and removes tags, each once', () => {
  const store = temporaryStore();
  const id = store.upsertSweep(newSweep);
  expect(store.sweep(id)!.tags).toEqual([]);
  expect(store.changeTags(id, { add: ['b', 'a', 'b'] })).toEqual(['a', 'b']);
  expect(store.changeTags(id, { add: ['a', 'c'], remove: ['b', 'never'] })).toEqual(['a', 'c']);
  expect(store.sweeps()[0]!.tags).toEqual(['a', 'c']);
});

it('keeps tags when a sweep is taken up again, and lets several sweeps have one', () => {
  const store = temporaryStore();
  const id = store.upsertSweep(newSweep);
  store.changeTags(id, { add: ['a'] });
  store.upsertSweep(newSweep);
  const other = store.upsertSweep({ ...newSweep, specHash: 'other' });
  store.changeTags(other, { add: ['a', 'b'] });
  store.changeTags(id, { remove: ['b'] });
  expect(store.sweeps().map(({ tags }) => tags)).toEqual([['a'], ['a', 'b']]);
});

it('refuses a sweep that is not there', () => {
  expect(() => temporaryStore().changeTags(9, { add: ['a'] })).toThrow('no sweep 9');
});
