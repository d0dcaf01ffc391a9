import { copyFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { type Cell } from '@ranksweep/kinds';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  inspect,
  openStore,
  query,
  resolveSweep,
  runStatuses,
  type MergeReport,
  type Store,
} from '../src/index.ts';
import { migrate } from '../src/migrations/migrate.ts';
import { migrations } from '../src/migrations/migrations.ts';
import { killHard, startChild } from './support/children.ts';
import {
  addRun,
  chunk,
  config,
  contents,
  done,
  newRun,
  newSweep,
  take,
  temporaryFolder,
  temporaryStore,
} from './support/fixtures.ts';
import { addSweep, dump, rows, type RunState } from './support/mergeStores.ts';

/** A closed database of one sweep. @returns its path */
function databaseOf(
  runs: readonly RunState[],
  { name = 'sweep', tags = [] as readonly string[] } = {},
): string {
  const store = openStore(join(temporaryFolder(), 'other.db'));
  addSweep(store, name, runs, tags);
  store.close();
  return store.path;
}

function storeOf(...runs: readonly RunState[]): Store {
  const store = temporaryStore();
  addSweep(store, 'sweep', runs);
  return store;
}

const nothing: MergeReport = {
  sweepsAdded: 0,
  added: 0,
  replaced: 0,
  kept: 0,
  held: [],
  differing: [],
  damaged: [],
};

const ended = fc.constantFrom('done', 'diverged', 'failed', 'cancelled', 'pending');
const runStates = (lengths: readonly number[]): fc.Arbitrary<RunState[]> =>
  fc.uniqueArray(
    fc.record({ seed: fc.integer({ min: 0, max: 7 }), status: ended, length: fc.constantFrom(...lengths) }),
    { selector: ({ seed }) => seed, maxLength: 6 },
  );

