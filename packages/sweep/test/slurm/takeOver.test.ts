import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publish, type Store } from '@ranksweep/store';
import { expect, it } from 'vitest';
import { begunBeforeName, segmentName, type SlurmFolder, type TaskId } from '../../src/slurm/folder.ts';
import { takeOver } from '../../src/slurm/task/takeOver.ts';
import { advance, hashOf, iterationsIn, sharedFolder, temporaryStore } from './taskStore.ts';

const [first, second] = [1, 2].map((index): TaskId => ({ job: 1, index, restart: 0, start: 1 })) as [
  TaskId,
  TaskId,
];

const pathOf = ({ segments }: SlurmFolder, task: TaskId, number: number): string =>
  join(segments, segmentName(task, number));

interface Taken {
  readonly iterations: Record<number, number>;
  /** What it was told of segments that cannot be read: those are read, too. */
  readonly told: readonly string[];
}

/** Takes over runs of these seeds from tasks, the latest first. */
async function taken(
  folder: SlurmFolder,
  seeds: readonly number[],
  earlier: readonly TaskId[],
  whenTold = async (): Promise<void> => {},
  store: Store = temporaryStore(),
): Promise<Taken> {
  const told: string[] = [];
  let work = Promise.resolve();
  const onUnreadable = (message: string): void => {
    told.push(message);
    work = whenTold();
  };
  const claim = { unit: 3, attempt: earlier.length + 1, earlier };
  await takeOver({ store, folder, onUnreadable }, claim, seeds.map(hashOf), begunBeforeName(3));
  await work;
  return { iterations: iterationsIn(store), told };
}

it('brings in every run of the unit as far as anybody has it, and no others', async () => {
  const [folder, one, other] = [sharedFolder(), temporaryStore(), temporaryStore()];
  const [a, b, c] = [0, 1, 2].map((seed) => advance(one, seed, 10, 'pending')) as [number, number, number];
  await publish(one, [a, b, c], pathOf(folder, first, 1));
  advance(one, 0, 20, 'done');
  await publish(one, [a], pathOf(folder, first, 2));
  await publish(other, [advance(other, 1, 30, 'pending')], pathOf(folder, second, 9));
  const before = temporaryStore();
  await publish(before, [advance(before, 3, 5, 'pending')], join(folder.segments, begunBeforeName(3)));
  const { iterations, told } = await taken(folder, [0, 1, 3, 4], [second, first]);
  expect(iterations).toEqual({ 0: 20, 1: 30, 3: 5 });
  expect(told).toEqual([]);
});

it('reads no segments of which it has later ones, whatever these have beside', async () => {
  const [folder, store] = [sharedFolder(), temporaryStore()];
  const [a, b] = [0, 1].map((seed) => advance(store, seed, 10, 'pending')) as [number, number];
  await publish(store, [a, b], pathOf(folder, second, 2));
  writeFileSync(pathOf(folder, second, 1), 'needless');
  writeFileSync(pathOf(folder, first, 12), 'needless');
  writeFileSync(join(folder.segments, begunBeforeName(3)), 'needless');
  expect(await taken(folder, [0, 1], [second, first])).toEqual({ iterations: { 0: 10, 1: 10 }, told: [] });
  expect((await taken(folder, [0, 7], [second, first])).told).toHaveLength(3);
});

it('goes on from an earlier segment where a later one cannot be read', async () => {
  const [folder, store] = [sharedFolder(), temporaryStore()];
  await publish(store, [advance(store, 0, 10, 'pending')], pathOf(folder, first, 2));
  writeFileSync(pathOf(folder, first, 10), 'torn');
  const { iterations, told } = await taken(folder, [0], [first]);
  expect(iterations).toEqual({ 0: 10 });
  expect(told).toEqual([expect.stringContaining('1_1.0.1.10.db: ')]);
});

it('finds the segment by which a task that lives on has replaced another meanwhile', async () => {
  const [folder, store] = [sharedFolder(), temporaryStore()];
  const run = advance(store, 0, 10, 'pending');
  await publish(store, [run], pathOf(folder, first, 1));
  writeFileSync(pathOf(folder, first, 2), 'torn'); // It is read first, which tells when the folder has been listed.
  const aside = join(folder.path, 'aside.db');
  advance(store, 0, 20, 'pending');
  await publish(store, [run], aside);
  const { iterations } = await taken(folder, [0], [first], async () => {
    renameSync(aside, pathOf(folder, first, 3));
    rmSync(pathOf(folder, first, 1));
  });
  expect(iterations).toEqual({ 0: 20 });
});

it('can be called again where the folder cannot be listed', async () => {
  const [folder, store, own] = [sharedFolder(), temporaryStore(), temporaryStore()];
  await publish(store, [advance(store, 0, 10, 'pending')], pathOf(folder, first, 1));
  renameSync(folder.segments, `${folder.segments}.away`);
  await expect(taken(folder, [0], [first], undefined, own)).rejects.toMatchObject({ code: 'ENOENT' });
  renameSync(`${folder.segments}.away`, folder.segments);
  expect((await taken(folder, [0], [first], undefined, own)).iterations).toEqual({ 0: 10 });
});
