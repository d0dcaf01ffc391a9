import { readdirSync, renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { openStore, type Store } from '@ranksweep/store';
import { expect, it } from 'vitest';
import { Claims } from '../../src/slurm/claims/claims.ts';
import { Mark } from '../../src/slurm/claims/mark.ts';
import { sharedFiles } from '../../src/slurm/claims/sharedFiles.ts';
import { taskName, type SlurmFolder } from '../../src/slurm/folder.ts';
import { Publisher } from '../../src/slurm/task/publisher.ts';
import { UnitsAtHand } from '../../src/slurm/task/unitsAtHand.ts';
import { advance, published, sharedFolder, temporaryStore } from './taskStore.ts';

const RUNS = [1, 2];

interface Task {
  readonly claims: Claims;
  readonly units: UnitsAtHand;
  readonly publisher: Publisher;
  readonly lost: number[];
}

/** Whoever asks is told that all others are gone, as Slurm might of a node that it does not reach, though its processes live on. */
function taskOn(folder: SlurmFolder, store: Store, index: number, now = () => 0): Task {
  const task = { job: 1, index, restart: 0, start: 1 };
  const claims = new Claims({
    files: sharedFiles,
    folder: folder.claims,
    mark: new Mark(sharedFiles, folder.claims, task),
    units: 1,
    place: 0,
    tasks: 1,
    liveness: { of: async (tasks) => new Map(tasks.map((one) => [taskName(one), 'gone'])) },
    random: () => 0,
  });
  const units = new UnitsAtHand();
  const lost: number[] = [];
  const onLost = (unit: number): void => void lost.push(unit);
  const publisher = new Publisher({ store, folder, task, claims, units, publishEveryMs: 100, now, onLost });
  return { claims, units, publisher, lost };
}

const numbersIn = ({ segments }: SlurmFolder): number[] =>
  readdirSync(segments)
    .map((name) => Number(/\.(\d+)\.db$/.exec(name)?.[1]))
    .toSorted((a, b) => a - b);

const isDone = ({ claims }: SlurmFolder): boolean => readdirSync(claims).includes('0.done');

it('publishes a run again only if it has more, and deletes a segment only once later ones have all of it', async () => {
  const [folder, store] = [sharedFolder(), temporaryStore()];
  const { claims, units, publisher } = taskOn(folder, store, 0);
  for (const seed of [0, 1]) advance(store, seed, 10, 'pending');
  units.add({ claim: (await claims.takeFree())!, runIds: RUNS }, new Set());
  await publisher.publishAll();
  await publisher.publishAll();
  expect(numbersIn(folder)).toEqual([1]);
  advance(store, 0, 20, 'done');
  units.ended(1);
  await publisher.publishAll();
  expect(numbersIn(folder)).toEqual([1, 2]);
  expect(isDone(folder)).toBe(false);
  advance(store, 1, 20, 'pending');
  await publisher.publishAll();
  expect(numbersIn(folder)).toEqual([2, 3]);
  expect(await published(folder)).toEqual({ 0: 20, 1: 20 });
  advance(store, 1, 30, 'done');
  units.ended(2);
  await publisher.publishAll();
  expect(numbersIn(folder)).toEqual([2, 4]);
  expect(isDone(folder)).toBe(true);
  expect(units.all).toEqual([]);
});

it('tries everything again after trouble with the shared folder, and says that a unit is done only when it is published', async () => {
  const [folder, store] = [sharedFolder(), temporaryStore()];
  const { claims, units, publisher } = taskOn(folder, store, 0);
  for (const seed of [0, 1]) advance(store, seed, 10, 'done');
  units.add({ claim: (await claims.takeFree())!, runIds: RUNS }, new Set(RUNS));
  renameSync(folder.segments, `${folder.segments}.away`);
  await expect(publisher.publishAll()).rejects.toMatchObject({ code: 'ENOENT' });
  expect(isDone(folder)).toBe(false);
  renameSync(`${folder.segments}.away`, folder.segments);
  renameSync(folder.claims, `${folder.claims}.away`);
  await expect(publisher.publishAll()).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await published(folder)).toEqual({ 0: 10, 1: 10 });
  renameSync(`${folder.claims}.away`, folder.claims);
  await publisher.publishAll();
  expect(isDone(folder)).toBe(true);
  expect(readdirSync(folder.segments)).toHaveLength(1);
});

