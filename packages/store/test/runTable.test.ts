import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openStore, query } from '../src/index.ts';
import { addRun, chunk, config, done, take, temporaryStore } from './support/fixtures.ts';

function rowsOf(path: string, columns = '*'): Record<string, unknown>[] {
  const result = query(path, `SELECT ${columns} FROM run_table ORDER BY run_id`);
  return result.rows.map((row) => Object.fromEntries(row.map((value, i) => [result.columns[i], value])));
}

it('shows parameters by path and final metrics side by side', () => {
  const store = temporaryStore();
  expect(rowsOf(store.path)).toEqual([]);
  const runId = addRun(store, { config: config({ std: 0.05, seed: 3 }) });
  const attempt = take(store, runId);
  store.appendChunk(
    runId,
    attempt,
    chunk([0, 25], { train_loss: [4, 2], 'local_component_norm{1,2}_1': [0, 8] }),
  );
  expect(rowsOf(store.path)[0]).toMatchObject({ status: 'running', train_loss: null });
  store.finishRun(runId, attempt, done);
  expect(rowsOf(store.path)[0]).toMatchObject({
    run_id: runId,
    status: 'done',
    iterations: 50,
    seed: 3,
    'init.std': 0.05,
    'model.kind': 'cp',
    'task.dims': '[4,4,4]',
    'model.linearOutput': 0,
    train_loss: 2,
    'local_component_norm{1,2}_1': 8,
  });
});

it("flattens as SQLite's JSON operator does, a seed beyond 32 bits included", () => {
  const store = temporaryStore();
  addRun(store, { config: config({ seed: 2 ** 48 - 1 }) });
  const differing = query(
    store.path,
    `SELECT name FROM params JOIN runs ON runs.id = run_id
     WHERE value IS NOT (config ->> ('$.' || name)) OR typeof(value) <> typeof(config ->> ('$.' || name))`,
  );
  expect(differing.rows).toEqual([]);
  expect(query(store.path, `SELECT typeof(value) FROM params WHERE name = 'seed'`).rows).toEqual([
    ['integer'],
  ]);
});

it('gets a column for every name, also from another connection, and none twice', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.describeMetrics([{ name: 'described', unit: 'nat', description: 'known before it is recorded' }]);
  store.appendChunk(runId, attempt, chunk([0], { recorded: [1], Status: [2], 'with "quotes"': [3] }));
  const metrics = [{ name: 'described', unit: 'bit', description: 'again' }];
  store.describeMetrics(metrics);
  const columns = Object.keys(rowsOf(store.path)[0]!);
  expect(columns.slice(-4)).toEqual(['described', 'recorded', 'final.Status', 'with "quotes"']);
  expect(new Set(columns.map((name) => name.toLowerCase())).size).toBe(columns.length);
  const described = query(store.path, `SELECT unit, description FROM metrics WHERE name = 'described'`);
  expect(described.rows).toEqual([['bit', 'again']]);
});

it("stays within SQLite's 2000 columns, and keeps the rest readable", () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  const many = Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`metric_${i}`, [i]]));
  store.appendChunk(runId, attempt, chunk([0], many));
  store.finishRun(runId, attempt, done);
  expect(Object.keys(rowsOf(store.path)[0]!)).toHaveLength(2000);
  const last = query(store.path, `SELECT value FROM final WHERE metric = 'metric_2499'`);
  expect(last.rows).toEqual([[2499]]);
});

it('is not rebuilt without need', () => {
  const store = temporaryStore();
  const version = (): unknown =>
    query(store.path, 'SELECT schema_version FROM pragma_schema_version').rows[0]![0];
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, chunk([0], { a: [1] }));
  const before = version();
  store.appendChunk(runId, attempt, chunk([25], { a: [1] }));
  addRun(store, { config: config({ seed: 1 }) });
  expect(version()).toBe(before);
});

it('gets a column for a parameter that a run is claimed with', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  expect(Object.keys(rowsOf(store.path)[0]!)).not.toContain('record.metrics');
  const { record, ...rest } = config();
  take(store, runId, { config: { ...rest, record: { ...record, metrics: ['train_loss'] } } });
  expect(rowsOf(store.path)[0]).toMatchObject({ 'record.metrics': '["train_loss"]' });
});

it('keeps the columns of parameters that another connection has added, or whose runs are gone', () => {
  const store = temporaryStore();
  const { record, ...rest } = config();
  const other = openStore(store.path);
  const runId = addRun(other, { config: { ...rest, record: { ...record, metrics: ['train_loss'] } } });
  addRun(store, { config: { ...rest, seed: 1, record: { ...record, perDecade: 4 } } });
  const columns = (): string[] => Object.keys(rowsOf(store.path)[0]!);
  expect(columns()).toEqual(expect.arrayContaining(['record.metrics', 'record.perDecade']));
  expect(store.isRunTableSound()).toBe(true);
  while (store.deleteStep({ runIds: [runId] }, 10));
  expect(store.isRunTableSound()).toBe(true);
  addRun(store, { config: config({ seed: 5 }) });
  expect(columns()).toContain('record.metrics');
  other.close();
});

it('is not sound without a column for every parameter', () => {
  const store = temporaryStore();
  addRun(store);
  const database = new Database(store.path);
  const sql = database
    .prepare("SELECT sql FROM sqlite_schema WHERE name = 'run_table'")
    .pluck()
    .get() as string;
  const without = sql.replace(
    /, \(SELECT value FROM params WHERE run_id = runs\.id AND name = 'init\.std'\) AS "init\.std"/,
    '',
  );
  expect(without).not.toBe(sql);
  database.exec(`DROP VIEW run_table; ${without}`);
  database.close();
  expect(store.isRunTableSound()).toBe(false);
});
