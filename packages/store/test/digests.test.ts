import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DamagedRunError, inspect, openStore, query, type Store } from '../src/index.ts';
import { digestOfRows } from '../src/checksums/rowDigest.ts';
import { extended, isNext, noPoints, shortened } from '../src/checksums/seriesDigest.ts';
import { claim } from './support/claim.ts';
import {
  addRun,
  chunk,
  config,
  done,
  finalState,
  newRun,
  newSweep,
  saved,
  take,
  temporaryStore,
} from './support/fixtures.ts';

describe('the digest of a series', () => {
  it('is the CRC-32 of iterations and values as little-endian float64', () => {
    // zlib.crc32(struct.pack('<8d', 0, 1.5, 25, nan, 50, -inf, 75, 0)) of Python, where nan is 0x7ff8000000000000.
    const digest = extended(noPoints, [0, 25, 50, 75], [1.5, NaN, -Infinity, -0]);
    expect(digest).toEqual({ points: 4, last: 75, crc: 0x065b2083 });
  });

  it('is the same however the points come in chunks, and takes one NaN for another', () => {
    const values = fc.array(fc.double(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.nat(40), (all, cut) => {
        const iterations = all.map((_, i) => 3 * i);
        const whole = extended(noPoints, iterations, all);
        const first = extended(noPoints, iterations.slice(0, cut), all.slice(0, cut));
        expect(extended(first, iterations.slice(cut), all.slice(cut))).toEqual(whole);
        const otherNaN = new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer)[0]!;
        const sameValues = all.map((value) => (Number.isNaN(value) ? otherNaN : value));
        expect(extended(noPoints, iterations, sameValues)).toEqual(whole);
      }),
    );
  });

  it('loses its last points by these points alone', () => {
    const values = fc.array(fc.double(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.nat(40), (all, cut) => {
        const iterations = all.map((_, i) => 3 * i);
        const whole = extended(noPoints, iterations, all);
        const first = extended(noPoints, iterations.slice(0, cut), all.slice(0, cut));
        const [goneAt, gone] = [iterations.slice(cut), all.slice(cut)];
        expect(shortened(whole, goneAt, gone, first.last)).toEqual(first);
        if (gone.length === 0) return;
        const others = gone.with(0, gone[0]! === 1 ? 2 : 1);
        expect(shortened(whole, goneAt, others, first.last)).not.toEqual(first);
      }),
    );
  });

  it('grows by points that come behind it alone', () => {
    const digest = extended(noPoints, [0, 25], [1, 2]);
    expect([[50, 75], [25], [10], [50, 50], [75, 50], [NaN]].map((next) => isNext(digest, next))).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

it('of rows is the CRC-32 of their JSON, where infinities have names and NaN is NULL', () => {
  const row = [1, -0.5, 'x', null, NaN];
  expect(digestOfRows([row, []])).toBe(crc32('[[[1,-0.5,"x",null,null],[]]]'));
  expect(digestOfRows([row], [[Infinity, -Infinity]])).toBe(
    crc32('[[[1,-0.5,"x",null,null]],[["Infinity","-Infinity"]]]'),
  );
});

/** A sweep of three runs that have ended, each with two states, and one run that was not begun. */
function finishedStore({ endOnly = false } = {}): Store {
  const store = temporaryStore();
  const sweepId = store.upsertSweep(newSweep);
  store.changeTags(sweepId, { add: ['draft'] });
  store.describeMetrics([{ name: 'a', unit: '1', description: 'a metric' }]);
  const rows = store.registerRuns(
    sweepId,
    [0, 1, 2].map((seed) => newRun({ config: config({ seed }), cell: { seed } })),
  );
  for (const { runId } of rows) advance(store, runId, endOnly);
  store.finishSweep(sweepId);
  return store;
}

function advance(store: Store, runId: number, endOnly: boolean): void {
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, chunk([0, 25], { a: [runId, NaN], b: [Infinity, 2] }));
  store.saveCheckpoint(runId, attempt, saved(25, runId, 1));
  store.finishRun(runId, attempt, {
    ...done,
    snapshots: [chunk([50], { a: [3], b: [4] })],
    events: [{ iteration: 25, kind: 'rise', subject: 'a', value: 1 }],
    finalState: { ...finalState(runId, 2), endOnly },
  });
}

/** Changes rows as another program would. */
function change(store: Store, sql: string): void {
  const client = new Database(store.path);
  try {
    expect(client.prepare(sql).run().changes).toBeGreaterThan(0);
  } finally {
    client.close();
  }
}

const damage = (store: Store): string[] =>
  [...inspect(store)].flatMap(({ found }) => found.map(({ text }) => text));

describe('what was changed behind the back of the store', () => {
  const ended = 'how it ended, its final values or events';
  it.each([
    [
      'UPDATE points SET value = 1e-9 WHERE run_id = 2 AND metric_id = 1 AND iteration = 25',
      'run 2: points of a',
    ],
    [
      'UPDATE points SET value = NULL WHERE run_id = 2 AND metric_id = 1 AND iteration = 0',
      'run 2: points of a',
    ],
    [
      'UPDATE points SET iteration = 26 WHERE run_id = 2 AND metric_id = 2 AND iteration = 25',
      'run 2: points of b',
    ],
    ['DELETE FROM points WHERE run_id = 3 AND iteration = 50', 'run 3: points of a, points of b'],
    ['DELETE FROM points WHERE run_id = 3 AND metric_id = 1', 'run 3: points of a'],
    ['INSERT INTO points VALUES (1, 1, 10, 0)', 'run 1: points of a'],
    ["UPDATE run_digests SET points = x'' WHERE run_id = 1", 'run 1: points of a, points of b'],
    ['UPDATE run_digests SET record = 7 WHERE run_id = 1', `run 1: ${ended}`],
    ['DELETE FROM run_digests WHERE run_id = 2', 'run 2: digests, which are missing'],
    ['UPDATE finals SET value = 3.0000000000000004 WHERE run_id = 1 AND metric_id = 1', `run 1: ${ended}`],
    ['DELETE FROM events WHERE run_id = 1', `run 1: ${ended}`],
    ['INSERT INTO earlier_finals VALUES (1, 25, 1, 3, 7)', 'run 1: final values that it had at iteration 25'],
    ['UPDATE events SET iteration = 24 WHERE run_id = 2', `run 2: ${ended}`],
    ["UPDATE attempts SET host = 'elsewhere' WHERE run_id = 2", 'run 2: attempt 1'],
    ["UPDATE attempts SET outcome = 'lost' WHERE run_id = 2", 'run 2: attempt 1'],
    ["UPDATE runs SET stop_reason = 'iteration-limit' WHERE id = 3", `run 3: ${ended}`],
    ["UPDATE runs SET status = 'diverged' WHERE id = 3", `run 3: ${ended}`],
    ['UPDATE runs SET seed = 7 WHERE id = 3', `run 3: ${ended}`],
    ["UPDATE params SET value = 0.02 WHERE run_id = 1 AND name = 'init.std'", 'run 1: parameters'],
    ["UPDATE params SET value = 8.0 WHERE run_id = 1 AND name = 'model.components'", 'run 1: parameters'],
    ["DELETE FROM params WHERE run_id = 1 AND name = 'seed'", 'run 1: parameters'],
    [
      "UPDATE checkpoints SET state = x'0203' WHERE run_id = 1 AND iteration = 50",
      'run 1: state at iteration 50',
    ],
    [
      'UPDATE checkpoints SET iteration = 24 WHERE run_id = 1 AND iteration = 25',
      'run 1: state at iteration 24',
    ],
    [
      'UPDATE checkpoints SET end_only = 1 WHERE run_id = 1 AND iteration = 50',
      'run 1: state at iteration 50',
    ],
    ["UPDATE metrics SET description = 'b metric' WHERE id = 1", 'metric a: name, unit or description'],
    ["UPDATE sweeps SET name = 'b'", 'sweep 1: its name, specification, cells, runs or tags'],
    [
      'UPDATE sweep_runs SET cell = 7 WHERE run_id = 2',
      'sweep 1: its name, specification, cells, runs or tags',
    ],
    ['UPDATE cells SET value = 3 WHERE cell = 2', 'sweep 1: its name, specification, cells, runs or tags'],
    ['DELETE FROM cells WHERE cell = 0', 'sweep 1: its name, specification, cells, runs or tags'],
    ["UPDATE tags SET tag = 'final'", 'sweep 1: its name, specification, cells, runs or tags'],
    ['DELETE FROM sweep_digests', 'sweep 1: its name, specification, cells, runs or tags'],
  ])('%s is found', (sql, found) => {
    const store = finishedStore();
    expect(damage(store)).toEqual([]);
    change(store, sql);
    expect(damage(store)).toEqual([found]);
  });

  it('is told where it is read', () => {
    const store = finishedStore();
    change(store, 'UPDATE points SET value = 2.5 WHERE run_id = 2 AND metric_id = 1 AND iteration = 50');
    expect(store.trajectory(2, ['b'])).toHaveLength(1);
    expect(store.trajectory(1, '*')).toHaveLength(2);
    expect(() => store.trajectory(2, '*')).toThrow(DamagedRunError);
    expect(() => store.trajectory(2, ['a'])).toThrow('`npx ranksweep retry sweep:1 --damaged --db');
    change(store, "UPDATE checkpoints SET state = x'00' WHERE run_id = 1 AND iteration = 50");
    expect(() => store.loadCheckpoint(1)).toThrow('its state at iteration 50');
  });
});

describe('a run that goes on', () => {
  const from = ['done'] as const;

  it('goes on from its latest state, and keeps two', () => {
    const store = finishedStore();
    const { checkpoint, setback, attempt } = store.claimRun(1, { ...claim, from })!;
    expect([checkpoint?.iteration, setback]).toEqual([50, undefined]);
    store.saveCheckpoint(1, attempt, { ...saved(75, 1), snapshots: chunk([75], { a: [5], b: [6] }) });
    const client = new Database(store.path);
    expect(client.prepare('SELECT iteration FROM checkpoints WHERE run_id = 1').pluck().all()).toEqual([
      50, 75,
    ]);
    client.close();
  });

  it('keeps no state beyond its latest', () => {
    const store = finishedStore();
    const { attempt } = store.claimRun(1, { ...claim, from })!;
    store.saveCheckpoint(1, attempt, saved(900, 1));
    store.saveCheckpoint(1, attempt, saved(75, 1));
    expect(store.loadCheckpoint(1)!.iteration).toBe(75);
    store.saveCheckpoint(1, attempt, saved(80, 1));
    store.saveCheckpoint(1, attempt, saved(60, 1));
    expect(store.loadCheckpoint(1)!.iteration).toBe(60);
  });

  it('goes on from the state before a damaged one, without what lies beyond', () => {
    const store = finishedStore();
    change(store, "UPDATE checkpoints SET state = x'09' WHERE run_id = 1 AND iteration = 50");
    const { checkpoint, setback } = store.claimRun(1, { ...claim, from })!;
    expect(checkpoint).toMatchObject({ iteration: 25, state: Buffer.from([1, 1]) });
    expect(setback).toBe('its state at iteration 50 is damaged: it goes on from iteration 25');
    expect(store.trajectory(1, '*').map(({ iterations }) => [...iterations])).toEqual([
      [0, 25],
      [0, 25],
    ]);
    expect(damage(store)).toEqual([]);
  });

  it.each([
    ['its saved state is', "UPDATE checkpoints SET state = x'09' WHERE run_id = 1"],
    ['its points are', "UPDATE run_digests SET points = x'' WHERE run_id = 1"],
    ['its points are', 'DELETE FROM run_digests WHERE run_id = 1'],
    ['what it has is', 'UPDATE finals SET value = 9 WHERE run_id = 1'],
  ])('starts over where %s damaged', (what, sql) => {
    const store = finishedStore();
    change(store, sql);
    const { checkpoint, setback } = store.claimRun(1, { ...claim, from })!;
    expect([checkpoint, setback]).toEqual([undefined, `${what} damaged: it starts over`]);
    expect(store.recordedMetrics(1)).toEqual([]);
    expect(damage(store)).toEqual([]);
  });

  it.each([
    'UPDATE points SET value = 9 WHERE run_id = 1 AND metric_id = 1 AND iteration = 0',
    'UPDATE points SET value = 9 WHERE run_id = 1 AND metric_id = 1 AND iteration = 50',
    'UPDATE points SET iteration = 24 WHERE run_id = 1 AND metric_id = 1 AND iteration = 25',
    'DELETE FROM points WHERE run_id = 1 AND metric_id = 1',
    'DELETE FROM points WHERE run_id = 1 AND metric_id = 1 AND iteration = 50',
    'INSERT INTO points VALUES (1, 1, 10, 0)',
  ])('has every point checked when its points are read: %s', (sql) => {
    for (const endOnly of [false, true]) {
      const store = finishedStore({ endOnly });
      change(store, sql);
      const { checkpoint, setback, attempt } = store.claimRun(1, { ...claim, from })!;
      expect([checkpoint?.iteration, setback]).toEqual([50, undefined]);
      expect(() => [...store.recordedBlocks(1, attempt, ['b'])]).toThrow('its points of a');
      expect(store.startOver(1, attempt)).toBe(false);
      expect([store.recordedMetrics(1), damage(store)]).toEqual([[], []]);
      const [{ startedAt }, second] = [store.run(1)!, store.attempts(1)[1]!];
      expect(store.run(1)).toMatchObject({ status: 'running', iterations: 0, wallMs: 0, attempts: 2 });
      expect(startedAt).toBe(second.startedAt);
      store.finishRun(1, attempt, { ...done, snapshots: [chunk([0], { a: [1] })] });
      expect(damage(store)).toEqual([]);
    }
  });

  it('has its digests without what it loses', () => {
    const store = finishedStore({ endOnly: true });
    const digests = (): unknown =>
      query(store.path, 'SELECT hex(points) FROM run_digests WHERE run_id = 1').rows;
    const { attempt } = store.claimRun(1, { ...claim, from })!;
    const short = digests();
    expect([...store.recordedBlocks(1, attempt, ['a', 'b'])]).toHaveLength(1);
    expect(store.trajectory(1, ['b']).map(({ iterations }) => [...iterations])).toEqual([[0, 25]]);
    store.releaseRun(1, attempt);
    take(store, 1);
    expect(digests()).toEqual(short);
    expect(damage(store)).toEqual([]);
  });

  it('builds on no damaged points', () => {
    const store = temporaryStore();
    const runId = addRun(store);
    const attempt = take(store, runId);
    store.appendChunk(runId, attempt, chunk([0, 25], { a: [1, 2] }));
    change(store, 'UPDATE points SET value = 9');
    expect(() => store.appendChunk(runId, attempt, chunk([25, 50], { a: [3, 4] }))).toThrow(DamagedRunError);
  });
});

it('goes on with what an earlier version has written, which has no digests', () => {
  const store = finishedStore();
  change(store, 'UPDATE run_digests SET points = NULL, record = NULL');
  change(store, 'UPDATE checkpoints SET digest = NULL');
  expect(store.runsWithoutDigests()).toBe(3);
  expect(damage(store)).toEqual([]);
  const { checkpoint, attempt } = store.claimRun(1, { ...claim, from: ['done'] })!;
  expect(checkpoint?.iteration).toBe(50);
  store.finishRun(1, attempt, { ...done, iterations: 75, snapshots: [chunk([75], { a: [5], b: [6] })] });
  expect(store.runsWithoutDigests()).toBe(2);
  expect(damage(store)).toEqual([]);
  change(store, 'UPDATE points SET value = 9 WHERE run_id = 1 AND iteration = 25');
  expect(damage(store)).toEqual(['run 1: points of a, points of b']);
});

it('gives what an earlier version has written its digests when a run that goes on has read it', () => {
  const store = finishedStore();
  change(store, 'UPDATE run_digests SET points = NULL, record = NULL');
  const attempt = take(store, 1, { from: ['done'] });
  expect(store.runsWithoutDigests()).toBe(3);
  const other = new Database(store.path);
  other.exec('BEGIN IMMEDIATE'); // reading waits for no lock
  expect([...store.recordedBlocks(1, attempt, ['a'])]).toHaveLength(1);
  other.close();
  store.saveCheckpoint(1, attempt, saved(75, 1));
  expect(store.runsWithoutDigests()).toBe(2);
  store.releaseRun(1, attempt);
  expect(damage(store)).toEqual([]);
  change(store, 'UPDATE points SET value = 9 WHERE run_id = 1 AND metric_id = 2 AND iteration = 25');
  expect(damage(store)).toEqual(['run 1: points of b']);
});

it('keeps digests through merging, cancelling, deleting and tagging', () => {
  const [store, other] = [temporaryStore(), finishedStore()];
  store.describeMetrics([{ name: 'b', unit: '1', description: 'has another number here' }]);
  store.mergeFrom(other.path);
  store.changeTags(1, { add: ['more'], remove: ['draft'] });
  expect(store.deleteStep({ runIds: [2] })).toBe(false);
  expect(damage(store)).toEqual([]);
  change(store, 'UPDATE points SET value = 9 WHERE run_id = 1 AND iteration = 25');
  expect(damage(store)).toEqual(['run 1: points of a, points of b']);
});

it('brings in no damaged run, and puts a sound one in the place of a damaged one', () => {
  const [store, other] = [finishedStore(), finishedStore()];
  change(other, 'UPDATE points SET value = 9 WHERE run_id = 1 AND iteration = 25');
  change(store, 'UPDATE points SET value = 9 WHERE run_id = 2 AND iteration = 25');
  const { damaged, replaced, differing } = store.mergeFrom(other.path);
  expect([damaged, replaced, differing]).toEqual([
    [{ runId: 1, damage: ['points of a', 'points of b'] }],
    1,
    [],
  ]);
  expect(damage(store)).toEqual([]);
  const fresh = temporaryStore();
  expect(fresh.mergeFrom(other.path)).toMatchObject({ added: 2, damaged: [{ runId: 1 }] });
});

it('has a damaged run computed again, and deletes one that no longer tells what it computes', () => {
  const store = finishedStore();
  change(store, "UPDATE params SET value = 0.5 WHERE run_id = 1 AND name = 'init.std'");
  expect(store.discardResults(1, () => config({ seed: 0 }))).toBe(true);
  expect(store.run(1)).toMatchObject({ status: 'pending', iterations: 0, attempts: 1 });
  expect(store.discardResults(2, () => undefined)).toBe(true);
  expect(store.run(2)).toBeUndefined();
  take(store, 3, { from: ['done'] });
  expect(store.discardResults(3, () => config({ seed: 2 }))).toBe(false);
  expect(store.recordedMetrics(3)).toEqual(['a', 'b']);
});

it('deletes damaged final values of an earlier end, and no others, with the results of their run', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  for (const [i, iterations] of [25, 50].entries()) {
    const attempt = take(store, runId, { from: ['done'] });
    const snapshots = [chunk([25 * i, iterations], { a: [i, i + 1] })];
    store.finishRun(runId, attempt, { ...done, stopReason: 'iteration-limit', iterations, snapshots });
  }
  take(store, runId, { from: ['done'], restart: true, leaseMs: -1 });
  change(store, 'UPDATE earlier_finals SET value = 9 WHERE iteration = 25');
  expect(store.damageOfRun(runId)).toEqual(['final values that it had at iteration 25']);
  expect(store.discardResults(runId, () => config())).toBe(true);
  expect(store.damageOfRun(runId)).toEqual([]);
  expect([25, 50].map((upTo) => [...store.finals(runId, upTo)])).toEqual([[], [['a', 2]]]);
});

it('takes up a damaged sweep by what it is asked for', () => {
  const store = finishedStore();
  change(store, "UPDATE sweeps SET definition = 'other', spec = '{}'");
  change(store, 'UPDATE sweep_runs SET cell = 7 WHERE run_id = 2');
  const sweepId = store.upsertSweep(newSweep);
  store.registerRuns(
    sweepId,
    [0, 1, 2].map((seed) => newRun({ config: config({ seed }), cell: { seed } })),
  );
  store.finishSweep(sweepId);
  expect(store.sweep(sweepId)).toMatchObject({ definition: 'dynamics', spec: { x: 1 } });
  expect(store.runsOfSweep(sweepId).map(({ cell }) => cell)).toEqual([0, 1, 2]);
  expect(damage(store)).toEqual([]);
});

it('reads a store opened for reading as one opened for writing', () => {
  const store = finishedStore();
  const reader = openStore(store.path, { readOnly: true });
  change(store, 'UPDATE points SET value = 9 WHERE run_id = 1 AND iteration = 25');
  expect(reader.damageOfRun(1)).toEqual(['points of a', 'points of b']);
  reader.close();
});