it('publishes nothing of a unit that another task has taken over, and does again once it has regained it', async () => {
  const [folder, store] = [sharedFolder(), temporaryStore()];
  const first = taskOn(folder, store, 0);
  for (const seed of [0, 1]) advance(store, seed, 10, 'done');
  first.units.add({ claim: (await first.claims.takeFree())!, runIds: RUNS }, new Set([1]));
  const second = taskOn(folder, temporaryStore(), 1);
  expect(await second.claims.takeFree()).toBeUndefined();
  expect(await second.claims.takeOver()).toMatchObject({ unit: 0, attempt: 2 });
  await first.publisher.publishAll();
  expect(first.lost).toEqual([0]);
  expect(readdirSync(folder.segments)).toEqual([]);
  first.units.ended(2); // Its lanes were at it.
  await first.publisher.publishAll();
  expect(isDone(folder)).toBe(false);

  const claim = await first.claims.takeOver();
  expect(claim).toMatchObject({ unit: 0, attempt: 3 });
  if (typeof claim === 'string') throw new Error(claim);
  expect(first.units.hasLost(claim)).toBe(true);
  expect(first.units.regain(claim)).toBe(true);
  expect(first.units.hasLost(claim)).toBe(false);
  await first.publisher.publishAll();
  expect(first.lost).toEqual([0]);
  expect(isDone(folder)).toBe(true);
  expect(await published(folder)).toEqual({ 0: 10, 1: 10 });
});

it('publishes nothing, and says of no unit that it is done, where the disk of the node has other rows than were written', async () => {
  const [folder, written] = [sharedFolder(), temporaryStore()];
  for (const seed of [0, 1]) advance(written, seed, 10, 'done');
  const { path } = written;
  written.close();
  const database = new Database(path);
  database.exec('UPDATE finals SET value = value + 1 WHERE run_id = 2');
  database.close();
  const store = openStore(path);
  try {
    const { claims, units, publisher } = taskOn(folder, store, 0);
    units.add({ claim: (await claims.takeFree())!, runIds: RUNS }, new Set(RUNS));
    await expect(publisher.publishAll()).rejects.toThrow(
      'expected what was written on the disk of this node, found other rows of runs 2',
    );
    expect(isDone(folder)).toBe(false);
  } finally {
    store.close();
  }
});

it('publishes often at first, later less often, and no more often than it is worth', async () => {
  const [folder, store] = [sharedFolder(), temporaryStore()];
  let nowMs = 0;
  let costMs = 0;
  const { claims, units, publisher } = taskOn(folder, store, 0, () => (nowMs += costMs));
  let iterations = 0;
  /** Whether something is published when it is `atMs`. */
  const isDueAt = async (atMs: number): Promise<boolean> => {
    advance(store, 0, (iterations += 10), 'pending');
    nowMs = atMs;
    const before = numbersIn(folder);
    await publisher.publishDue();
    return numbersIn(folder).at(-1) !== before.at(-1);
  };
  units.add({ claim: (await claims.takeFree())!, runIds: [1] }, new Set());
  expect(await isDueAt(99)).toBe(false);
  expect(await isDueAt(100)).toBe(true);
  expect(await isDueAt(199)).toBe(false);
  expect(await isDueAt(200)).toBe(true);
  // A twentieth of the time that it has been at work.
  expect(await isDueAt(40_000)).toBe(true);
  expect(await isDueAt(41_900)).toBe(false);
  expect(await isDueAt(42_200)).toBe(true);
  // Fifty times as long as it took: two seconds, where each look at the clock takes one.
  costMs = 1000;
  expect(await isDueAt(50_000)).toBe(true);
  costMs = 0;
  expect(await isDueAt(153_900)).toBe(false);
  expect(await isDueAt(154_100)).toBe(true);
});
