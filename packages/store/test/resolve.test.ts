import { describe, expect, it } from 'vitest';
import {
  resolveRunsOfSweep,
  resolveSubject,
  resolveSubjects,
  resolveSweep,
  resolveSweeps,
  type Store,
} from '../src/index.ts';
import { config, newRun, newSweep, temporaryStore } from './support/fixtures.ts';

/**
 * Sweeps 1 and 3 are called `dynamics`, 2 and 4 `depth`, 5 is called `final`. 1 and 2 have the tag `draft`, 2 alone has `best`,
 * 1 has `final`, and 4 has its own name for a tag. Sweep 1 has run 1, sweep 2 the runs 1 to 6, the others none.
 */
function storeOfFive(): Store {
  const store = temporaryStore();
  for (const [i, name] of ['dynamics', 'depth', 'dynamics', 'depth', 'final'].entries()) {
    store.upsertSweep({ ...newSweep, name, specHash: String(i) });
  }
  for (const [sweepId, seeds] of [
    [1, [0]],
    [2, [0, 1, 2, 3, 4, 5]],
  ] as const) {
    store.registerRuns(
      sweepId,
      seeds.map((seed) => newRun({ config: config({ seed }) })),
    );
  }
  store.changeTags(1, { add: ['draft', 'final'] });
  store.changeTags(2, { add: ['draft', 'best'] });
  store.changeTags(4, { add: ['depth'] });
  return store;
}

describe('resolving', () => {
  const ofOneSweep: [text: string, id: number][] = [
    ['sweep:2', 2],
    ['2', 2],
    ['dynamics', 3],
    ['dynamics@1', 3],
    ['dynamics@2', 1],
    ['depth@2', 2],
    ['best', 2],
    ['tag:best', 2],
    ['tag:final', 1],
    ['final@1', 5],
    ['depth', 4],
  ];
  it('finds one sweep by any of its addresses', () => {
    const store = storeOfFive();
    for (const [text, id] of ofOneSweep) {
      expect(resolveSweep(store, text, 'here')).toEqual(store.sweep(id));
      expect(resolveSubject(store, text, 'here')).toEqual({ kind: 'sweep', sweep: store.sweep(id) });
    }
  });

  it('finds several sweeps, each once, in the order asked for', () => {
    const store = storeOfFive();
    const ids = (...texts: string[]): number[] => resolveSweeps(store, texts, 'here').map(({ id }) => id);
    expect(ids('depth', 'draft', 'sweep:1..3')).toEqual([4, 1, 2, 3]);
    expect(ids('dynamics@1..2')).toEqual([3, 1]);
    expect(ids('1,3')).toEqual([1, 3]);
    expect(ids()).toEqual([]);
  });

  it('finds runs, and sweeps beside them', () => {
    const store = storeOfFive();
    expect(resolveSubject(store, 'run:2..4,6', 'here')).toEqual({ kind: 'runs', runIds: [2, 3, 4, 6] });
    const { sweeps, runIds } = resolveSubjects(store, ['run:3,1', 'best', 'run:1..2'], 'here');
    expect([sweeps.map(({ id }) => id), runIds]).toEqual([[2], [3, 1, 2]]);
  });

  const refused: [text: string, message: string][] = [
    ['9', '; its sweeps: sweep:5 (final), sweep:4 (depth), sweep:3 (dynamics), sweep:2'],
    ['sweep:1..7', 'found sweep:6; its sweeps: sweep:5 (final)'],
    ['6', "found sweep:6, since a number alone is a sweep's; run 6 is run:6"],
    ['run:7', 'found run:7; its last one is run:6'],
    ['run:1', 'expected a sweep, found run:1, which is of sweep:2 (depth), sweep:1 (dynamics)'],
    ['dynamcis', "found 'dynamcis'; did you mean dynamics?"],
    ['bset', "found 'bset'; did you mean best?"],
    ['zzzzzzz', "found 'zzzzzzz'; its names and tags: final, depth, dynamics, best, draft"],
    ['sweeps:4', "found 'sweeps:4'; did you mean sweep:4?"],
    ['dynamics@3', 'found dynamics@3; dynamics has 2 sweeps: dynamics@1 (sweep:3), dynamics@2 (sweep:1)'],
    ['dynamics@0', 'dynamics has 2 sweeps'],
    ['dynamcis@2', "found 'dynamcis@2'; did you mean dynamics?"],
    ['best@1', "found 'best@1'"],
    ['tag:bets', "expected a tag of sweeps in PATH, found 'tag:bets'; did you mean best?"],
    ['draft', "expected one sweep, found 2 for 'draft': sweep:1 (dynamics), sweep:2 (depth)"],
    ['sweep:1,2', "expected one sweep, found 2 for 'sweep:1,2'"],
    ['final', "found 'final' as a name (sweep:5) and as a tag (sweep:1): say final@1 or tag:final"],
  ];
  it('refuses what is not one sweep, and says what there is', () => {
    const store = storeOfFive();
    for (const [text, message] of refused) {
      expect(() => resolveSweep(store, text, 'here')).toThrow(message.replace('PATH', store.path));
    }
  });

  it('finds the newest sweep that has all runs, and refuses those that none has', () => {
    const store = storeOfFive();
    const found = (text: string): unknown[] => {
      const { sweep, runIds } = resolveRunsOfSweep(store, text, 'here');
      return [sweep.id, runIds];
    };
    expect(found('run:1')).toEqual([2, [1]]);
    expect(found('sweep:1')).toEqual([1, undefined]);
    const other = config({ seed: 7 });
    store.registerRuns(3, [newRun({ config: other }), newRun()]);
    expect(found('run:1')).toEqual([3, [1]]);
    expect(found('run:1..2')).toEqual([2, [1, 2]]);
    expect(() => found('run:2,7')).toThrow(
      'here: expected runs of one sweep, found run:2,7, which no sweep has all of',
    );
  });

  it('refuses runs among several sweeps', () => {
    const store = storeOfFive();
    expect(() => resolveSweeps(store, ['depth', 'run:2'], 'here')).toThrow(
      'here: expected a sweep, found run:2, which is of sweep:2 (depth)',
    );
  });

  it('says so where there is nothing yet', () => {
    const store = temporaryStore();
    for (const text of ['4', 'dynamics', 'dynamics@2'])
      expect(() => resolveSweep(store, text, 'here')).toThrow('; it has no sweeps');
    expect(() => resolveSweep(store, 'tag:a', 'here')).toThrow('; no sweep has a tag');
    expect(() => resolveSubject(store, 'run:1', 'here')).toThrow('found run:1; it has no runs');
  });

  it('knows a name that is a number by its address alone', () => {
    const store = temporaryStore();
    store.upsertSweep({ ...newSweep, name: '7' });
    expect(() => resolveSweep(store, '7', 'here')).toThrow(
      "found sweep:7, since a number alone is a sweep's; the sweep of the name 7 is sweep:1",
    );
    expect(resolveSweep(store, '7@1', 'here').id).toBe(1);
  });
});
