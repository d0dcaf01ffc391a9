/** Sweeps that version 3 has registered, which kept the numbers of cells alone. */
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { inspect, openStore, type Store } from '../src/index.ts';
import { claim } from './support/claim.ts';
import { config, newRun } from './support/fixtures.ts';
import { version3 } from './support/version3.ts';

function migrated(changes = ''): Store {
  const store = openStore(version3(changes));
  onTestFinished(() => store.close());
  return store;
}

const damage = (store: Store): string[] =>
  [...inspect(store)].flatMap(({ found }) => found.map(({ text }) => text));

function rows(path: string, sql: string): unknown[] {
  const client = new Database(path, { readonly: true });
  try {
    return client.prepare(sql).raw().all();
  } finally {
    client.close();
  }
}

/** The axes in the order of the grid: the first varies slowest. */
const grid = (std: number, linearOutput: boolean, scheme: string): unknown[] => [
  ['init.scheme', scheme, 'text'],
  ['init.std', std, 'real'],
  ['model.linearOutput', String(linearOutput), 'text'],
  ['task.dims', '[4,4,4]', 'text'],
];

it('have the cells that their specifications name', () => {
  const { path } = migrated();
  const cellAt = (sweep: number, part: string, cell: number): unknown[] =>
    rows(
      path,
      `SELECT name, value, typeof(value) FROM cells WHERE sweep_id = ${sweep} AND part = '${part}' AND cell = ${cell}
       ORDER BY name`,
    );
  expect(rows(path, 'SELECT DISTINCT sweep_id, part, cell FROM cells')).toEqual([
    [1, 'grid', 0],
    [1, 'grid', 5],
    [1, 'grid', 11],
    [2, 'grid', 1],
    [2, 'grid', 2],
    [3, 'plain', 0],
    [3, 'plain', 3],
  ]);
  expect(cellAt(1, 'grid', 0)).toEqual(grid(0.01, true, 'normal'));
  expect(cellAt(1, 'grid', 5)).toEqual(grid(0.1, true, 'unbalanced'));
  expect(cellAt(1, 'grid', 11)).toEqual(grid(0.001, false, 'unbalanced'));
  expect(cellAt(2, 'grid', 1)).toEqual(grid(0.01, true, 'unbalanced'));
  expect(cellAt(2, 'grid', 2)).toEqual(grid(0.01, false, 'normal'));
  expect(cellAt(3, 'plain', 3)).toEqual(grid(0.01, false, 'unbalanced'));
});

it('answer as before, and their runs go on', () => {
  const store = migrated();
  expect(damage(store)).toEqual([]);
  expect(store.sweeps().map(({ name, status, tags }) => [name, status, tags])).toEqual([
    ['ended', 'done', ['draft']],
    ['going-on', 'interrupted', []],
    ['damaged', 'interrupted', []],
  ]);
  expect(store.cellRuns(1, 'grid', 'train_loss')).toEqual(
    [
      [0, 1],
      [0, 2],
      [5, 3],
      [11, 4],
    ].map(([cell, runId]) => ({ cell, runId, status: 'done', iterations: 50, value: 0.5 })),
  );
  expect(store.attempts(1)).toMatchObject([{ number: 1, lane: 'lane-0', outcome: 'done' }]);
  const { checkpoint, attempt } = store.claimRun(6, claim)!;
  expect(checkpoint).toMatchObject({ iteration: 25, state: Buffer.from([7]) });
  const [block] = [...store.recordedBlocks(6, attempt, ['train_loss'])];
  expect([...block!.values]).toEqual([3, 2]);
});

it('keep the numbers of their cells, and give new cells the next', () => {
  const store = migrated();
  const cell = {
    'task.dims': [4, 4, 4],
    'init.scheme': 'unbalanced',
    'init.std': 0.1,
    'model.linearOutput': true,
  };
  const run = newRun({ config: config({ seed: 9 }), part: 'grid', cell });
  const [known] = store.registerRuns(1, [run]);
  const [plain] = store.registerRuns(1, [newRun({ config: config({ seed: 10 }), part: 'plain' })]);
  const other = newRun({ config: config({ seed: 11 }), part: 'grid', cell: { ...cell, 'init.std': 7 } });
  const [next] = store.registerRuns(1, [other]);
  expect(store.runPlaces(known!.runId)).toEqual([{ sweepId: 1, part: 'grid', cell: 5 }]);
  expect(store.runPlaces(plain!.runId)).toEqual([{ sweepId: 1, part: 'plain', cell: 0 }]);
  expect(store.runPlaces(next!.runId)).toEqual([{ sweepId: 1, part: 'grid', cell: 12 }]);
});

it('tell of damage as before, and are registered anew when they are asked for', () => {
  const spec = '{"parts":[1]}';
  const store = migrated(`UPDATE sweeps SET spec = '${spec}' WHERE id IN (2, 3)`);
  expect(damage(store)).toEqual(['sweep 3: its name, specification, cells, runs or tags']);
  expect([store.cellValues(2, 'grid'), store.cellValues(3, 'plain')]).toEqual([[], []]);
  expect(store.runsOfSweep(2).map(({ cell }) => cell)).toEqual([1, 2]);
  const [[name, specHash]] = rows(store.path, 'SELECT name, spec_hash FROM sweeps WHERE id = 2') as [
    [string, string],
  ];
  const asked = { parts: { grid: {} } };
  const again = store.upsertSweep({ name, definition: 'd', preset: 'quick', spec: asked, specHash });
  expect(again).toBe(2);
  const cells = [0.1, 0.2].map((std) => ({ 'init.std': std }));
  store.registerRuns(2, [
    newRun({ config: config({ seed: 20 }), part: 'grid', cell: cells[0]! }),
    newRun({ config: config({ seed: 21 }), part: 'grid', cell: cells[1]! }),
  ]);
  expect(store.cellValues(2, 'grid')).toEqual([
    { cell: 0, name: 'init.std', value: 0.1 },
    { cell: 1, name: 'init.std', value: 0.2 },
  ]);
  expect(store.runsOfSweep(2).map(({ cell, seed }) => [cell, seed])).toEqual([
    [0, 20],
    [1, 21],
  ]);
});

it('are not sealed again where they were damaged before', () => {
  const store = migrated(`UPDATE sweeps SET name = 'other' WHERE id = 1; UPDATE tags SET tag = 'final'`);
  expect(damage(store)).toEqual(['sweep 1: its name, specification, cells, runs or tags']);
});

it('keep axes that are no lists as the one value that they show', () => {
  const spec = JSON.stringify({ parts: { grid: { axes: { a: 'x', b: [null, { c: 1 }, 3] } } } });
  const store = migrated(`UPDATE sweeps SET spec = '${spec}' WHERE id = 2`);
  expect(store.cellValues(2, 'grid').map(({ cell, name, value }) => [cell, name, value])).toEqual([
    [1, 'a', 'x'],
    [1, 'b', '{"c":1}'],
    [2, 'a', 'x'],
    [2, 'b', 3],
  ]);
});