describe('a sweep whose runs are spread over two databases', () => {
  it('is, merged, what one database would have', () => {
    const place = fc.constantFrom(
      'first',
      'second',
      'both',
      'first, pending in second',
      'second, pending in first',
    );
    fc.assert(
      fc.property(
        runStates([1, 2, 3, 4]),
        fc.array(place, { minLength: 6, maxLength: 6 }),
        (runs, places) => {
          const at = (which: 'first' | 'second'): RunState[] =>
            runs.flatMap((run, i) => {
              if (places[i] === 'both' || places[i]!.startsWith(which)) return [run];
              return places[i]!.includes(`pending in ${which}`)
                ? [{ ...run, status: 'pending', length: 0 }]
                : [];
            });
          const whole = databaseOf(runs, { tags: ['x', 'y'] });
          const [first, second] = [
            databaseOf(at('first'), { tags: ['x'] }),
            databaseOf(at('second'), { tags: ['y'] }),
          ];
          const store = openStore(first);
          store.mergeFrom(second);
          store.close();
          expect(dump(first)).toEqual(dump(whole));

          const third = temporaryStore();
          third.mergeFrom(first);
          expect(dump(third.path)).toEqual(dump(whole));
          const before = rows(third.path);
          const { kept, ...again } = third.mergeFrom(second);
          expect({ ...again, kept: 0 }).toEqual(nothing);
          expect(kept).toBe(at('second').length);
          expect(rows(third.path)).toEqual(before);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is the same in whatever order it is merged, however far each has come', () => {
    // Neither is as far as the other: then the one that is there stays.
    const [odd, even] = [1, 0].map((less) => runStates([2 - less, 4 - less]));
    fc.assert(
      fc.property(odd!, even!, (left, right) => {
        const [first, second] = [databaseOf(left), databaseOf(right)];
        const [one, two] = [temporaryStore(), temporaryStore()];
        for (const path of [first, second]) one.mergeFrom(path);
        for (const path of [second, first]) two.mergeFrom(path);
        expect(dump(one.path)).toEqual(dump(two.path));
      }),
      { numRuns: 25 },
    );
  });
});

it.each(['shorter', 'longer'])(
  'keeps the final values of the shorter version of a run: the %s is here',
  (which) => {
    const versions = [
      { at: [0, 10, 13], a: [5, 4, NaN] },
      { at: [0, 10, 100], a: [5, 4, 3] },
    ].map(({ at, a }) => {
      const store = temporaryStore();
      const runId = addRun(store);
      const attempt = take(store, runId);
      const snapshots = [chunk(at, { a })];
      store.finishRun(runId, attempt, {
        ...done,
        stopReason: 'iteration-limit',
        iterations: at[2]!,
        snapshots,
      });
      return { store, runId };
    });
    const [here, there] = which === 'shorter' ? versions : versions.toReversed();
    here!.store.mergeFrom(there!.store.path);
    expect(here!.store.run(here!.runId)!.iterations).toBe(100);
    expect([...here!.store.finals(here!.runId, 13)]).toEqual([['a', NaN]]);
    const [series] = here!.store.trajectory(here!.runId, 'a', 13);
    expect([...series!.iterations]).toEqual([0, 10, 13]);
    expect(here!.store.damageOfRun(here!.runId)).toEqual([]);
    const third = temporaryStore();
    third.mergeFrom(here!.store.path);
    expect([...third.finals(1, 13)]).toEqual([['a', NaN]]);
    expect(third.damageOfRun(1)).toEqual([]);
    const before = rows(third.path);
    third.mergeFrom(there!.store.path);
    expect(rows(third.path)).toEqual(before);
  },
);

it('brings runs into the cells that they are in, whatever their numbers there', () => {
  const [store, other] = [temporaryStore(), temporaryStore()];
  const values = [{}, { a: 1 }, { a: 2 }, { b: 'x' }];
  const add = (to: Store, seed: number, cells: readonly Cell[]): void => {
    const sweepId = to.upsertSweep(newSweep);
    to.registerRuns(
      sweepId,
      cells.map((cell, i) => newRun({ config: config({ seed: 10 * seed + i }), cell })),
    );
    to.finishSweep(sweepId);
  };
  const cellsOf = (path: string): unknown[] =>
    query(
      path,
      `SELECT seed, (SELECT name || value FROM cells WHERE cells.cell = sweep_runs.cell)
       FROM sweep_runs JOIN runs ON runs.id = run_id ORDER BY seed`,
    ).rows.map(([seed, cell]) => [Number(seed), cell]);
  add(store, 0, values.slice(0, 3));
  add(other, 1, values.toReversed());
  store.mergeFrom(other.path);
  expect(cellsOf(store.path)).toEqual([
    [0, null],
    [1, 'a1'],
    [2, 'a2'],
    [10, 'bx'],
    [11, 'a2'],
    [12, 'a1'],
    [13, null],
  ]);
  expect([...inspect(store)].flatMap(({ found }) => found)).toEqual([]);
  const before = rows(store.path);
  store.mergeFrom(other.path);
  expect(rows(store.path)).toEqual(before);
});

describe('of a run that both have', () => {
  const run = (status: RunState['status'], length: number, more: Partial<RunState> = {}): RunState => ({
    seed: 1,
    status,
    length,
    ...more,
  });
  const cases: [name: string, here: RunState, there: RunState, isReplaced: boolean][] = [
    ['a pending one gives way to a done one', run('pending', 3), run('done', 3), true],
    ['one that goes on beyond where the other ended stays', run('pending', 3), run('done', 2), false],
    ['a done one stays before one that is not as far', run('done', 3), run('pending', 2), false],
    ['a done one gives way to one that has been extended', run('done', 2), run('pending', 4), true],
    ['the longer of two done ones is kept', run('done', 2), run('done', 3), true],
    ['a longer one here stays', run('diverged', 3), run('done', 2), false],
    [
      'a longer one without a metric that is here does not take its place',
      run('done', 2),
      run('done', 3, { metrics: ['a'] }),
      false,
    ],
    [
      'of two equally long, the one with all metrics and more is kept',
      run('done', 3),
      run('done', 3, { metrics: ['a', 'b', 'c'] }),
      true,
    ],
    [
      'of two equally long, each with a metric of its own, ours stays',
      run('done', 3),
      run('done', 3, { metrics: ['a', 'c', 'd'] }),
      false,
    ],
    [
      'one whose final state was kept is kept before one without',
      run('done', 3, { isSaved: false }),
      run('done', 3),
      true,
    ],
    [
      'and never given up',
      run('done', 3),
      run('done', 3, { isSaved: false, metrics: ['a', 'b', 'c'] }),
      false,
    ],
    ['a checkpoint farther on is kept', run('pending', 2), run('pending', 3), true],
    [
      'points beyond a checkpoint do not count',
      run('pending', 2),
      run('pending', 4, { isSaved: false }),
      false,
    ],
    ['a failed one gives way to one that is to go on from there', run('failed', 2), run('pending', 2), true],
    ['a cancelled one stays before one that was not tried', run('cancelled', 0), run('pending', 0), false],
    [
      'one that was not tried gives way to one that failed',
      run('pending', 0),
      run('failed', 1, { isSaved: false }),
      true,
    ],
    ['one to go on stays before one that failed there', run('pending', 2), run('failed', 2), false],
    ['one that failed farther on takes the place of one to go on', run('pending', 2), run('failed', 3), true],
  ];

  it.each(cases)('%s', (_, here, there, isReplaced) => {
    const other = databaseOf([there]);
    const store = storeOf(here);
    expect(store.mergeFrom(other)).toEqual({ ...nothing, [isReplaced ? 'replaced' : 'kept']: 1 });
    expect(dump(store.path).points).toEqual(dump(databaseOf([isReplaced ? there : here])).points);
    expect(store.run(1)).toMatchObject({ status: (isReplaced ? there : here).status });
    expect(query(store.path, 'PRAGMA foreign_key_check').rows).toEqual([]);
  });

  it('one that was tried again and has failed takes the place of one that is to be tried, and stays before it', () => {
    const to = storeOf(run('failed', 1, { isSaved: false }));
    to.reopenRuns([1]);
    const again = openStore(databaseOf([run('failed', 1, { isSaved: false })]));
    again.reopenRuns([1]);
    again.finishRun(1, take(again, 1), { ...done, status: 'failed', error: 'again' });
    again.close();
    expect(to.mergeFrom(again.path)).toEqual({ ...nothing, replaced: 1 });
    expect(to.run(1)).toMatchObject({ status: 'failed', error: 'again', attempts: 2 });
    const open = openStore(databaseOf([run('failed', 1, { isSaved: false })]));
    open.reopenRuns([1]);
    expect(to.mergeFrom(open.path)).toEqual({ ...nothing, kept: 1 });
    expect(to.run(1)).toMatchObject({ status: 'failed', attempts: 2 });
    open.close();
  });

  it('differing points are told, the first first, and ours stay', () => {
    const other = databaseOf([
      { seed: 1, status: 'done', length: 4, error: 1e-16 },
      { seed: 5, status: 'done', length: 4, error: 0.5 },
      { seed: 6, status: 'done', length: 2 },
    ]);
    const store = storeOf({ seed: 5, status: 'pending', length: 4 }, { seed: 6, status: 'done', length: 2 });
    const before = rows(store.path);
    const { differing, ...report } = store.mergeFrom(other);
    expect(report).toEqual({ sweepsAdded: 0, added: 1, replaced: 0, kept: 1, held: [], damaged: [] });
    const [{ here, there, ...first }] = differing as [MergeReport['differing'][0]];
    expect([differing.length, first]).toEqual([1, { runId: 1, otherRunId: 2, metric: 'a', iteration: 30 }]);
    expect(there - here).toBeCloseTo(0.5);
    expect((rows(store.path).runs as unknown[][])[0]).toEqual((before.runs as unknown[][])[0]);
  });

  it('the first difference is the one of the lowest iteration, whatever its metric', () => {
    const withValues = (a: number, b: number): Store => {
      const store = temporaryStore();
      const runId = addRun(store);
      const attempt = take(store, runId);
      store.appendChunk(runId, attempt, chunk([0, 10, 20], { a: [1, 1, a], b: [1, b, 1] }));
      store.finishRun(runId, attempt, done);
      return store;
    };
    const other = withValues(7, 8);
    other.close();
    expect(withValues(1, 1).mergeFrom(other.path).differing).toMatchObject([
      { metric: 'b', iteration: 10, here: 1, there: 8 },
    ]);
  });

  it('numbers of attempts only grow', () => {
    const store = storeOf({ seed: 0, status: 'pending', length: 1 });
    for (const _ of [2, 3]) store.releaseRun(1, take(store, 1));
    expect(store.mergeFrom(databaseOf([{ seed: 0, status: 'done', length: 3 }])).replaced).toBe(1);
    expect(store.run(1)).toMatchObject({ status: 'done', attempts: 3 });
    expect(take(store, 1, { from: ['done'] })).toBe(4);
  });

  it('a number differs from NaN, and NaN does not from NaN', () => {
    const run = (error: number): RunState => ({ seed: 1, status: 'done', length: 2, error });
    const differing = (here: number, there: number): unknown =>
      storeOf(run(here))
        .mergeFrom(databaseOf([run(there)]))
        .differing.map(({ iteration }) => iteration);
    expect([differing(0, NaN), differing(NaN, 0), differing(NaN, NaN)]).toEqual([[10], [10], []]);
  });

  it('what follows from the whole trajectory may differ', () => {
    const derived = (length: number): RunState => ({
      seed: 1,
      status: 'done',
      length,
      metrics: ['predicted_component_norm_1', 'a'],
      error: length,
    });
    const plain = { ...derived(3), metrics: ['predicted_component_norm_1'] };
    const store = storeOf(plain);
    expect(store.mergeFrom(databaseOf([{ ...plain, length: 2 }])).differing).toEqual([]);
    expect(storeOf(derived(3)).mergeFrom(databaseOf([derived(2)])).differing).toHaveLength(1);
  });
});

describe('the other database', () => {
  const three: RunState[] = runStatuses
    .filter((status) => status !== 'skipped' && status !== 'pruned')
    .map((status, seed) => ({ seed, status, length: 3 }));

  it('is left as it is, also with a log that a process has left', () => {
    const path = databaseOf(three);
    const folder = dirname(path);
    const before = contents(folder);
    expect(temporaryStore().mergeFrom(path)).toEqual({ ...nothing, sweepsAdded: 1, added: 6 });
    expect(contents(folder)).toEqual(before);

    const writer = openStore(path);
    addSweep(writer, 'more', [{ seed: 9, status: 'done', length: 2 }]);
    const left = join(temporaryFolder(), 'left.db'); // as if the process had died
    for (const suffix of ['', '-wal', '-shm']) copyFileSync(path + suffix, left + suffix);
    writer.close();
    expect(statSync(`${left}-wal`).size).toBeGreaterThan(0);
    const dead = contents(dirname(left));
    expect(temporaryStore().mergeFrom(left)).toEqual({ ...nothing, sweepsAdded: 2, added: 7 });
    const after = contents(dirname(left));
    delete dead[`${left}-shm`]; // SQLite's index of the log, for the processes that have it open
    delete after[`${left}-shm`];
    expect(after).toEqual(dead);
  });

  it('tells which runs a sweep skips', () => {
    const path = databaseOf([
      { seed: 0, status: 'failed', length: 2 },
      { seed: 1, status: 'pending', length: 0 },
    ]);
    const other = openStore(path);
    const [failed, waiting] = other.runsOfSweep(1).map(({ runId }) => runId) as [number, number];
    const skip = { axis: 'init.std', rule: 'larger-after-failure', reason: 'a smaller one failed' } as const;
    other.skipRuns(1, [{ ...skip, runId: waiting, becauseRunId: failed }]);
    other.close();
    const store = storeOf({ seed: 5, status: 'done', length: 2 });
    store.mergeFrom(path);
    const runOf = (seed: number): number => store.runsOfSweep(1).find((run) => run.seed === seed)!.runId;
    expect([...store.skippedRuns(1)]).toEqual([[runOf(1), { ...skip, becauseRunId: runOf(0) }]]);
  });

  it('may be written meanwhile', () => {
    const path = databaseOf(three);
    const client = new Database(path);
    client.exec('BEGIN IMMEDIATE; DELETE FROM tags');
    expect(temporaryStore().mergeFrom(path).added).toBe(6);
    client.close();
  });

  it('makes a sweep incomplete that asks for more there, of which runs another sweep here has', () => {
    const [done, pending] = [
      { seed: 0, status: 'done', length: 2 },
      { seed: 1, status: 'pending', length: 0 },
    ] as const;
    const store = storeOf(done);
    addSweep(store, 'another', [pending]);
    expect(resolveSweep(store, 'sweep', '').status).toBe('done');
    expect(store.mergeFrom(databaseOf([done, pending]))).toEqual({ ...nothing, kept: 2 });
    expect(resolveSweep(store, 'sweep', '').status).toBe('interrupted');
  });

  it('gives runs that it is at as ones to be taken up', () => {
    const store = temporaryStore();
    store.mergeFrom(databaseOf([{ seed: 0, status: 'running', length: 3 }]));
    expect(store.run(1)).toMatchObject({ status: 'pending', iterations: 20, attempts: 1 });
    expect(store.attempts(1)).toMatchObject([{ outcome: 'interrupted', endedAt: expect.any(String) }]);
    expect(store.loadCheckpoint(1)).toMatchObject({ iteration: 20 });
    expect(store.sweep(1)!.status).toBe('interrupted');
    expect(query(store.path, 'SELECT * FROM leases').rows).toEqual([]);
  });

  it('with other numbers for its metrics is matched by their names', () => {
    const store = storeOf({ seed: 0, status: 'done', length: 3, metrics: ['b', 'z', 'a'] });
    const other = databaseOf([{ seed: 1, status: 'done', length: 3, metrics: ['a', 'b', 'c'] }]);
    store.mergeFrom(other);
    const points = (path: string): unknown =>
      query(
        path,
        'SELECT metric, iteration, value FROM trajectory JOIN runs ON runs.id = run_id WHERE seed = 1 ORDER BY 1, 2',
      ).rows;
    expect(points(store.path)).toEqual(points(other));
    expect([...store.finals(2)].toSorted()).toEqual(
      [...openStore(other, { readOnly: true }).finals(1)].toSorted(),
    );
    expect(query(store.path, 'SELECT c FROM run_table WHERE seed = 1').rows[0]![0]).toBe(
      store.finals(2).get('c'),
    );
  });

  it('may be one of several, and is merged after the store has been used', () => {
    const store = storeOf({ seed: 0, status: 'done', length: 4 });
    for (const name of ['x', 'y', 'x'])
      store.mergeFrom(databaseOf(three.slice(0, 3), { name, tags: [name] }));
    expect(store.sweeps().map(({ name, tags, runs }) => [name, tags, runs.done])).toEqual([
      ['sweep', [], 1],
      ['x', ['x'], 2],
      ['y', ['y'], 2],
    ]);
    addSweep(store, 'z', [{ seed: 7, status: 'done', length: 2, metrics: ['new'] }]);
    expect(query(store.path, 'PRAGMA foreign_key_check').rows).toEqual([]);
    expect(query(store.path, 'PRAGMA integrity_check').rows).toEqual([['ok']]);
  });

  it('is refused when it cannot be merged, and nothing is changed', () => {
    const store = storeOf(...three);
    const folder = temporaryFolder();
    const old = new Database(join(folder, 'old.db'));
    migrate(old, migrations.slice(0, 1));
    old.close();
    writeFileSync(join(folder, 'notes.db'), 'not a database at all'.repeat(20));
    writeFileSync(join(folder, 'empty.db'), '');
    const before = [contents(folder), rows(store.path)];
    const refusals = [
      ['none.db', 'found no file at'],
      ['empty.db', 'found an empty file'],
      ['notes.db', 'found a file of another kind'],
      ['old.db', `expected a database of schema version ${migrations.length}, found version 1`],
      [store.path, 'which is the one to merge into'],
    ] as const;
    for (const [name, message] of refusals) {
      const path = name === store.path ? name : join(folder, name);
      expect(() => store.mergeFrom(path)).toThrow(InputError);
      expect(() => store.mergeFrom(path)).toThrow(message);
      expect(() => store.mergeFrom(path)).not.toThrow('with --db'); // which names the one to merge into
    }
    expect([contents(folder), rows(store.path)]).toEqual(before);
    expect(() => store.transaction(() => store.mergeFrom(databaseOf([])))).toThrow(
      'expected to merge outside of transactions',
    );
  });

  it('that is damaged is refused', () => {
    const path = databaseOf(three);
    const client = new Database(path);
    client.pragma('ignore_check_constraints = ON');
    client.exec(`UPDATE runs SET status = 'lost' WHERE seed = 4`);
    client.close();
    const store = storeOf();
    expect(() => store.mergeFrom(path)).toThrow(
      `found that it is damaged: ${path} (CHECK constraint failed in runs)`,
    );
  });

  it('is merged whole or not at all', () => {
    const store = storeOf({ seed: 0, status: 'pending', length: 1 });
    const path = databaseOf(three, { name: 'three' });
    const client = new Database(store.path);
    client.exec(
      `CREATE TRIGGER stop BEFORE INSERT ON runs WHEN new.seed = 4 BEGIN SELECT RAISE(ABORT, 'no room'); END`,
    );
    const before = rows(store.path);
    expect(() => store.mergeFrom(path)).toThrow('no room');
    expect(rows(store.path)).toEqual(before);
    client.exec('DROP TRIGGER stop');
    client.close();
    expect(store.mergeFrom(path)).toMatchObject({ sweepsAdded: 1, added: 5 });
  });
});

it('leaves alone the runs that a living process is at', async () => {
  const store = storeOf({ seed: 0, status: 'pending', length: 1 }, { seed: 1, status: 'pending', length: 1 });
  const child = startChild('claim.ts', store.path, 2);
  expect(await child.firstLine).toBe('2');
  const other = databaseOf([0, 1].map((seed) => ({ seed, status: 'done', length: 3 })));
  expect(store.mergeFrom(other)).toEqual({ ...nothing, replaced: 1, held: [2] });
  expect(store.run(2)!.status).toBe('running');
  expect(store.sweep(1)!.status).toBe('running');
  await killHard(child);
  expect(store.mergeFrom(other)).toEqual({ ...nothing, replaced: 1, kept: 1 });
  expect(store.sweep(1)!.status).toBe('done');
});
