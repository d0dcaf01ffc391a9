import { copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  collectSegments,
  inspect,
  openStore,
  publish,
  query,
  takeRuns,
  type NewTrial,
  type Store,
  type TrialState,
} from '../src/index.ts';
import { connectionOf, type Connection } from '../src/connection/connection.ts';
import { segmentTaker } from '../src/segments/takeSegment.ts';
import { claim } from './support/claim.ts';
import { config, contents, newRun, newSweep, temporaryFolder, temporaryStore } from './support/fixtures.ts';
import { addSweep, dump, rows, type RunState } from './support/mergeStores.ts';

const done = (seed: number, length = 3): RunState => ({ seed, status: 'done', length });
const begun = (seed: number, length: number): RunState => ({ seed, status: 'running', length });

/** The database of a task that has come this far with its runs. */
function taskWith(...runs: readonly RunState[]): Store {
  const store = temporaryStore();
  addSweep(store, 'sweep', runs);
  return store;
}

const allRuns = (store: Store): number[] => store.runsOfSweep(1).map(({ runId }) => runId);

/** The database into which segments are collected, where the sweep was submitted. */
function collectorOf(...seeds: readonly number[]): Store {
  const store = temporaryStore();
  addSweep(
    store,
    'sweep',
    seeds.map((seed) => ({ seed, status: 'pending', length: 0 })),
  );
  return store;
}

function segmentsFolder(): string {
  const folder = join(temporaryFolder(), 'segments');
  mkdirSync(folder);
  return folder;
}

const hashOf = (seed: number): string => newRun({ config: config({ seed }) }).trajectoryHash;
const statuses = (store: Store): Record<number, string> =>
  Object.fromEntries(store.runsOfSweep(1).map(({ seed, status }) => [seed, status]));

