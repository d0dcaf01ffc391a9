import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { LeaseLostError, openStore, query, type MetricTrajectory } from '../src/index.ts';
import { addRun, chunk, done, saved, take, temporaryStore } from './support/fixtures.ts';

it('gives back what was appended, NaN and infinities included', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  const loss = [1.5, NaN, Infinity, -Infinity, 5e-324];
  store.appendChunk(
    runId,
    attempt,
    chunk([0, 25, 50, 75, 2 ** 40], { train_loss: loss, other: [1, 2, 3, 4, 5] }),
  );

  const [trainLoss, other] = store.trajectory(runId, ['train_loss', 'other']);
  expect([...trainLoss!.values]).toEqual(loss);
  expect([...trainLoss!.iterations]).toEqual([0, 25, 50, 75, 2 ** 40]);
  expect([...other!.values]).toEqual([1, 2, 3, 4, 5]);
  expect(store.run(runId)?.iterations).toBe(2 ** 40);
});

it('stores NaN as NULL and infinities as REAL', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  store.appendChunk(runId, take(store, runId), chunk([0, 1, 2, 3], { a: [NaN, Infinity, -Infinity, 7] }));
  const client = new Database(store.path, { readonly: true });
  expect(client.prepare('SELECT typeof(value) FROM points').pluck().all()).toEqual([
    'null',
    'real',
    'real',
    'real',
  ]);
  client.close();
});

it('keeps chunks of any length, beyond what one statement takes', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  const iterations = Array.from({ length: 237 }, (_, i) => i * 25);
  const a = iterations.map((i) => Math.sqrt(i));
  const b = iterations.map((i) => 1 - i);
  store.appendChunk(runId, attempt, chunk(iterations, { a, b }));
  store.appendChunk(runId, attempt, chunk([], { a: [], b: [] }));
  expect(store.trajectory(runId, '*').map(({ values }) => [...values])).toEqual([a, b]);
});

it('does not double points that are appended again: the later value counts', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, chunk([0, 25], { a: [1, 2] }));
  store.appendChunk(runId, attempt, chunk([25, 50], { a: [3, 4] }));
  const { iterations, values } = store.trajectory(runId, ['a'])[0]!;
  expect([...iterations]).toEqual([0, 25, 50]);
  expect([...values]).toEqual([1, 3, 4]);
});

it('takes the later value of a metric that is named twice, and of a point that another program has written', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, chunk([0], { a: [1], b: [1] }));
  const client = new Database(store.path);
  client.prepare('INSERT INTO points VALUES (?, 1, 25, 9)').run(runId);
  client.close();
  store.appendChunk(runId, attempt, chunk([25], { a: [2], b: [3] }));
  store.appendChunk(runId, attempt, {
    metrics: ['a', 'b', 'b'],
    iterations: Float64Array.of(50),
    values: Float64Array.of(4, 5, 6),
  });
  expect(store.trajectory(runId, '*').map(({ values }) => [...values])).toEqual([
    [1, 2, 4],
    [1, 3, 6],
  ]);
  store.finishRun(runId, attempt, done);
  expect(store.damageOfRun(runId)).toEqual([]);
});

it('refuses an attempt without the lease, and writes nothing of it', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  const late = chunk([0], { never_stored: [1] });
  expect(() => store.appendChunk(runId, attempt + 1, late)).toThrow(LeaseLostError);
  store.finishRun(runId, attempt, done);
  expect(() => store.appendChunk(runId, attempt, late)).toThrow(LeaseLostError);
  expect(query(store.path, 'SELECT name FROM metrics').rows).toEqual([]);
});

it('adds no half of a chunk, and knows its metrics again afterwards', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  // An iteration that is not whole fails the table's type check, after the first metric's points were inserted.
  expect(() => store.appendChunk(runId, attempt, chunk([0, 0.5], { a: [1, 2] }))).toThrow(/INTEGER/);
  expect(store.recordedMetrics(runId)).toEqual([]);
  store.appendChunk(runId, attempt, chunk([0], { a: [1] }));
  expect(store.recordedMetrics(runId)).toEqual(['a']);
});

it('refuses a chunk whose values do not fit its metrics and iterations', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  expect(() => store.appendChunk(runId, attempt, chunk([0, 25], { a: [1, 2], b: [3] }))).toThrow(
    'expected 2 metrics x 2 iterations = 4 values, found 3',
  );
});

it('reads metrics by name, by pattern and by rank', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  const ranks = Object.fromEntries([10, 2, 1].map((rank) => [`local_component_norm{1,2}_${rank}`, [rank]]));
  store.appendChunk(
    runId,
    attempt,
    chunk([0], { train_loss: [0], ...ranks, 'local_component_norm{1,2}_x_1': [5] }),
  );

  const names = (metrics: string | string[]): string[] =>
    store.trajectory(runId, metrics).map(({ metric }) => metric);
  expect(names(['train_loss', 'absent'])).toEqual(['train_loss']);
  expect(names('train_*')).toEqual(['train_loss']);
  expect(names('local_component_norm{1,2}_?')).toHaveLength(2);
  expect(store.rankedMetrics(runId, 'local_component_norm{1,2}')).toEqual(
    [1, 2, 10].map((rank) => `local_component_norm{1,2}_${rank}`),
  );
  expect(store.rankedMetrics(runId, 'component_norm')).toEqual([]);
});

describe('a trajectory in parts', () => {
  /** The parts of a metric joined. */
  const joined = (parts: Iterable<MetricTrajectory>) => {
    const whole = new Map<string, [number, number][]>();
    for (const { metric, iterations, values } of parts) {
      const points = whole.get(metric) ?? [];
      values.forEach((value, i) => points.push([iterations[i]!, value]));
      whole.set(metric, points);
    }
    return [...whole];
  };

  it('is the whole one, metric after metric, in parts of bounded size', () => {
    const store = temporaryStore();
    const runId = addRun(store);
    const attempt = take(store, runId);
    const iterations = Array.from({ length: 40_000 }, (_, i) => 3 * i);
    const a = iterations.map((i) => (i === 30 ? NaN : i / 7));
    store.appendChunk(runId, attempt, chunk(iterations, { a, b: a.map((value) => -value) }));
    store.appendChunk(runId, attempt, chunk([5], { c: [Infinity] }));
    const parts = [...store.trajectoryParts(runId)];
    expect(Math.max(...parts.map(({ values }) => values.length))).toBeLessThan(20_000);
    expect(joined(parts)).toEqual(joined(store.trajectory(runId, '*')));
    expect([...store.trajectoryParts(99)]).toEqual([]);
  });

  it('is of the moment when its first part was asked for', () => {
    const store = temporaryStore();
    const runId = addRun(store);
    const attempt = take(store, runId);
    store.appendChunk(runId, attempt, chunk([0, 1], { a: [1, 2], b: [3, 4] }));
    const reader = openStore(store.path, { readOnly: true });
    const before = joined(reader.trajectory(runId, '*'));
    const parts = reader.trajectoryParts(runId);
    const first = parts.next().value as MetricTrajectory;
    store.appendChunk(runId, attempt, chunk([2], { a: [5], b: [6], c: [7] }));
    expect(joined([first, ...parts])).toEqual(before);
    expect(joined(reader.trajectoryParts(runId))).toEqual(joined(store.trajectory(runId, '*')));
    reader.close();
  });

  it('tells of points that are not what was written', () => {
    const store = temporaryStore();
    const runId = addRun(store);
    const attempt = take(store, runId);
    store.appendChunk(runId, attempt, chunk([0, 1], { a: [1, 2], b: [3, 4] }));
    store.saveCheckpoint(runId, attempt, saved(1, 7));
    store.appendChunk(runId, attempt, chunk([2], { a: [5], b: [6] }));
    expect([...store.trajectoryParts(runId)]).toHaveLength(2);
    const other = new Database(store.path);
    other.exec('UPDATE points SET value = 5 WHERE value = 4');
    other.close();
    const metrics: string[] = [];
    const read = (): void => {
      for (const { metric } of store.trajectoryParts(runId)) metrics.push(metric);
    };
    expect(read).toThrow('as it was written, found its points of b changed since');
    expect(metrics).toContain('a');
  });

  it('keeps the log from being emptied until it is left', () => {
    const store = temporaryStore();
    const runId = addRun(store);
    const attempt = take(store, runId);
    store.appendChunk(runId, attempt, chunk([0, 1], { a: [1, 2], b: [3, 4] }));
    const reader = openStore(store.path, { readOnly: true });
    const parts = reader.trajectoryParts(runId);
    parts.next();
    store.appendChunk(runId, attempt, chunk([2], { a: [5] }));
    const client = new Database(store.path, { timeout: 0 });
    const isBusy = (): unknown => client.pragma('wal_checkpoint(TRUNCATE)', { simple: true });
    expect(isBusy()).toBe(1);
    parts.return(undefined);
    expect(isBusy()).toBe(0);
    client.close();
    reader.close();
  });
});