describe('a segment', () => {
  it('has the runs that were asked for, whole, and no others', async () => {
    const task = taskWith(done(0, 4), done(1), begun(2, 4), { seed: 3, status: 'failed', length: 2 });
    const path = join(segmentsFolder(), 'segment.db');
    expect(await publish(task, [1, 3, 4, 3], path)).toEqual([]);
    const merged = temporaryStore();
    expect(merged.mergeFrom(path)).toMatchObject({ sweepsAdded: 1, added: 3 });
    const expected = temporaryStore();
    addSweep(expected, 'sweep', [
      done(0, 4),
      { ...begun(2, 4), status: 'pending' },
      { seed: 3, status: 'failed', length: 2 },
    ]);
    expect(dump(merged.path)).toEqual(dump(expected.path));
    expect([...inspect(merged)].flatMap(({ found }) => found)).toEqual([]);
    const collector = temporaryStore();
    collector.takeSegment(path, { folder: dirname(path), name: basename(path) });
    expect([...inspect(collector)].flatMap(({ found }) => found)).toEqual([]);
    const segment = openStore(path, { readOnly: true });
    expect(segment.runIds()).toEqual([1, 3, 4]);
    expect([...inspect(segment)].flatMap(({ found }) => found)).toEqual([]);
    segment.close();
    expect(query(path, 'SELECT a FROM run_table WHERE run_id = 1').rows[0]![0]).toBe(task.finals(1).get('a'));
  });

  it('has the trials of a search, of which each comes as far as any segment has it', async () => {
    const trial = (
      number: number,
      state: TrialState,
      objective: number | null,
      rung: number | null = null,
    ) => ({
      number,
      cell: { lr: number },
      state,
      objective,
      rung,
    });
    const segments = segmentsFolder();
    const write = async (name: string, ...trials: readonly NewTrial[]): Promise<void> => {
      const task = taskWith(done(0));
      task.recordTrials(1, 'tune', trials);
      await publish(task, [], join(segments, name), { trialsOf: 1 });
    };
    const collector = temporaryStore();
    const collected = async (): Promise<unknown[]> => {
      await collectSegments(collector, segments);
      const cells = new Map(collector.cellValues(1, 'tune').map(({ cell, value }) => [cell, value]));
      return collector
        .trials(1)
        .map(({ number, cell, state, objective, rung }) => [number, cells.get(cell), state, objective, rung]);
    };
    await write('a.1.db', trial(1, 'running', null, 10), trial(2, 'pruned', null, 30));
    expect(await collected()).toEqual([
      [1, 1, 'running', null, 10],
      [2, 2, 'pruned', null, 30],
    ]);
    await write(
      'b.2.db',
      trial(0, 'done', 0.5),
      trial(1, 'running', null, 30),
      trial(2, 'running', null, 30),
    );
    await write('a.3.db', trial(2, 'pruned', 0.25, 30), trial(1, 'running', null));
    expect(await collected()).toEqual([
      [0, 0, 'done', 0.5, null],
      [1, 1, 'running', null, 30],
      [2, 2, 'pruned', 0.25, 30],
    ]);
    expect([...inspect(collector)].flatMap(({ found }) => found)).toEqual([]);
  });

  it('is one file, and leaves nothing beside it or the store', async () => {
    const task = taskWith(done(0));
    const folder = segmentsFolder();
    const before = readdirSync(dirname(task.path));
    await publish(task, [1], join(folder, 'segment.db'));
    expect(readdirSync(folder)).toEqual(['segment.db']);
    expect(readdirSync(dirname(task.path))).toEqual(before);
  });

  it('never takes the place of another', async () => {
    const task = taskWith(done(0), done(1));
    const folder = segmentsFolder();
    const path = join(folder, 'segment.db');
    await publish(task, [1], path);
    const before = contents(folder);
    await expect(publish(task, [2], path)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(contents(folder)).toEqual(before);
    await expect(publish(task, [1], join(folder, 'none', 'a.db'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(readdirSync(dirname(task.path)).filter((name) => name.includes('segment'))).toEqual([]);
  });

  it('is not given runs that are damaged', async () => {
    const task = taskWith(done(0), done(1));
    const client = new Database(task.path);
    client.exec('UPDATE points SET value = 7 WHERE run_id = 1 AND iteration = 10');
    client.close();
    const path = join(segmentsFolder(), 'segment.db');
    const damage = ['points of a', 'points of b'];
    expect(await publish(task, [1, 2], path)).toEqual([{ runId: 1, damage }]);
    expect(query(path, 'SELECT id FROM runs').rows).toEqual([[2]]);
  });
});

describe('segments of tasks', () => {
  it('make, collected at any time and in any order, the sweep that one machine would have', async () => {
    // Each task publishes its run at two lengths, then done; some of it is collected before more is published.
    const script = fc.shuffledSubarray(
      [0, 1, 2].flatMap((seed) => [2, 3, 4].map((length) => ({ seed, length }))),
    );
    await fc.assert(
      fc.asyncProperty(script, fc.nat(9), async (published, early) => {
        const [store, folder] = [collectorOf(0, 1, 2), segmentsFolder()];
        for (const [i, { seed, length }] of published.entries()) {
          const task = taskWith(length === 4 ? done(seed, 4) : begun(seed, length));
          await publish(task, [1], join(folder, `1_${seed}.0.${i}.db`));
          if (i === early) await collectSegments(store, folder);
        }
        await collectSegments(store, folder);
        const furthest = (seed: number): RunState => {
          const lengths = published.filter((one) => one.seed === seed).map(({ length }) => length);
          const length = Math.max(0, ...lengths);
          return length === 4 ? done(seed, 4) : { seed, status: 'pending', length };
        };
        const expected = temporaryStore();
        addSweep(expected, 'sweep', [0, 1, 2].map(furthest));
        expect(dump(store.path)).toEqual(dump(expected.path));
        expect([...inspect(store)].flatMap(({ found }) => found)).toEqual([]);
        const before = rows(store.path);
        expect(await collectSegments(store, folder)).toMatchObject({ segments: 0, changed: 0 });
        expect(rows(store.path)).toEqual(before);
      }),
      { numRuns: 6 },
    );
  });

  it('are read once, but for those of which something was left out', async () => {
    const [store, folder] = [collectorOf(0, 1), segmentsFolder()];
    await publish(taskWith(done(0, 4)), [1], join(folder, '1_0.0.0.db'));
    await publish(taskWith({ ...done(0, 4), error: 0.5 }, done(1)), [1, 2], join(folder, '1_1.0.0.db'));
    writeFileSync(join(folder, '1_2.0.0.db'), 'no database');
    writeFileSync(join(folder, '.aside-1'), 'half of one');
    const { leftOut, ...first } = await collectSegments(store, folder);
    expect(first).toEqual({ segments: 3, changed: 2 });
    expect([...leftOut.keys()].toSorted()).toEqual(['1_0.0.0.db', '1_2.0.0.db']);
    expect(leftOut.get('1_0.0.0.db')!.differing).toMatchObject([{ metric: 'a', iteration: 30 }]);
    expect(leftOut.get('1_2.0.0.db')!.unreadable).toContain('found a file of another kind');
    expect(statuses(store)).toEqual({ 0: 'done', 1: 'done' });
    const again = await collectSegments(store, folder);
    expect(again).toMatchObject({ segments: 2, changed: 0 });
    expect([...again.leftOut.keys()]).toEqual([...leftOut.keys()]);
    expect(await collectSegments(store, folder, { except: new Set(leftOut.keys()) })).toMatchObject({
      segments: 0,
    });
  });

  it('with damaged runs are taken but for these, and again once the file can be read', async () => {
    const [store, folder] = [collectorOf(0, 1), segmentsFolder()];
    const path = join(folder, '1_0.0.0.db');
    await publish(taskWith(done(0), done(1)), [1, 2], path);
    const sound = join(temporaryFolder(), 'sound.db');
    copyFileSync(path, sound);
    const client = new Database(path);
    client.exec('UPDATE points SET value = 7 WHERE run_id = 1 AND iteration = 10');
    client.close();
    const { leftOut } = await collectSegments(store, folder);
    expect(leftOut.get('1_0.0.0.db')!.damaged).toEqual([
      { runId: 1, damage: ['points of a', 'points of b'] },
    ]);
    expect(statuses(store)).toEqual({ 0: 'pending', 1: 'done' });
    copyFileSync(sound, path);
    expect((await collectSegments(store, folder)).leftOut.size).toBe(0);
    expect(statuses(store)).toEqual({ 0: 'done', 1: 'done' });
  });

  it('can be left between two', async () => {
    const [store, folder] = [collectorOf(0, 1, 2), segmentsFolder()];
    for (const seed of [0, 1, 2]) await publish(taskWith(done(seed)), [1], join(folder, `1_${seed}.0.0.db`));
    const stopping = new AbortController();
    const seen: unknown[] = [];
    const { segments } = await collectSegments(store, folder, {
      signal: stopping.signal,
      onProgress: (progress) => {
        seen.push(progress);
        stopping.abort();
      },
    });
    expect([segments, seen]).toEqual([1, [{ collected: 1, of: 3 }]]);
    expect(await collectSegments(store, folder)).toMatchObject({ segments: 2, changed: 2 });
    expect(readdirSync(dirname(store.path)).filter((name) => name.includes('segment'))).toEqual([]);
  });

  it('that nodes have computed in other arithmetics fill the places of the sweep, each once', async () => {
    const [store, folder] = [collectorOf(0, 1), segmentsFolder()];
    const shared = newRun({ config: config({ seed: 1 }), cell: { parity: 1 } });
    store.registerRuns(store.upsertSweep({ ...newSweep, name: 'other', specHash: 'other' }), [shared]);
    const publishIn = async (arithmetic: string, name: string, run: RunState): Promise<void> => {
      const task = taskWith(run);
      const client = new Database(task.path);
      client.exec(`UPDATE runs SET arithmetic = '${arithmetic}'; UPDATE run_digests SET record = NULL, points = NULL;
        UPDATE checkpoints SET digest = NULL; UPDATE runs SET status = iif(status = 'done', 'diverged', status)`);
      client.close();
      await publish(task, [1], join(folder, name));
    };
    const places = (): unknown =>
      store.runsOfSweep(1).map(({ seed, arithmetic, status }) => [seed, arithmetic, status]);
    await publishIn('webgpu', '1_0.0.1.0.db', begun(0, 2));
    await publishIn('webgpu', '1_1.0.1.0.db', begun(1, 2));
    await collectSegments(store, folder);
    // Another sweep wants the second run as it was registered.
    expect(places()).toEqual([
      [0, 'webgpu', 'pending'],
      [1, 'f64', 'pending'],
      [1, 'webgpu', 'pending'],
    ]);
    await publishIn('f32', '1_2.0.1.0.db', done(0));
    await publishIn('webgpu', '1_3.0.1.0.db', done(1));
    await collectSegments(store, folder);
    await publishIn('webgpu', '1_4.0.1.0.db', done(0));
    await publishIn('f64', '1_5.0.1.0.db', done(1));
    await collectSegments(store, folder);
    expect(places()).toHaveLength(2);
    expect(store.sweep(1)).toMatchObject({ status: 'done', runs: { diverged: 2, pending: 0 } });
    expect(
      [...inspect(store)].flatMap(({ found }) => found).filter(({ runId }) => runId === undefined),
    ).toEqual([]);
  });

  it('in a folder of the same names elsewhere are others', async () => {
    const store = collectorOf(0, 1);
    for (const seed of [0, 1]) {
      const folder = segmentsFolder();
      await publish(taskWith(done(seed)), [1], join(folder, '1_0.0.0.db'));
      await collectSegments(store, folder);
    }
    expect(statuses(store)).toEqual({ 0: 'done', 1: 'done' });
  });
});

it('a segment is taken without a look at all runs of the database', async () => {
  const path = join(segmentsFolder(), 'one.db');
  await publish(taskWith(done(9)), [1], path);
  const database = new Database(collectorOf(0, 1, 2, 9).path);
  const connection = connectionOf(database);
  const steps: string[] = [];
  // Planned while the segment is attached.
  const statement: Connection['statement'] = (sql) => {
    if (!/^\s*(?:ATTACH|DETACH|PRAGMA)/.test(sql)) {
      const planned = database.prepare(`EXPLAIN QUERY PLAN ${sql}`);
      const bound = sql.match(/\?/g)?.map(() => null) ?? [];
      const named = Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null]));
      const found = (bound.length > 0 ? planned.all(...bound) : planned.all(named)) as { detail: string }[];
      steps.push(...found.map(({ detail }) => `${detail}: ${sql}`));
    }
    return connection.statement(sql);
  };
  const taken = segmentTaker({ ...connection, statement }).takeSegment(path, { folder: '/', name: 'one.db' });
  database.close();
  expect(taken.changed).toEqual([4]);
  expect(steps).toContainEqual(expect.stringMatching(/^SCAN theirs/));
  const ofRuns = steps.filter((step) => !step.includes('main.metrics'));
  // Every run of the database has one of few states.
  expect(ofRuns.filter((step) => step.includes('INDEX runs_by_status'))).toEqual([]);
  expect(
    ofRuns.filter((step) => /^SCAN (?:main\.)?(?:runs|ours|run|twin|place|sweep_runs)\b/.test(step)),
  ).toEqual([]);
});

it('segments of a folder that was made anew are read though earlier ones had their names', async () => {
  const [collector, folder] = [collectorOf(0, 1), segmentsFolder()];
  await publish(taskWith(done(0)), [1], join(folder, '1_0.0.1.1.db'));
  await collectSegments(collector, folder);
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  await publish(taskWith(done(1)), [1], join(folder, '1_0.0.1.1.db'));
  collector.forgetSegments(folder);
  expect(await collectSegments(collector, folder)).toMatchObject({ segments: 1, changed: 1 });
  expect(statuses(collector)).toEqual({ 0: 'done', 1: 'done' });
});

it('segments are read once, by whatever path their folder is named', async () => {
  const [collector, folder] = [collectorOf(0), segmentsFolder()];
  const link = join(temporaryFolder(), 'link');
  symlinkSync(folder, link);
  await publish(taskWith(done(0)), [1], join(folder, '1_0.0.1.1.db'));
  expect(await collectSegments(collector, link)).toMatchObject({ segments: 1 });
  expect(await collectSegments(collector, folder)).toMatchObject({ segments: 0 });
  collector.forgetSegments(folder);
  expect(await collectSegments(collector, link)).toMatchObject({ segments: 1, changed: 0 });
});

it('a task that takes over goes on from the state that another has published', async () => {
  const path = join(segmentsFolder(), '1_0.0.0.db');
  const first = taskWith(begun(0, 3), begun(1, 4), done(2));
  await publish(first, allRuns(first), path);
  const second = temporaryStore();
  expect(await takeRuns(second, path, [hashOf(1), hashOf(2), hashOf(9)])).toMatchObject({ added: 2 });
  const sweepId = second.upsertSweep(newSweep);
  const registered = second.registerRuns(
    sweepId,
    [0, 1, 2].map((seed) => newRun({ config: config({ seed }) })),
  );
  expect(registered.map(({ status, iterations }) => [status, iterations])).toEqual([
    ['pending', 0],
    ['pending', 30],
    ['done', 20],
  ]);
  const { runId } = registered[1]!;
  const claimed = second.claimRun(runId, claim);
  expect(claimed).toMatchObject({ attempt: 2, checkpoint: { iteration: 30 } });
  expect(second.damageOfRun(runId)).toEqual([]);
  expect(second.sweeps()).toHaveLength(1);
});
